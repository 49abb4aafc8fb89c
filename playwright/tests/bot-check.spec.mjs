// parley check: what it says about a set-up that is fine, and about each of many that are not, line by line.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, request as send } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, newPeople, test } from "../fixtures.mjs";
import { PARLEY } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { execute, freePort } from "../stack/process.mjs";

/** Runs check: {code, lines, wrong (the lines that are not good), errors}. */
async function check(env) {
    const child = spawn(PARLEY, ["check"], { env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const [out, errors, code] = await Promise.all([buffer(child.stdout), buffer(child.stderr), new Promise((done) => child.once("close", done))]);
    const lines = out.toString().trimEnd().split("\n");
    const wrong = lines.filter((line) => /^(warn|FAIL) /.test(line));
    return { code, lines, wrong, errors: errors.toString().trimEnd() };
}

/** A stack with what check needs to look at it. */
async function scene(ownStack, info, options) {
    const stack = await ownStack(options);
    const { user_id, password, access_token } = await stack.account("parley", "Parley");
    const storage = info.outputPath("storage");
    mkdirSync(storage, { recursive: true });
    const [, RECOVERY_KEY] = (await execute(PARLEY, ["recovery-key"], { env: stack.bot.program.env })).trim().split(": ");
    const env = { HOMESERVER_URL: stack.homeserver.url, PUBLIC_URL: stack.bot.url, ACCESS_TOKEN: access_token, RECOVERY_KEY, STORAGE_FILE_DATA_PATH: storage };
    return { stack, env, storage, user_id, password };
}

/**
 * An address in front of `target`, as a reverse proxy. `turn(request)` may answer instead, with {status, headers, body},
 * or change the headers that go in; `headers` come over those that go out.
 */
async function front(target, { turn = () => undefined, headers = {} } = {}) {
    const { hostname, port } = new URL(target);
    const server = createServer(async (incoming, response) => {
        const body = await buffer(incoming);
        const instead = turn(incoming);
        if (instead) return response.writeHead(instead.status ?? 200, instead.headers).end(instead.body);
        const outgoing = send({ hostname, port, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false });
        outgoing.on("response", (answer) => answer.pipe(response.writeHead(answer.statusCode, { ...answer.headers, ...headers })));
        outgoing.on("error", () => response.destroy()).end(body);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const close = () => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
    };
    return { url: `http://127.0.0.1:${server.address().port}`, close };
}

test("a set-up that is fine, with a token and with a password", async ({ ownStack }, info) => {
    const { env, user_id, password, stack } = await scene(ownStack, info);
    const fine = (account) => [
        "ok    files: 1 widget is offered",
        "ok    widget: it is in the program",
        "ok    STORAGE_FILE_DATA_PATH: can be written",
        expect.stringMatching(/^ok {4}homeserver: Dendrite \S+, speaks \S+ to \S+$/),
        "ok    clock: agrees with that of the homeserver",
        `ok    account: ${account}`,
        expect.stringMatching(/^ok {4}room version: new rooms get \d+$/),
        "ok    OpenID: people can be recognised",
        "ok    encryption: the bot's account has an identity, by which clients know its device",
        "ok    rooms: the bot is in 0, and has the power that it needs in the 0 that were looked at",
        "ok    PUBLIC_URL: reaches the Parley of this bot",
        "ok    API: lets people of the homeserver in",
        "12 fine, 0 to look at, 0 to mend",
    ];
    expect(await check(env)).toEqual({ code: 0, lines: fine(user_id), wrong: [], errors: "" });
    expect((await check({ ...env, RECOVERY_KEY: "EsT1" })).wrong).toEqual(["FAIL  RECOVERY_KEY: the recovery key is not that of the bot's account; give the one that parley recovery-key has printed, or that was made with its identity"]);
    expect((await check({ ...env, RECOVERY_KEY: "" })).wrong).toEqual([expect.stringMatching(/^warn {2}encryption: the bot's account has an identity that is not kept here; .*give the RECOVERY_KEY/)]);

    const devices = async () => (await stack.api(await stack.account("parley")).request("GET", "/_matrix/client/v3/devices")).devices.map(({ device_id }) => device_id).sort();
    const before = await devices();
    const byPassword = { ...env, ACCESS_TOKEN: "", BOT_USERNAME: user_id, BOT_PASSWORD: password };
    expect(await check(byPassword)).toEqual({ code: 0, lines: fine(`${user_id}, logged in by password for this check`), wrong: [], errors: "" });
    expect(await devices(), "no device is left behind").toEqual(before);
});

test("homeservers that are none, far away, slow, or of another time", async ({ ownStack }, info) => {
    const { env, stack, user_id, password } = await scene(ownStack, info);
    const wrong = async (more) => (await check({ ...env, ...more })).wrong;
    const behind = async (options, more) => {
        const proxy = await front(stack.homeserver.url, options);
        try {
            const found = await wrong({ HOMESERVER_URL: proxy.url, ...more });
            return found.map((line) => line.replaceAll(proxy.url, "<proxy>")).filter((line) => !line.includes("the running Parley has another one"));
        } finally {
            await proxy.close();
        }
    };
    const html = { body: "<html>", headers: { "content-type": "text/html" } };
    const nowhere = `http://127.0.0.1:${await freePort()}`;

    expect.soft(await wrong({ HOMESERVER_URL: nowhere })).toEqual([
        expect.stringMatching(/^FAIL {2}HOMESERVER_URL: the homeserver does not answer: dial tcp \S+: connect: connection refused; start the homeserver, or check host and port$/),
    ]);
    expect.soft(await wrong({ HOMESERVER_URL: env.HOMESERVER_URL.replace("http://", "https://") })).toEqual([
        expect.stringMatching(/^FAIL {2}HOMESERVER_URL: .*; give the address with http:\/\/, for nothing there speaks TLS$/),
    ]);
    expect.soft(await wrong({ HOMESERVER_URL: "http://nowhere.invalid" })).toEqual([
        "warn  HOMESERVER_URL: http://nowhere.invalid is not encrypted, and secrets go there; give its https address, unless nobody else is on the network between",
        expect.stringMatching(/^FAIL {2}HOMESERVER_URL: the homeserver does not answer: .*; check the host name, and that this machine can look it up$/),
    ]);
    expect.soft(await behind({ turn: () => html })).toEqual([
        "FAIL  HOMESERVER_URL: what answers there is no Matrix homeserver; give the address below which /_matrix/client/versions is answered, and let the reverse proxy pass on all of /_matrix",
    ]);
    const wellKnown = { body: JSON.stringify({ "m.homeserver": { base_url: "https://matrix.example.org" } }) };
    expect.soft(await behind({ turn: ({ url }) => (url.startsWith("/.well-known/") ? wellKnown : html) })).toEqual([
        "FAIL  HOMESERVER_URL: what answers there is no Matrix homeserver, but says that it is at https://matrix.example.org; give that address",
    ]);
    expect.soft(await behind({ headers: { date: new Date(Date.now() - 3_600_000).toUTCString() } })).toEqual([
        expect.stringMatching(/^FAIL {2}clock: that of the homeserver differs by (59m5\ds|1h0m\ds); set the clocks of both machines by NTP: commands are taken for expired, and reminders come at the wrong time$/),
    ]);
    expect.soft(await behind({ headers: { date: new Date(Date.now() + 60_000).toUTCString() } })).toEqual([
        expect.stringMatching(/^warn {2}clock: that of the homeserver differs by (59s|1m\ds); set the clocks of both machines by NTP$/),
    ]);
    let tokens = 0;
    const slow = { status: 429, body: JSON.stringify({ errcode: "M_LIMIT_EXCEEDED", error: "", retry_after_ms: 500 }) };
    expect.soft(await behind({ turn: ({ url }) => url.includes("/openid/request_token") && ++tokens > 5 && slow })).toEqual([
        `warn  rate limit: the homeserver slows ${user_id} down after a few requests; exempt the bot: on Dendrite client_api.rate_limiting.exempt_user_ids, on Synapse an override; see deploy/README.md`,
    ]);
    const unknown = { status: 404, body: JSON.stringify({ errcode: "M_UNRECOGNIZED", error: "" }) };
    expect.soft(await behind({ turn: ({ url }) => url.startsWith("/_matrix/federation/v1/openid") && unknown })).toEqual([
        "FAIL  OpenID: the homeserver does not say whose tokens are, so the API lets nobody in: the homeserver answered 404 M_UNRECOGNIZED; " +
            "let /_matrix/federation/v1/openid/userinfo be reached below HOMESERVER_URL; on Dendrite leave federation enabled and deny the networks instead",
    ]);
    const rooms = (version) => ({ body: JSON.stringify({ capabilities: { "m.room_versions": { default: version } } }) });
    expect.soft(await behind({ turn: ({ url }) => url.endsWith("/capabilities") && rooms("org.example.99") })).toEqual([
        "warn  room version: new rooms get org.example.99, which this program does not know; set default_room_version of the homeserver to one up to 12, or use a newer parley",
    ]);
    const synapse = { body: JSON.stringify({ server: { name: "Synapse", version: "1.140.0" } }) };
    expect.soft(await behind({ turn: ({ url }) => url.endsWith("/federation/v1/version") && synapse })).toEqual([
        "warn  rate limit: Synapse's defaults allow ten meetings and then one a minute, which cannot be seen from here; set an override of 0 for the bot's account, see deploy/README.md",
        "warn  invitations: whether Synapse shows invited meetings with their time cannot be seen from here; add m.space.parent and net.nordeck.meetings.metadata to room_prejoin_state.additional_event_types",
    ]);
    expect.soft(await wrong({ ACCESS_TOKEN: "nonsense" })).toEqual([
        "FAIL  ACCESS_TOKEN: the homeserver answered 401 M_UNKNOWN_TOKEN; log the bot in again and give its new token",
    ]);
    const login = { ACCESS_TOKEN: "", BOT_USERNAME: user_id, BOT_PASSWORD: "nonsense" };
    expect.soft(await wrong(login)).toEqual([
        "FAIL  BOT_PASSWORD: the homeserver refuses it for BOT_USERNAME; give the right one; the account has to be one of this homeserver",
    ]);
    const flows = { body: JSON.stringify({ flows: [{ type: "m.login.sso" }, { type: "m.login.token" }] }) };
    expect.soft(await behind({ turn: ({ url }) => url.endsWith("/v3/login") && flows }, { ...login, BOT_PASSWORD: password })).toEqual([
        "FAIL  BOT_PASSWORD: the homeserver offers no login by password, only m.login.sso, m.login.token; give an ACCESS_TOKEN instead",
    ]);
});

test("public addresses that lead elsewhere, and reverse proxies that change too much", async ({ ownStack }, info) => {
    const { env, stack } = await scene(ownStack, info);
    const at = async (options, more) => {
        const proxy = await front(stack.bot.url, options);
        try {
            const { wrong } = await check({ ...env, PUBLIC_URL: proxy.url, ...more });
            return wrong.map((line) => line.replaceAll(proxy.url, "<proxy>"));
        } finally {
            await proxy.close();
        }
    };
    expect.soft(await at()).toEqual([]);
    expect.soft((await check({ ...env, PUBLIC_URL: `http://127.0.0.1:${await freePort()}` })).wrong).toEqual([
        expect.stringMatching(/^warn {2}PUBLIC_URL: .*connection refused; start Parley, or check host and port; then check again, for this is how browsers reach it$/),
    ]);
    expect.soft(await at({ turn: ({ url }) => url.startsWith("/v1/") && { status: 404, body: "not here" } })).toEqual([
        "FAIL  PUBLIC_URL: something else than Parley answers (404 at /v1/live); let the reverse proxy pass all of <proxy>/ to Parley's port, with the path below it unchanged",
    ]);
    expect.soft(await at({ turn: ({ headers }) => void delete headers.authorization })).toEqual([
        "FAIL  reverse proxy: it drops the header Authorization; let it pass the header on, and ask for no login of its own; nginx: proxy_set_header Authorization $http_authorization",
    ]);
    expect.soft(await at({ headers: { "x-frame-options": "SAMEORIGIN" } })).toEqual([
        "FAIL  reverse proxy: it adds X-Frame-Options: SAMEORIGIN, which keeps clients from showing the widget; remove it for Parley: FRAME_ANCESTORS says who may show the widget",
    ]);
    expect.soft(await at({ headers: { "access-control-allow-origin": "*" } }, { WIDGET_ORIGINS: "https://widget.example.org" })).toEqual([
        expect.stringMatching(/^FAIL {2}WIDGET_ORIGINS: pages of MEETINGWIDGET_URL may not use the API: <proxy> is not in .*; add <proxy>$/),
        'FAIL  WIDGET_ORIGINS: pages of https://widget.example.org may not use the API (Access-Control-Allow-Origin: "*"); ' +
            "let the reverse proxy leave OPTIONS and the headers Access-Control-* to Parley, and start Parley anew with these settings",
    ]);

    const other = await scene(ownStack, info);
    expect.soft((await check({ ...env, PUBLIC_URL: other.env.PUBLIC_URL, ACCESS_TOKEN: (await newPeople(stack)).alice.access_token })).wrong).toEqual([
        expect.stringMatching(/^FAIL {2}PUBLIC_URL: reaches a Parley whose bot is not @alice\S+; give the address of this one, or of its reverse proxy$/),
    ]);
    expect.soft((await check({ ...env, PUBLIC_URL: "http://meetings.invalid", FRAME_ANCESTORS: "'self'" })).wrong).toEqual([
        "warn  PUBLIC_URL: http://meetings.invalid is not encrypted, and clients on https show no pages from there; put a reverse proxy with TLS in front, and give its https address",
        "FAIL  FRAME_ANCESTORS: 'self' lets no Matrix client show the widget; give the addresses of your Matrix clients, such as https://app.element.io",
        expect.stringMatching(/^warn {2}PUBLIC_URL: .*; check the host name, and that this machine can look it up; then check again, for this is how browsers reach it$/),
    ]);
});

test("files, folders and rooms that are not as they should be", async ({ ownStack }, info) => {
    const { env, stack, storage } = await scene(ownStack, info);
    const wrong = async (more) => (await check({ ...env, ...more })).wrong;
    const file = (name, content) => {
        const path = join(storage, name);
        writeFileSync(path, content);
        return path;
    };
    const files = "FAIL  DEFAULT_EVENTS_CONFIG, DEFAULT_WIDGET_LAYOUTS_CONFIG: ";
    const torn = file("torn.json", '{"state_events": [\n{"type": "m.room.topic"}\n');
    expect.soft(await wrong({ DEFAULT_EVENTS_CONFIG: torn })).toEqual([`${files}${torn}: line 3: not the expected JSON: unexpected EOF; mend the file`]);
    const variable = file("variable.json", JSON.stringify({ state_events: [{ type: "org.example", content: { a: ["{{nonsense}}"] } }] }));
    expect.soft(await wrong({ DEFAULT_EVENTS_CONFIG: variable })).toEqual([
        `${files}${variable}: state_events[0] (org.example): a: [0]: {{nonsense}} is unknown; ` +
            "use title, uuid, room_id, base32_room_id, base32_room_id50, data.<key> or the section encodeURIComponent; mend the file",
    ]);
    const layouts = file("layouts.json", JSON.stringify([{ widgetIds: ["jitsi", "pad"], layouts: { pad: { container: "top" } } }]));
    expect.soft(await wrong({ DEFAULT_WIDGET_LAYOUTS_CONFIG: layouts })).toEqual([
        "warn  DEFAULT_WIDGET_LAYOUTS_CONFIG: layouts name widgets that there are none of: pad; correct the ids, or add the widgets to DEFAULT_EVENTS_CONFIG",
    ]);
    expect.soft(await wrong({ STORAGE_FILE_DATA_PATH: join(stack.folder, "bot") })).toEqual([
        "warn  STORAGE_FILE_DATA_PATH: the storage folder is in use by another parley process; that is right while Parley runs; else stop the other process, or give a folder of its own",
    ]);
    expect.soft(await wrong({ STORAGE_FILE_DATA_PATH: "/proc/parley" })).toEqual([
        expect.stringMatching(
            /^FAIL {2}STORAGE_FILE_DATA_PATH: it is not there and cannot be made in \/proc: .+; give a folder on a local disk that the user of this process may write to$/,
        ),
    ]);
    const fresh = join(storage, "not", "there");
    expect.soft((await check({ ...env, STORAGE_FILE_DATA_PATH: fresh })).lines).toContain("ok    STORAGE_FILE_DATA_PATH: will be created");
    expect.soft(existsSync(fresh), "check makes nothing").toBe(false);
    const broken = join(storage, "broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "parley.lock"), "");
    writeFileSync(join(broken, "parley.db"), "this is no database, but long enough to be taken for one at first sight".repeat(20));
    expect.soft(await wrong({ STORAGE_FILE_DATA_PATH: broken })).toEqual([
        expect.stringMatching(/^FAIL {2}STORAGE_FILE_DATA_PATH: the database cannot be read: .*not a database.*; give a folder/),
    ]);

    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    expect.soft(await wrong({})).toEqual([]);
    const bot = stack.api(await stack.account("parley", "Parley"));
    await bot.until(async () => (await bot.joinedRooms()).length === 1, "the room of help, which nobody needs any more, is closed");
    const { users, ...levels } = await alice.api.state(room, "m.room.power_levels");
    await alice.api.sendState(room, "m.room.power_levels", { ...levels, users: { ...users, [stack.bot.userId]: 0 } });
    expect.soft(await wrong({})).toEqual([
        `warn  rooms: in 1 of 1 the bot may not install the planner or link meetings: ${room}; make it a moderator there (power level 50), or remove it`,
    ]);
});

test("every wrong setting is told at once, on a line of its own", async () => {
    const { code, lines, errors } = await check({ PUBLIC_URL: "https://a\nb", PORT: "http", AUTO_DELETION_OFFSET: "-1", BOT_PASSWORD_FILE: "/no\nwhere" });
    expect([code, lines]).toEqual([1, [""]]);
    expect(errors.split("\n")).toEqual([
        "parley: AUTO_DELETION_OFFSET: not accepted (it is no whole number from 0 on); give minutes, 0 or more",
        "parley: BOT_PASSWORD_FILE: not accepted (no such file or directory); give the path of a readable file with a password",
        "parley: HOMESERVER_URL: missing; give an http(s) address",
        "parley: PORT: not accepted (it is no port number); give a number from 1 to 65535",
        "parley: PUBLIC_URL: not accepted (it cannot be parsed); give an http(s) address",
    ]);
});

test("settings of a file count where the environment has none; those without effect are named once", async ({ ownStack }, info) => {
    const file = info.outputPath("parley.env");
    writeFileSync(file, 'export BOT_DISPLAYNAME="Parley # of the file"\nLOG_LEVEL=error\nMATRIX_FILTER_APPLY=true\n', { mode: 0o600 });
    const { env, stack, user_id } = await scene(ownStack, info, { env: { PARLEY_CONFIG: file, LOG_LEVEL: "info", CRYPTO_DATA_PATH: "crypto" } });
    const { alice } = await newPeople(stack);
    await alice.api.until(async () => {
        const { displayname } = await alice.api.request("GET", `/_matrix/client/v3/profile/${encodeURIComponent(user_id)}/displayname`);
        return displayname === "Parley # of the file";
    }, "the bot has the name of the file");
    const log = readFileSync(stack.logOf("bot"), "utf8").split("\n");
    expect(log.filter((line) => line.includes("have no effect")).map((line) => JSON.parse(line))).toEqual([
        { level: "warn", settings: ["CRYPTO_DATA_PATH", "MATRIX_FILTER_APPLY"], time: expect.any(String), message: "settings have no effect" },
    ]);
    expect(log.some((line) => line.includes('"level":"info"')), "the environment comes first").toBe(true);
    expect((await check({ ...env, PARLEY_CONFIG: file })).wrong).toEqual([
        "warn  settings: without effect: MATRIX_FILTER_APPLY; remove them, or correct names that are misspelt",
    ]);
});
