// The HTTP interface on the real homeserver: who gets in, what everybody sees, and how trouble looks.
import { expect, newPeople, test } from "../fixtures.mjs";
import { execute } from "../stack/process.mjs";
import { PARLEY } from "../stack/bot.mjs";

const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64");

async function openIdToken({ api, user_id }) {
    return api.request("POST", `/_matrix/client/v3/user/${encodeURIComponent(user_id)}/openid/request_token`, {});
}

function ask({ url }, path, headers = {}, method = "GET") {
    return fetch(`${url}${path}`, { method, headers });
}

test("access tokens and OpenID tokens of the homeserver get in, nothing else", async ({ stack, people: { alice } }) => {
    const openId = await openIdToken(alice);
    const encoded = base64({ ...openId, matrix_server_name: stack.homeserver.serverName });
    const url = encoded.replaceAll("+", "-").replaceAll("/", "_");
    const cases = [
        [undefined, 401], ["Bearer ", 401], ["Bearer nonsense", 401], ["Basic abc", 401], [`Bearer ${alice.access_token}`, 200],
        ["MX-Identity nonsense", 401], [`MX-Identity ${base64({ access_token: "x", matrix_server_name: stack.homeserver.serverName })}`, 401],
        [`MX-Identity ${base64({ ...openId, matrix_server_name: "elsewhere.example" })}`, 401],
        [`MX-Identity ${encoded}`, 200], [`MX-Identity ${url}`, 200], [`MX-Identity ${url.replaceAll("=", "")}`, 200],
        [`Bearer ${openId.access_token}`, 401],
    ];
    for (const path of ["/v1/config", "/v1/widget/list"])
        for (const [authorization, status] of cases) {
            const response = await ask(stack.bot, path, authorization && { authorization });
            expect.soft(response.status, `${path} ${authorization}`).toBe(status);
            if (status === 200) continue;
            expect.soft(response.headers.get("content-type")).toBe("application/problem+json");
            expect.soft(response.headers.get("www-authenticate")).toBe("Bearer, MX-Identity");
            expect.soft(await response.json()).toMatchObject({ status: 401, reason: "unauthorized" });
        }
});

test("what the widget asks for", async ({ stack, people: { alice } }) => {
    const headers = { authorization: `Bearer ${alice.access_token}`, "accept-language": "de, en;q=0.5", "x-timezone": "Europe/Berlin" };
    expect(await (await ask(stack.bot, "/v1/config", headers)).json()).toEqual({
        homeserver: stack.homeserver.url, homeServer: stack.homeserver.url, jitsiDialInEnabled: false,
    });
    expect(await (await ask(stack.bot, "/v1/widget/list", headers)).json()).toEqual([{ id: "jitsi", name: "Video Conference", optional: false }]);
    expect((await ask(stack.bot, "/v1/live")).status).toBe(204);
});

test("pages of the widget's origin may ask, others may not", async ({ stack }) => {
    const preflight = (origin) => ask(stack.bot, "/v1/widget/list", {
        origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization,x-timezone",
    }, "OPTIONS");
    const allowed = await preflight(stack.bot.url);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(stack.bot.url);
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const refused = await ask(stack.bot, "/v1/config", { origin: stack.bot.url });
    expect(refused.headers.get("access-control-allow-origin"), "the reason is readable, too").toBe(stack.bot.url);
});

test("what is not there, not allowed or too much is a problem without internals", async ({ stack }) => {
    for (const [path, method, status] of [["/v1/nothing", "GET", 404], ["/v1/config", "DELETE", 405], ["/v1/widget/list/x", "GET", 404]]) {
        const response = await ask(stack.bot, path, {}, method);
        expect.soft([response.status, response.headers.get("content-type")], path).toEqual([status, "application/problem+json"]);
        expect.soft(Object.keys(await response.json()).sort(), path).toEqual(["status", "title"]);
    }
    const large = await fetch(`${stack.bot.url}/v1/config`, { method: "POST", body: "x".repeat(70_000) });
    expect(large.status).toBe(413);
});

test("health tells the truth while the homeserver is away", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const health = () => ask(stack.bot, "/v1/health");
    expect((await health()).status).toBe(200);
    await stack.homeserver.program.stop();
    await expect.poll(async () => (await health()).status).toBe(503);
    expect(await (await health()).json()).toEqual({ status: 503, title: "Not ready", reason: "homeserver_unreachable" });
    const asked = await ask(stack.bot, "/v1/config", { authorization: `Bearer ${alice.access_token}` });
    expect(asked.status).toBe(502);
    expect(await asked.json()).toMatchObject({ reason: "homeserver_unreachable" });
    await stack.homeserver.program.start();
    await expect.poll(async () => (await health()).status).toBe(200);
});

test("the bot starts before its homeserver, and logs in again when it was signed out", { tag: "@asked" }, async ({ ownStack }) => {
    const stack = await ownStack();
    await stack.bot.program.stop();
    await stack.homeserver.program.stop();
    const { answers } = stack.bot.program;
    stack.bot.program.answers = async () => (await ask(stack.bot, "/v1/live")).ok;
    await stack.bot.program.start();
    expect(await (await ask(stack.bot, "/v1/health")).json()).toMatchObject({ reason: "starting" });
    await stack.homeserver.program.start();
    await expect.poll(() => answers(), "the bot is ready", { timeout: 30_000 }).toBe(true);

    // Every device of the bot's account is signed out, its own among them.
    const account = await stack.account("parley", "Parley");
    await stack.api(account).request("POST", "/_matrix/client/v3/logout/all", {});
    const { alice } = await newPeople(stack);
    const room = await alice.api.createRoom({ name: "After the sign-out" });
    await alice.api.invite(room, stack.bot.userId);
    await alice.api.until(async () => (await alice.api.state(room, "m.room.member", stack.bot.userId)).membership === "join", "the bot joins");
});

test("a wrong setting or account stops the start with one line", async ({ stack, people: { alice } }, info) => {
    const env = {
        HOMESERVER_URL: stack.homeserver.url, PUBLIC_URL: "http://127.0.0.1:9", PORT: "0", STORAGE_FILE_DATA_PATH: info.outputPath("store"),
        BIND_ADDRESS: "127.0.0.1",
    };
    const start = (more) => execute(PARLEY, ["serve"], { env: { ...env, ...more } }).then(() => "it ran", (error) => error.message);
    const user = { BOT_USERNAME: alice.user_id, BOT_PASSWORD: alice.password };
    expect(await start(user)).toContain("parley: PORT: not accepted (it is no port number); give a number from 1 to 65535");
    expect(await start({ ...user, PORT: "20990", BOT_PASSWORD: "wrong" })).toContain("parley: BOT_PASSWORD: the homeserver refuses it");
    expect(await start({ PORT: "20991", ACCESS_TOKEN: "wrong" })).toContain("parley: ACCESS_TOKEN: the homeserver does not know it; give a valid one");
    expect(await start({ ...user, PORT: new URL(stack.bot.url).port })).toMatch(/parley: PORT: .*; give a free port/);
    expect(await start({ ...user, PORT: "20992", DEFAULT_EVENTS_CONFIG: "/does/not/exist" })).toContain("parley: DEFAULT_EVENTS_CONFIG");
});
