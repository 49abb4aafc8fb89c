// Notes of meetings where something is slow, wrong, full, gone, or dies at the worst moment. Nothing is lost, nobody keeps what they
// may not have, and no secret gets anywhere.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { PARLEY } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { notesSettings } from "../stack/etherpad.mjs";
import { execute } from "../stack/process.mjs";
import { Proxy, SILENCE } from "../stack/proxy.mjs";
import { answerTo, find, timeline } from "./meetings.mjs";
import { aMeeting, NOTES, notesOf, PDF, SELECT } from "./minutes.mjs";
import { openLink, Pads } from "./pads.mjs";
import { asker } from "./programs.mjs";

const CLOSE = "net.nordeck.meetings.meeting.close";
const PERMISSIONS = "net.nordeck.meetings.meeting.change.message_permissions";

/** A stack of its own whose bot reaches Etherpad, and the homeserver, through proxies. */
async function scene(ownStack, { env, roomVersion } = {}) {
    const stack = await ownStack({ bot: false, roomVersion });
    await stack.startEtherpad();
    const pads = await new Proxy(stack.etherpad.url).start();
    const homeserver = await new Proxy(stack.homeserver.url).start();
    const settings = { ...notesSettings(stack.etherpad), ETHERPAD_API_URL: pads.url, HOMESERVER_URL: homeserver.url, ...env };
    await stack.startBot({ env: settings });
    const { alice, bob } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId, version: roomVersion });
    const calendar = { room, alice, bob };
    const restart = (more = {}) => stack.bot.program.stop().then(() => stack.startBot({ port: new URL(stack.bot.url).port, env: { ...settings, ...more } }));
    return { stack, pads, homeserver, calendar, alice, bob, restart };
}

/** Holds back the first call of a function of Etherpad's; `begun` resolves when it is there, `release` lets it go. */
function hold(proxy, call) {
    const held = {};
    held.begun = new Promise((begun) => {
        const released = new Promise((release) => (held.release = release));
        proxy.watch = async ({ path }, moment) => {
            if (moment !== "before" || !path.endsWith(call)) return;
            begun();
            await released;
        };
    });
    return held;
}

/** Looks for what must not be in any event or log: links, sessions, the key. */
async function expectNoSecrets({ stack, alice }, rooms) {
    for (const room of rooms) expect(JSON.stringify(await timeline(alice.api, room))).not.toMatch(/s\.[A-Za-z0-9]{16}|auth_session|g\.[A-Za-z0-9]{16}/);
    const logs = join(stack.folder, "log");
    for (const name of readdirSync(logs)) {
        const log = readFileSync(join(logs, name), "utf8");
        expect(log, name).not.toMatch(/\bs\.[A-Za-z0-9]{16}|sessionID=/);
        expect(log, name).not.toContain(stack.etherpad.apiKey);
    }
}

test("Etherpad is slow, away, or talks nonsense", async ({ ownStack }) => {
    const own = await scene(ownStack);
    const { stack, pads, calendar, alice, bob, restart } = own;
    const meeting = await aMeeting(calendar);
    const by = (person) => notesOf(stack, person, meeting);
    const unset = { done: false, code: "failed_initialization" };

    for (const how of [true, { status: 200, body: "<html>Welcome" }, { status: 500, body: "" }, SILENCE]) {
        pads.watch = async (_, moment) => moment === "before" && how;
        expect(await by(alice).select(alice)).toEqual(unset);
        expect(await alice.api.state(meeting, NOTES)).toEqual({});
        expect(await by(alice).pdf()).toEqual({ done: false, code: "not_initialized" });
    }
    pads.watch = async () => false;
    await restart({ ETHERPAD_API_KEY_FILE: "", ETHERPAD_API_KEY: "wrong" });
    expect(await by(alice).select(alice)).toEqual(unset);
    await restart();

    // What parley check says of it.
    const env = { ...stack.bot.program.env, STORAGE_FILE_DATA_PATH: join(stack.folder, "checked") };
    const said = async (more) => (await execute(PARLEY, ["check"], { env: { ...env, ...more } }).catch(({ message }) => message)).split("\n").filter((line) => /ETHERPAD|Etherpad/.test(line));
    expect(await said({})).toEqual(["ok    Etherpad: takes the key, has the plugin, and is where browsers look for it"]);
    expect(await said({ ETHERPAD_API_KEY_FILE: "", ETHERPAD_API_KEY: "wrong" })).toEqual([expect.stringMatching(/^FAIL {2}ETHERPAD_API_KEY: the Etherpad does not know it; /)]);
    expect(await said({ ETHERPAD_API_URL: stack.homeserver.url })).toEqual([expect.stringMatching(/^FAIL {2}ETHERPAD_API_URL: Etherpad answered checkToken with 404 /)]);
    expect(await said({ ETHERPAD_URL: stack.bot.url })).toEqual([expect.stringMatching(/^FAIL {2}ETHERPAD_URL: something else answers/)]);

    // While it is slow, everything else is answered at once.
    const held = hold(pads, "createGroupPad");
    const first = by(alice).select(alice, bob);
    await held.begun;
    const busy = { done: false, code: "currently_initializing" };
    expect(await alice.api.state(meeting, NOTES)).toMatchObject({ status: "initializing" });
    expect(await by(alice).select(bob)).toEqual(busy);
    expect(await by(alice).deselect(bob)).toEqual(busy);
    expect(await by(alice).pdf()).toEqual(busy);
    const { status, headers, body } = await by(bob).access();
    expect({ status, wait: headers.get("retry-after"), ...body }).toMatchObject({ status: 409, wait: "2", message: "error", error: "currently_initializing" });
    held.release();
    expect(await first).toEqual({ done: true });
    pads.watch = async () => false;

    // Away while somebody loses the right to write: told so, and done as soon as it is back.
    const link = await by(bob).link();
    pads.watch = async (_, moment) => moment === "before";
    expect(await by(alice).deselect(bob)).toEqual(unset);
    expect((await by(bob).access()).body).toMatchObject({ error: "failed_initialization" });
    pads.watch = async () => false;
    const { groupID } = Object.fromEntries(new URL(link).searchParams);
    await expect.poll(() => new Pads(stack.etherpad).sessions({ groupID }), { timeout: 60_000 }).toEqual([]);
    expect((await openLink(link)).status).toBe(403);
    expect((await by(bob).access()).body.message).toBe("read_url");
    await expectNoSecrets(own, [meeting, calendar.room]);
});

test("the bot dies, and its database is lost", async ({ ownStack }) => {
    const own = await scene(ownStack);
    const { stack, pads, calendar, alice, bob } = own;
    const meeting = await aMeeting(calendar);
    const by = (person) => notesOf(stack, person, meeting);

    // Killed while it sets the notes up: the command goes on with the next start, and is answered once.
    const held = hold(pads, "createGroupPad");
    const command = await alice.api.send(meeting, SELECT, { data: { participant_ids: [alice.user_id, bob.user_id] } });
    await held.begun;
    await stack.bot.program.kill();
    held.release();
    pads.watch = async () => false;
    await stack.bot.program.start();
    expect(await answerTo(alice.api, meeting, command)).toMatchObject({ done: true });
    const link = await by(bob).link();
    const { groupID } = Object.fromEntries(new URL(link).searchParams);
    const padID = `${groupID}$meeting_notes`;
    await new Pads(stack.etherpad).api("appendText", { padID, text: "Kept.\n" });

    // Restarted: who may write still may. Somebody who left meanwhile is out.
    await stack.bot.program.kill();
    await bob.api.leave(meeting);
    await stack.bot.program.start();
    await expect.poll(() => new Pads(stack.etherpad).sessions({ groupID })).toEqual([]);
    expect((await openLink(link)).status).toBe(403);
    expect((await by(alice).access()).body.message).toBe("write_url");
    expect(await alice.api.reactions(meeting, command), "one answer").toHaveLength(1);

    // Without its database it knows nothing, and the first selection finds the text again, and ends all sessions.
    const old = await by(alice).link();
    await stack.bot.program.stop();
    for (const name of readdirSync(join(stack.folder, "bot"))) if (name.startsWith("parley.db")) rmSync(join(stack.folder, "bot", name));
    await stack.bot.program.start();
    expect(await by(alice).status()).toMatchObject({ status: "none" });
    expect(await by(alice).select(alice)).toEqual({ done: true });
    expect(new URL(await by(alice).link()).searchParams.get("groupID"), "the same group").toBe(groupID);
    expect((await openLink(old)).status).toBe(403);
    expect(await new Pads(stack.etherpad).text({ padID })).toContain("Kept.");
    await expectNoSecrets(own, [meeting]);
});

test("a meeting is closed while Etherpad is away; all are removed from one with notes", async ({ ownStack }) => {
    const { stack, pads, calendar, alice, bob } = await scene(ownStack);
    const meetings = [await aMeeting(calendar), await aMeeting(calendar), await aMeeting(calendar)];
    const groups = [];
    for (const meeting of meetings) {
        await notesOf(stack, alice, meeting).select(alice, bob);
        groups.push(new URL(await notesOf(stack, alice, meeting).link()).searchParams.get("groupID"));
    }
    const gone = async (groupID) => (await (await new Pads(stack.etherpad).post("api/1.2.15/listPads", { groupID })).json()).code === 1;
    const close = async (meeting, method) => answerTo(alice.api, calendar.room, await alice.api.send(calendar.room, CLOSE, { data: { target_room_id: meeting, method } }));

    // Everybody sees the last PDF before they are removed.
    const sync = (since) => bob.api.request("GET", `/_matrix/client/v3/sync?filter=${encodeURIComponent('{"room":{"timeline":{"limit":100}}}')}${since ? `&since=${since}` : ""}`);
    const { next_batch } = await sync();
    expect(await close(meetings[0], "kick_all_participants")).toMatchObject({ done: true });
    const left = await bob.api.until(async () => (await sync(next_batch)).rooms?.leave?.[meetings[0]], "the end of the meeting");
    expect(left.timeline.events.filter(({ content }) => content[NOTES])).toHaveLength(1);
    await expect.poll(() => gone(groups[0])).toBe(true);

    // While Etherpad is restarted the end waits, so that the last PDF has all; other meetings go on. An organiser who ends a
    // meeting by hand ends its notes as well.
    let tries = 0;
    pads.watch = async (_, moment) => moment === "before" && ++tries > 0;
    const end = close(meetings[1], "tombstone");
    await alice.api.until(async () => tries > 4, "the bot asks Etherpad");
    await aMeeting(calendar);
    pads.watch = async () => false;
    expect(await end).toMatchObject({ done: true });
    expect(find(await alice.api.fullState(meetings[1]), "m.room.tombstone")).toBeDefined();
    expect((await timeline(alice.api, meetings[1])).filter(({ content }) => content[NOTES]?.message === "pdf_asset")).toHaveLength(1);
    expect((await notesOf(stack, alice, meetings[1]).access()).status).toBe(403);
    await expect.poll(() => gone(groups[1]), { timeout: 60_000 }).toBe(true);
    await alice.api.sendState(meetings[2], "m.room.tombstone", { body: "Over", replacement_room: "" });
    await expect.poll(() => gone(groups[2]), { timeout: 60_000 }).toBe(true);
});

test("another installation: a document per date, little room for files, creators with endless power", async ({ ownStack }) => {
    const env = { MEETING_NOTES_SCOPE: "occurrence", MEETING_NOTES_ASSET_QUOTA_BYTES: "1", MEETING_NOTES_TICKET_SECONDS: "7200", ENABLE_CRYPTO: "false", LOG_LEVEL: "trace" };
    const own = await scene(ownStack, { env, roomVersion: "12" });
    const { stack, homeserver, calendar, alice, bob, restart } = own;
    const description = `Agenda ${"very long ".repeat(1_500)}`;
    const meeting = await aMeeting(calendar, { description });
    const by = (person) => notesOf(stack, person, meeting);
    expect(await by(alice).select(bob)).toEqual({ done: true });
    const creation = { room_version: "12", creation_content: { type: "net.nordeck.meetings.meeting" }, power_level_content_override: { users: {} } };
    const owned = await bob.api.createRoom(creation);
    await bob.api.invite(owned, stack.bot.userId);
    await bob.api.until(async () => (await bob.api.state(owned, "m.room.member", stack.bot.userId))?.membership === "join", "the bot joins");
    expect((await bob.api.state(owned, "m.room.power_levels")).users, "its creator has no level, but all power").toEqual({});
    expect(await notesOf(stack, bob, owned).select(bob)).toEqual({ done: true });
    expect((await notesOf(stack, bob, owned).access()).body.message).toBe("write_url");
    const before = Math.floor(Date.now() / 1000);
    const { padName, groupID, sessionID } = Object.fromEntries(new URL(await by(bob).link()).searchParams);
    expect(padName).toMatch(/^meeting_notes-\d{8}T\d{6}Z$/);
    const { validUntil } = (await new Pads(stack.etherpad).api("listSessionsOfGroup", { groupID }))[sessionID];
    expect(validUntil - before).toBeGreaterThanOrEqual(7200);
    expect(validUntil - Math.ceil(Date.now() / 1000)).toBeLessThanOrEqual(7200);
    expect((await new Pads(stack.etherpad).text({ padID: `${groupID}$${padName}` })).length).toBeGreaterThan(1_000);

    // Another date has another document; the former one stays.
    const metadata = await alice.api.state(meeting, "net.nordeck.meetings.metadata");
    const [entry] = metadata.calendar;
    const moved = { ...entry, dtstart: { ...entry.dtstart, value: "20400103T103000" }, dtend: { ...entry.dtend, value: "20400103T113000" } };
    await asker(stack, alice)("PUT", "/meeting/update", { target_room_id: meeting, calendar: [moved] });
    const later = Object.fromEntries(new URL(await by(bob).link()).searchParams);
    expect(later).toMatchObject({ groupID, padName: "meeting_notes-20400103T093000Z" });
    expect((await new Pads(stack.etherpad).api("listPads", { groupID })).padIDs).toHaveLength(2);

    // The homeserver takes no large files; then the room has used up what it may.
    homeserver.watch = async ({ path }, moment) => moment === "before" && path.includes("/media/") && { status: 413, body: '{"errcode":"M_TOO_LARGE"}' };
    expect(await by(alice).pdf()).toEqual({ done: false, code: "storage_exceeded" });
    homeserver.watch = async () => false;
    expect(await by(alice).pdf()).toMatchObject({ done: true });
    expect(await by(alice).pdf()).toEqual({ done: false, code: "storage_exceeded" });
    expect((await by(alice).ask("POST", "generate_pdf", {})).status).toBe(507);
    expect((await timeline(alice.api, meeting)).filter(({ content }) => content[NOTES]?.message === "pdf_asset")).toHaveLength(1);

    // No PDF that the homeserver could read is posted where everything else is encrypted: this bot cannot encrypt.
    const secret = await aMeeting(calendar);
    await notesOf(stack, alice, secret).select(alice);
    await alice.api.sendState(secret, "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    await alice.api.until(async () => (await notesOf(stack, alice, secret).ask("POST", "generate_pdf", {})).status === 501, "the bot knows of the encryption");
    await restart({ MEETING_NOTES_ENCRYPTED_ROOMS: "deny" });
    expect(await notesOf(stack, alice, secret).ask("POST", "select_writer", { participant_ids: [alice.user_id] })).toMatchObject({ status: 403 });

    // Where members may not write, the homeserver refuses their commands; over HTTP they are told why.
    await answerTo(alice.api, meeting, await alice.api.send(meeting, PERMISSIONS, { data: { target_room_id: meeting, messaging_power_level: 100 } }));
    await expect(bob.api.send(meeting, PDF, { data: {} })).rejects.toMatchObject({ status: 403 });
    expect(await by(bob).ask("POST", "generate_pdf", {})).toMatchObject({ status: 403, body: { message: "error", error: "insufficient_permissions" } });
    await expectNoSecrets(own, [meeting, calendar.room]);
});

test("without an Etherpad there are no notes", async ({ stack, calendar }) => {
    const { alice } = calendar;
    const meeting = await aMeeting(calendar);
    const by = notesOf(stack, alice, meeting);
    expect((await by.ask("GET")).status).toBe(404);
    for (const what of ["select_writer", "deselect_writer", "generate_pdf", "access"]) expect((await by.ask("POST", what, {})).status, what).toBe(404);
    expect(await by.select(alice)).toEqual({ done: false, code: "unsupported" });
    const config = await asker(stack, alice)("GET", "/config");
    expect(config.body.meetingNotes).toBeUndefined();
});
