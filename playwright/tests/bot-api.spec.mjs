// Commands of other programs, over HTTP: success, each refusal, repetitions, and Open-Xchange's way to say when.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { expect, newPeople, test } from "../fixtures.mjs";
import { execute } from "../stack/process.mjs";
import { createCommand, entry, find } from "./meetings.mjs";
import { asker, openIdHeader } from "./programs.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const CREATE_TYPE = "net.nordeck.meetings.meeting.create";
const { data } = createCommand();

test("a meeting without a parent room", async ({ stack, people: { alice, bob } }) => {
    const ask = asker(stack, alice);
    const { status, body, headers } = await ask("POST", "/meeting/create", { ...data, participants: [{ user_id: bob.user_id }] });
    expect(status).toBe(201);
    expect(body).toEqual({ room_id: expect.stringMatching(/^!/), meeting_url: `https://matrix.to/#/${body.room_id}?via=${stack.homeserver.serverName}` });
    expect(headers.get("idempotency-key"), "to repeat the request with").toMatch(/\S+/);
    await alice.api.join(body.room_id);
    const state = await alice.api.fullState(body.room_id);
    expect(find(state, "m.room.create").content.type).toBe("net.nordeck.meetings.meeting");
    expect(find(state, METADATA).content).toMatchObject({ creator: alice.user_id, calendar: data.calendar });
    expect(state.filter(({ type }) => type === "m.space.parent")).toEqual([]);
    expect(find(state, "m.room.member", bob.user_id).content).toMatchObject({ membership: "invite", reason: expect.stringMatching(/^📅 .*\.\nInvited by Alice Adams\.\n/) });
    const widgets = state.filter(({ type, content }) => type === "im.vector.modular.widgets" && content.url);
    expect(widgets.map(({ content }) => content.name).sort()).toEqual(["Breakout Sessions", "Parley Details", "Video Conference"]);
});

test("a meeting below a room, for those who may create it there", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const below = (person, parent = room, headers) => asker(stack, person)("POST", "/meeting/create", { ...data, parent_room_id: parent }, headers);
    const { status, body } = await below(bob);
    expect(status).toBe(201);
    await bob.api.join(body.room_id);
    expect(find(await bob.api.fullState(body.room_id), "m.space.parent", room).content.via).toEqual([stack.homeserver.serverName]);
    expect(await alice.api.state(room, "m.space.child", body.room_id)).toEqual({ via: [stack.homeserver.serverName] });
    expect(await alice.api.reactions(room, body.room_id).catch(() => []), "nobody is answered in the room").toEqual([]);

    const { alice: stranger } = await newPeople(stack);
    const missing = await below(stranger, "!nowhere:example.org");
    const foreign = await below(stranger);
    expect([missing.status, missing.body]).toEqual([404, {
        status: 404, title: "Not Found", reason: "not_found", detail: expect.any(String), errors: [{ code: "not_found", field: "parent_room_id", detail: expect.any(String) }],
    }]);
    expect(foreign, "a room that is not one's own looks like one that is not there").toEqual({ ...missing, headers: expect.anything() });
    const without = await alice.api.createRoom({ name: "Without the bot" });
    expect((await below(alice, without)).status).toBe(404);

    const levels = await alice.api.state(room, "m.room.power_levels");
    await alice.api.sendState(room, "m.room.power_levels", { ...levels, events: { ...levels.events, [CREATE_TYPE]: 50 } });
    expect(await below(bob)).toMatchObject({ status: 403, body: { reason: "forbidden" } });
    expect((await below(alice)).status).toBe(201);
});

test("all that is wrong with a request, in the language of whoever asks", async ({ stack, people: { alice } }) => {
    const ask = asker(stack, alice);
    const wrong = { title: " ", calendar: [entry({ rrule: "FREQ=NEVER" })], participants: [{ user_id: "bob" }], widget_ids: [""] };
    const { status, body, headers } = await ask("POST", "/meeting/create", wrong, { "accept-language": "fr;q=0.9, de;q=0.8" });
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body).toMatchObject({ status: 400, title: "Bad Request", reason: "required", detail: "Bitte ausfüllen." });
    expect(body.errors.map(({ code, field }) => [code, field])).toEqual([
        ["required", "title"], ["bad_rule", "calendar[0].rrule"], ["required", "widget_ids[0]"], ["bad_user_id", "participants[0].user_id"],
    ]);
    for (const [sent, expected, more] of [
        [undefined, 400], ["", 400], ["{", 400], ["[]", 400], ['{"title":5}', 400], [`{"title":"${"x".repeat(70_000)}"}`, 413],
        ["{}", 415, { "content-type": "text/plain" }], ["{}", 400, { "idempotency-key": "x".repeat(300) }], ["{}", 401, { authorization: "Bearer nonsense" }],
    ]) {
        const answer = await ask("POST", "/meeting/create", sent, more);
        expect.soft([answer.status, answer.headers.get("content-type")], sent?.slice(0, 20)).toEqual([expected, "application/problem+json"]);
    }
    expect((await ask("POST", "/meeting/create", { ...data, widget_ids: ["none"] })).body).toMatchObject({ reason: "unknown_widget", errors: [{ field: "widget_ids[0]" }] });
});

test("a repeated request gives the same room", async ({ stack, people: { alice, bob } }) => {
    const key = { "idempotency-key": `"${crypto.randomUUID()}"` };
    const ask = asker(stack, alice);
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask("POST", "/meeting/create", data, key)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.room_id}`)).size).toBe(1);
    expect(answers[0].status).toBe(201);
    expect(await ask("POST", "/meeting/create", { ...data, title: "Other" }, key)).toMatchObject({ status: 422, body: { reason: "idempotency_key_used" } });
    const other = await asker(stack, bob)("POST", "/meeting/create", data, key);
    expect(other.status, "keys are one's own").toBe(201);
    expect(other.body.room_id).not.toBe(answers[0].body.room_id);
    const refused = { "idempotency-key": crypto.randomUUID() };
    for (let i = 0; i < 2; i++)
        expect(await ask("PUT", "/meeting/update", { target_room_id: "!nowhere:example.org", title: "T" }, refused)).toMatchObject({ status: 404 });
});

test("the bot is killed while it works on a request", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const key = { "idempotency-key": "once" };
    const ask = asker(stack, alice);
    const lost = ask("POST", "/meeting/create", data, key).catch(() => undefined);
    await alice.api.until(async () => (await alice.api.invitations()).length > 0, "the invitation");
    await stack.bot.program.kill();
    await lost;
    await stack.bot.program.start();
    const { status, body } = await ask("POST", "/meeting/create", data, key);
    expect(status).toBe(201);
    expect((await alice.api.invitations()).map(({ room_id }) => room_id)).toEqual([body.room_id]);
});

test("a meeting is closed, by organisers", async ({ stack, people: { alice, bob } }) => {
    const ask = asker(stack, alice);
    for (const method of ["tombstone", "kick_all_participants", undefined]) {
        const { body: { room_id } } = await ask("POST", "/meeting/create", { ...data, participants: [{ user_id: bob.user_id }] });
        await Promise.all([alice.api.join(room_id), bob.api.join(room_id)]);
        const close = (person) => asker(stack, person)("POST", "/meeting/close", { target_room_id: room_id, ...(method && { method }) });
        expect(await close(bob)).toMatchObject({ status: 403, body: { reason: "forbidden" } });
        expect(await close(alice)).toMatchObject({ status: 201, text: "" });
        const state = await alice.api.fullState(room_id);
        if (method === "kick_all_participants") expect(find(state, "m.room.member", alice.user_id).content.membership).toBe("leave");
        else expect(find(state, "m.room.tombstone").content.replacement_room).toBeUndefined();
        expect(await close(alice), "what is closed is not there").toMatchObject({ status: 404 });
    }
});

test("an update, by members with the power", async ({ stack, people: { alice, bob } }) => {
    const ask = asker(stack, alice);
    const { body: { room_id } } = await ask("POST", "/meeting/create", { ...data, participants: [{ user_id: bob.user_id }] });
    await alice.api.join(room_id);
    const update = (person, fields) => asker(stack, person)("PUT", "/meeting/update", { target_room_id: room_id, ...fields });
    expect(await update(alice, { title: "Review" })).toMatchObject({ status: 200, body: undefined });
    expect((await alice.api.state(room_id, "m.room.name")).name).toBe("Review");
    expect(await update(bob, { title: "Mine" })).toMatchObject({ status: 404 });
    await bob.api.join(room_id);
    expect(await update(bob, { title: "Mine" })).toMatchObject({ status: 403, body: { reason: "forbidden" } });
    expect(await update(alice, { title: "Late", calendar: data.calendar, base_event_id: "$other" })).toMatchObject({
        status: 409, body: { reason: "conflict", errors: [{ field: "base_event_id" }] },
    });
    expect(await update(alice, {})).toMatchObject({ status: 400, body: { reason: "nothing_to_do" } });
    expect((await alice.api.state(room_id, "m.room.name")).name).toBe("Review");
});

test("Open-Xchange: by start and end, a series by its rules", async ({ stack, people: { alice, bob } }) => {
    const headers = { authorization: await openIdHeader(stack, alice), "accept-language": "en", "x-timezone": "Europe/Berlin" };
    const ask = asker(stack, alice);
    const ox = (rrules) => ({ "io.ox": { folder: "cal://0/31", id: "cal://0/31.1.0", ...(rrules && { rrules }) } });
    const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:30:00+02:00" };
    const { status, body: { room_id } } = await ask("POST", "/meeting/create", {
        title: "From OX", description: "", ...times, external_data: ox(["FREQ=DAILY;COUNT=2"]), participants: [{ user_id: bob.user_id }],
    }, headers);
    expect(status).toBe(201);
    await alice.api.join(room_id);
    const metadata = () => alice.api.state(room_id, METADATA);
    const first = await metadata();
    const zoned = (value) => ({ tzid: "Europe/Berlin", value });
    expect(first).toMatchObject({
        calendar: [{ uid: expect.any(String), dtstart: zoned("20401003T103000"), dtend: zoned("20401003T113000"), rrule: "FREQ=DAILY;COUNT=2" }],
        external_data: ox(["FREQ=DAILY;COUNT=2"]),
    });
    const { content: invitation } = find(await alice.api.fullState(room_id), "m.room.member", bob.user_id);
    expect(invitation.reason).toMatch(/^📅 .*10:30.*11:30.*\.\n🔁 Daily, 2 times\.\nInvited by Alice Adams\.$/u);

    const update = async (fields) => expect(await ask("PUT", "/meeting/update", { target_room_id: room_id, ...fields }, headers)).toMatchObject({ status: 200 });
    const [{ uid }] = first.calendar;
    const later = { start_time: "2040-10-03T08:30:00Z", end_time: "2040-10-03T10:00:00Z" };
    await update({ ...later, external_data: ox(["FREQ=DAILY;COUNT=2"]) });
    expect((await metadata()).calendar).toEqual([{ uid, dtstart: zoned("20401003T103000"), dtend: zoned("20401003T120000"), rrule: "FREQ=DAILY;COUNT=2" }]);
    const message = (pattern) => alice.api.until(async () => (await alice.api.messages(room_id)).some(({ content }) => content.body?.match(pattern)), `a message like ${pattern}`);
    await message(/10:30.*12:00.*\(previously: .*10:30.*11:30/su);
    expect(find(await alice.api.fullState(room_id), "m.room.member", bob.user_id).content, "a pending invitation is told").toMatchObject({
        membership: "invite", reason: expect.stringMatching(/10:30.*12:00/u),
    });
    await update(later);
    await message(/\(previously: Daily, 2 times\)/);
    expect((await metadata()).calendar, "a series without its rules is one meeting").toEqual([{ uid, dtstart: zoned("20401003T103000"), dtend: zoned("20401003T120000") }]);
    expect((await metadata()).external_data).toEqual(ox(["FREQ=DAILY;COUNT=2"]));
    await update({ ...later, external_data: ox() });
    expect((await metadata()).external_data).toEqual(ox());
    await update({ ...later, external_data: ox(["FREQ=WEEKLY;COUNT=3"]) });
    expect((await metadata()).calendar[0].rrule).toBe("FREQ=WEEKLY;COUNT=3");
});

test("how to take part by telephone, for members", async ({ ownStack }) => {
    const numbers = JSON.stringify({ numbers: { DE: ["+49 30 123456"] } });
    let pin = JSON.stringify({ id: 123456 });
    const asked = [];
    const jitsi = createServer((request, response) => {
        asked.push(request.url);
        response.end(request.url === "/numbers" ? numbers : pin);
    });
    await new Promise((resolve) => jitsi.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${jitsi.address().port}`;
    const template = "https://ox.example/app#id={{id}}&folder={{folder}}";
    const stack = await ownStack({ env: {
        JITSI_DIAL_IN_JSON_URL: `${address}/numbers`, JITSI_PIN_URL: `${address}/pin?c={base32_room_name}`, OPEN_XCHANGE_MEETING_URL_TEMPLATE: template,
    } });
    const { alice, bob, carol } = await newPeople(stack);
    const ask = asker(stack, alice);
    expect((await ask("GET", "/config")).body).toMatchObject({ jitsiDialInEnabled: true, openXchangeMeetingUrlTemplate: template });
    const { body: { room_id } } = await ask("POST", "/meeting/create", { ...data, participants: [{ user_id: bob.user_id }] });
    const path = `/meeting/${encodeURIComponent(room_id)}/sharingInformation`;
    const none = await ask("GET", "/meeting/!nowhere/sharingInformation");
    expect(none).toMatchObject({ status: 404, body: { reason: "not_found" } });
    for (const person of [alice, bob, carol]) {
        const { status, body } = await asker(stack, person)("GET", path);
        expect([status, body], "invited or a stranger").toEqual([none.status, none.body]);
    }
    await alice.api.join(room_id);
    expect((await ask("GET", path)).body).toEqual({ jitsi_dial_in_number: "+49 30 123456", jitsi_pin: 123456 });
    expect(asked).toContainEqual(expect.stringMatching(/^\/pin\?c=[A-Z2-7]+$/));
    pin = "nothing";
    expect((await ask("GET", path)).body).toEqual({ jitsi_dial_in_number: "+49 30 123456" });
    const private_ = await alice.api.createRoom({ name: "No meeting", invite: [stack.bot.userId] });
    await alice.api.until(async () => (await alice.api.state(private_, "m.room.member", stack.bot.userId))?.membership === "join", "the bot joins");
    expect((await ask("GET", `/meeting/${private_}/sharingInformation`)).status).toBe(404);
    await new Promise((resolve) => jitsi.close(resolve));
});

test("users of another homeserver, when the operator trusts it", async ({ ownStack }) => {
    const asked = [];
    let sub = "@dora:partner.example";
    const partner = createServer((request, response) => {
        asked.push({ url: request.url, authorization: request.headers.authorization });
        response.setHeader("content-type", "application/json").end(JSON.stringify({ sub }));
    });
    await new Promise((resolve) => partner.listen(0, "127.0.0.1", resolve));
    const stack = await ownStack({ env: { OPENID_SERVERS: `partner.example=http://127.0.0.1:${partner.address().port}` } });
    const ask = asker(stack, {});
    const as = (server, token) => ({ authorization: `MX-Identity ${Buffer.from(JSON.stringify({ matrix_server_name: server, access_token: token })).toString("base64")}` });
    expect((await ask("GET", "/config", undefined, as("partner.example", "one"))).status).toBe(200);
    expect(asked, "the bot's own token stays here").toEqual([{ url: "/_matrix/federation/v1/openid/userinfo?access_token=one", authorization: undefined }]);
    const { body } = await ask("POST", "/meeting/create", data, as("partner.example", "one"));
    expect(body.room_id).toMatch(/^!/);
    const bot = stack.api(await stack.account("parley", "Parley"));
    expect(find(await bot.fullState(body.room_id), METADATA).content.creator).toBe(sub);
    sub = `@alice:${stack.homeserver.serverName}`;
    expect((await ask("GET", "/config", undefined, as("partner.example", "two"))).status, "it speaks for its own users only").toBe(401);
    expect((await ask("GET", "/config", undefined, as("stranger.example", "three"))).status).toBe(401);
    expect(asked.length).toBe(2);
    await new Promise((resolve) => partner.close(resolve));
});

test("one person may not ask for ever", async ({ ownStack }) => {
    const stack = await ownStack({ env: { RATE_LIMIT_BURST: "2", RATE_LIMIT_PER_MINUTE: "1" } });
    const { alice, bob } = await newPeople(stack);
    const ask = asker(stack, alice);
    const key = { "idempotency-key": "one" };
    expect((await ask("POST", "/meeting/create", data, key)).status).toBe(201);
    expect((await ask("POST", "/meeting/create", data, key)).status).toBe(201);
    expect((await ask("POST", "/meeting/create", data)).status).toBe(201);
    const refused = await ask("POST", "/meeting/create", data);
    expect(refused).toMatchObject({ status: 429, body: { reason: "rate_limited" } });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    expect((await asker(stack, bob)("POST", "/meeting/create", data)).status, "others may").toBe(201);
});

test("no token is written down", async ({ stack, people: { alice } }) => {
    const openId = await openIdHeader(stack, alice);
    const tokens = [alice.access_token, JSON.parse(Buffer.from(openId.split(" ")[1], "base64")).access_token, "syt_unknown_token"];
    for (const authorization of [`Bearer ${alice.access_token}`, openId, "Bearer syt_unknown_token", `MX-Identity ${tokens[1]}`])
        await asker(stack, alice)("POST", "/meeting/create", { ...data, widget_ids: ["none"] }, { authorization });
    const log = readFileSync(stack.logOf("bot"), "utf8");
    const stored = await execute("grep", ["-rlaF", ...tokens.flatMap((token) => ["-e", token]), stack.bot.program.cwd]).catch(() => "");
    for (const token of tokens) expect(log.includes(token)).toBe(false);
    expect(stored).toBe("");
});
