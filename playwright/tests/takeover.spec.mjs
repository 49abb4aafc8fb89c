// Our bot takes over an existing installation: the same account, settings and files, the rooms that are there, and an empty store.
import { createServer } from "node:http";
import { expect, newPeople, test } from "../fixtures.mjs";
import { ExistingBot, settings } from "../existing/installation.mjs";
import { ExistingWidget, roomFaults, TYPE } from "../existing/widget.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, find, timeline } from "./meetings.mjs";
import { asker } from "./programs.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const WIDGET = "im.vector.modular.widgets";
const LAYOUT = "io.element.widgets.layout";
const english = { locale: "en", timezone: "Europe/Berlin" };
const zoned = (value, tzid = "Europe/Berlin") => ({ tzid, value });
const single = (tzid) => ({ uid: "one", dtstart: zoned("20401003T103000", tzid), dtend: zoned("20401003T113000", tzid) });
const spaces = (text) => text.replaceAll(/[\u2009\u202f]/g, " ");

/** A homeserver with the account of the existing bot, which is `old`; start() starts ours as that account. */
async function installation(ownStack, info, { more } = {}) {
    const stack = await ownStack({ bot: false });
    const people = await newPeople(stack);
    const account = await stack.account("parley", "NeoDateFix Bot");
    const old = new ExistingBot(stack.api(account), stack.homeserver.serverName);
    const pictures = createServer((_, response) => response.end("<svg/>"));
    await new Promise((resolve) => pictures.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${pictures.address().port}`;
    const start = async () => {
        await stack.startBot({ env: settings({ account, files: info.outputPath(), address, more }) });
        return stack.bot;
    };
    const stop = () => new Promise((resolve) => pictures.close(resolve));
    const tell = async (person, room, type, data, context = english) => answerTo(person.api, room, await person.api.send(room, type, { data, context }));
    return { stack, ...people, account, old, start, stop, tell };
}

/** The ids of all state events of rooms, by room. */
const statesOf = async (api, rooms) =>
    Object.fromEntries(await Promise.all(rooms.map(async (room) => [room, (await api.fullState(room)).map(({ event_id }) => event_id).sort()])));

/** What differs between two states of a room, by type and key. */
const changed = (before, after) =>
    after.filter(({ event_id }) => !before.some((event) => event.event_id === event_id)).map(({ type, state_key }) => `${type} ${state_key}`.trim()).sort();

const widgets = (events) => events.filter(({ type, content }) => type === WIDGET && content.url).map(({ content }) => content.name).sort();

// The existing system signs in by token or password.
const SIGNED_IN = { tag: "@asked" };

test("an operator's settings and files make the same rooms", SIGNED_IN, async ({ ownStack }, info) => {
    const { stack, alice, bob, start, stop, tell } = await installation(ownStack, info);
    const bot = await start();
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: bot.userId });
    const planner = (await alice.api.fullState(room)).find(({ type, content }) => type === WIDGET && content.url);
    expect(planner.content).toMatchObject({ name: "NeoDateFix", url: expect.stringMatching(/^https:\/\/meetings\.example\.org\/#\/\?theme=\$/) });
    const { room: meeting } = await tell(alice, room, CREATE, createCommand({ title: "A & B", calendar: [single()], participants: [{ user_id: bob.user_id }] }).data);
    await alice.api.join(meeting);
    const state = await alice.api.fullState(meeting);
    expect(widgets(state)).toEqual(["Breakout Sessions", "NeoDateFix Details", "Notes", "Video Conference"]);
    const content = (key) => find(state, WIDGET, key).content;
    const [id] = /[A-Z2-7]{20,}/.exec(content("jitsi").url);
    expect(content("jitsi")).toEqual({
        id: "jitsi", type: "jitsi", name: "Video Conference", avatar_url: "mxc://example.org/jitsi", url: expect.stringContaining(`jitsi.html?confId=${id}#conferenceDomain=$domain&`),
        data: { domain: "meet.example.org", conferenceId: id, roomName: "A & B", isAudioOnly: true, auth: "openidtoken-jwt" },
    });
    const lookedUp = (mxc) => fetch(`${stack.homeserver.url}/_matrix/client/v1/media/download/${mxc.replace("mxc://", "")}`, { headers: { authorization: `Bearer ${alice.access_token}` } });
    const notes = content("etherpad");
    expect(notes.url).toBe(`https://pad.example.org:9001/p/${id.slice(0, 50)}?lang=de&showChat=false&title=Notes%20%26%20minutes&userName=$matrix_display_name`);
    expect(notes.data).toEqual({ host: "pad.example.org:9001", language: "de", chat: false, prefix: "Notes & minutes", title: "A & B" });
    const picture = await lookedUp(notes.avatar_url);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(find(state, LAYOUT).content.widgets).toEqual({ jitsi: { container: "top", width: 60, height: 70 }, etherpad: { container: "top", index: 1, width: 40 } });
    expect(find(state, "m.room.power_levels").content).toMatchObject({
        users_default: 25, users: { [bot.userId]: 101, [alice.user_id]: 100 }, events: { [METADATA]: 100 },
    });
    expect(find(state, METADATA).content.force_deletion_at).toBe(Date.parse("2040-10-03T12:30:00+02:00"));
    expect(roomFaults(state)).toEqual([]);

    expect(await tell(alice, room, TYPE.widgets, { target_room_id: meeting, add: true, widget_ids: ["whiteboard", "jitsi_2"] })).toMatchObject({ done: true });
    const more = await alice.api.fullState(meeting);
    expect(changed(state, more)).toEqual([`${WIDGET} jitsi_2`, `${WIDGET} whiteboard`, LAYOUT]);
    const { url, avatar_url } = find(more, WIDGET, "whiteboard").content;
    expect(url).toBe(`https://whiteboard.example.org/#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id&room=${encodeURIComponent(meeting)}`);
    expect((await lookedUp(avatar_url)).status).toBe(200);
    expect(find(more, LAYOUT).content.widgets, "that of the largest set").toMatchObject({ etherpad: { container: "right" }, whiteboard: { container: "bottom" } });

    const widget = Object.assign(new ExistingWidget(stack, alice, room), { origin: "https://meetings.example.org" });
    expect(await widget.ask("/widget/list")).toEqual([
        { id: "jitsi", name: "Video Conference", optional: false }, { id: "etherpad", name: "Notes", optional: false },
        { id: "whiteboard", name: "Whiteboard", optional: true }, { id: "jitsi_2", name: "Video Conference (optional)", optional: true },
    ]);
    const { body } = await asker(stack, alice)("POST", "/meeting/create", { title: "Over HTTP", description: "", start_time: "2040-10-03T10:30:00Z", end_time: "2040-10-03T11:30:00Z" });
    expect(body.meeting_url).toMatch(/^https:\/\/element\.example\.org\/#\/room\/!/);
    await stop();
});

test("meetings of the existing system are changed, and nothing is rewritten without need", SIGNED_IN, async ({ ownStack }, info) => {
    const { stack, alice, bob, carol, old, start, stop, tell } = await installation(ownStack, info);
    const room = await old.calendarRoom(alice.api);
    const meeting = await old.meeting({
        creator: alice.api, parent: room, title: "Weekly", description: "Text", participants: [bob.api, carol.api],
        metadata: { calendar: [{ ...single(), rrule: "FREQ=DAILY;COUNT=2" }], force_deletion_at: Date.parse("2040-10-04T12:30:00+02:00") },
    });
    await bob.api.join(meeting);
    const byTimes = await old.meeting({ creator: alice.api, parent: room, title: "Legacy", metadata: { start_time: "2040-10-03T08:30:00.000Z", end_time: "2040-10-03T09:30:00.000Z", auto_deletion_offset: 60 } });
    const groupware = await old.meeting({
        creator: alice.api, title: "Groupware", widgets: ["jitsi"],
        metadata: { calendar: [{ ...single("UTC"), rrule: "FREQ=WEEKLY;COUNT=3" }], force_deletion_at: 1, external_data: { "io.ox": { folder: "f", id: "i", rrules: ["FREQ=WEEKLY;COUNT=3"] } } },
    });
    const all = [room, meeting, byTimes, groupware];
    const before = await statesOf(old.api, all);
    await start();
    const now = (in_ = meeting) => alice.api.fullState(in_);
    const target_room_id = meeting;
    expect((await tell(alice, room, TYPE.widgets, { target_room_id, add: true, widget_ids: ["jitsi"] })).done).toBe(true);
    expect((await tell(alice, room, TYPE.permissions, { target_room_id, messaging_power_level: 0 })).done).toBe(true);
    for (const [id, title] of [[meeting, "Weekly"], [byTimes, "Legacy"], [groupware, "Groupware"]])
        expect((await tell(alice, room, TYPE.update, { target_room_id: id, title })).done).toBe(true);
    expect(await statesOf(old.api, all)).toEqual(before);

    // Title, time and description; who is invited sees them, who has joined is told.
    let state = await now();
    const metadata = find(state, METADATA).content;
    expect((await tell(alice, meeting, TYPE.update, { target_room_id, title: "Biweekly", description: "More", calendar: metadata.calendar.map((e) => ({ ...e, rrule: "FREQ=WEEKLY;COUNT=2" })) })).done).toBe(true);
    let next = await now();
    expect(changed(state, next)).toEqual([
        `${WIDGET} etherpad`, `${WIDGET} jitsi`, `m.room.member ${carol.user_id}`, "m.room.name", "m.room.topic", METADATA,
    ].sort());
    expect(find(next, METADATA).content.force_deletion_at).toBe(Date.parse("2040-10-10T12:30:00+02:00"));
    expect(find(next, WIDGET, "jitsi").content.data.roomName).toBe("Biweekly");
    expect(find(next, "m.room.power_levels").content.events, "the levels of before").toEqual({ [METADATA]: 100 });
    const invitation = (await carol.api.invitations()).find(({ room_id }) => room_id === meeting);
    expect(spaces(find(invitation.events, "m.room.member", carol.user_id).content.reason)).toBe(
        "📅 Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2.\n🔁 Weekly on Wednesday, 2 times.\nInvited by Alice Adams.\n\nMore");
    const said = (await timeline(alice.api, meeting)).filter(({ type }) => type === "m.room.message").map(({ content }) => spaces(content.body));
    expect(said).toEqual([[
        "The meeting was changed", "Title: Biweekly", "(previously: Weekly)", "Description: More", "(previously: Text)",
        "Repeats: Weekly on Wednesday, 2 times", "(previously: Daily, 2 times)",
    ].join("\n")]);

    // The old forms of time become entries; instants and the zone of a series stay.
    expect((await tell(alice, room, TYPE.update, { target_room_id: byTimes, start_time: "2040-10-03T08:30:00Z", end_time: "2040-10-03T10:00:00Z" })).done).toBe(true);
    expect(find(await now(byTimes), METADATA).content).toEqual({
        creator: alice.user_id, calendar: [{ uid: expect.any(String), dtstart: zoned("20401003T103000"), dtend: zoned("20401003T120000") }], force_deletion_at: Date.parse("2040-10-03T11:00:00Z"),
    });
    const ox = asker(stack, alice);
    expect((await ox("PUT", "/meeting/update", { target_room_id: groupware, title: "From groupware" })).status).toBe(200);
    expect(find(await now(groupware), METADATA).content, "a title is no time").toMatchObject({ calendar: [{ ...single("UTC"), rrule: "FREQ=WEEKLY;COUNT=3" }], force_deletion_at: 1 });

    // People, widgets, messages.
    expect((await tell(alice, meeting, TYPE.participants, { target_room_id, invite: false, userIds: [bob.user_id, carol.user_id] })).done).toBe(true);
    expect((await tell(alice, meeting, TYPE.participants, { target_room_id, invite: true, userIds: [bob.user_id] })).done).toBe(true);
    state = await now();
    expect([bob, carol].map(({ user_id }) => find(state, "m.room.member", user_id).content.membership)).toEqual(["invite", "leave"]);
    expect((await tell(alice, meeting, TYPE.widgets, { target_room_id, add: false, widget_ids: ["etherpad"] })).done).toBe(true);
    next = await now();
    expect(changed(state, next)).toEqual([`${WIDGET} etherpad`, LAYOUT]);
    expect(find(next, LAYOUT).content.widgets).toEqual({ jitsi: { container: "top", width: 100, height: 100 } });
    expect((await tell(alice, meeting, TYPE.permissions, { target_room_id, messaging_power_level: 100 })).done).toBe(true);
    expect(find(await now(), "m.room.power_levels").content).toMatchObject({ events_default: 100, users_default: 25, users: { [old.api.userId]: 101 } });
    await stop();
});

test("breakout sessions of the existing system are told, joined by new ones, and closed with their meeting", SIGNED_IN, async ({ ownStack }, info) => {
    const { stack, alice, bob, old, start, stop, tell } = await installation(ownStack, info);
    const room = await old.calendarRoom(alice.api);
    const meeting = await old.meeting({ creator: alice.api, parent: room, title: "Workshop", metadata: { calendar: [single("UTC")] }, participants: [bob.api] });
    const session = await old.meeting({ kind: "breakoutsession", creator: alice.api, parent: meeting, title: "Group 1", metadata: { calendar: [single("UTC")] }, participants: [bob.api] });
    await bob.api.join(meeting);
    await start();
    const groups = [{ title: "Group 2", participants: [{ user_id: bob.user_id }] }];
    const made = await tell(alice, meeting, TYPE.breakouts, { description: "", start_time: "2040-10-03T10:30:00Z", end_time: "2040-10-03T10:45:00Z", groups });
    expect(made).toMatchObject({ done: true, warnings: undefined });
    await alice.api.join(made.room);
    expect((await tell(alice, meeting, TYPE.message, { target_room_id: meeting, message: "Five more minutes" })).done).toBe(true);
    for (const id of [session, made.room]) {
        const messages = (await timeline(alice.api, id)).filter(({ type }) => type === "m.room.message");
        expect(messages.map(({ content }) => content.body)).toEqual(["Alice Adams: Five more minutes"]);
    }
    const cockpit = new ExistingWidget(stack, alice, meeting);
    expect((await cockpit.meetings()).map(({ title }) => title).sort()).toEqual(["Group 1", "Group 2"]);
    expect((await tell(bob, meeting, TYPE.close, { target_room_id: meeting })).error, "25 is not enough").toEqual({ code: "forbidden" });
    expect(await cockpit.send(TYPE.close, { target_room_id: meeting })).toBe(true);
    for (const id of [meeting, session, made.room]) {
        const state = await alice.api.fullState(id);
        expect(find(state, "m.room.tombstone").content).toEqual({ body: expect.stringContaining("Alice Adams"), replacement_room: room });
        expect(widgets(state)).toEqual([]);
    }
    expect(find(await alice.api.fullState(room), "m.space.child", meeting).content).toEqual({});
    await stop();
});

test("private rooms, rooms of help, chats of two and planners go on; nobody is bothered", SIGNED_IN, async ({ ownStack }, info) => {
    const { alice, bob, old, start, stop, tell } = await installation(ownStack, info);
    const room = await old.calendarRoom(alice.api);
    const errors = await old.errors(alice.api);
    const help = await old.help(alice.api, room);
    const chat = await old.chat(bob.api);
    const rooms = [room, errors, help, chat];
    const before = await statesOf(old.api, rooms);
    await start();
    const refused = await tell(alice, room, CREATE, createCommand({ title: "" }).data);
    expect(refused.content["net.nordeck.meetings.bot.meta"].room_id, "where Alice has read them before").toBe(errors);
    const reply = async (person, in_, body) => {
        const asked = await person.api.send(in_, "m.room.message", { msgtype: "m.text", body });
        return person.api.until(async () => (await timeline(person.api, in_)).find(({ content }) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id === asked)?.content.body, "the reply");
    };
    expect(await reply(alice, help, "!meeting status")).toBe("The bot has the power that it needs in “Calendar”.\nThe planner is there.");
    expect(await reply(bob, chat, "!meeting list")).toMatch(/^Hier gibt es keine kommende Besprechung|^There is no upcoming meeting/);
    expect(await tell(bob, chat, CREATE, createCommand({ title: "In my calendar" }).data)).toMatchObject({ done: true, warnings: undefined });
    const after = await statesOf(old.api, rooms);
    expect({ ...after, [chat]: before[chat] }).toEqual(before);

    // Promoted once more, removed and invited again: no second planner, no second room of help.
    const levels = await alice.api.state(room, "m.room.power_levels");
    const promote = (level) => alice.api.sendState(room, "m.room.power_levels", { ...levels, users: { ...levels.users, [old.api.userId]: level } });
    await promote(60);
    await alice.api.kick(room, old.api.userId);
    await alice.api.invite(room, old.api.userId);
    await alice.api.until(async () => (await alice.api.state(room, "m.room.member", old.api.userId)).membership === "join", "the bot joins");
    await promote(50);
    expect((await tell(alice, room, CREATE, createCommand().data)).done).toBe(true);
    expect(widgets(await alice.api.fullState(room))).toEqual(["NeoDateFix"]);
    const invitations = (await alice.api.invitations()).filter(({ events }) => find(events, "m.room.create").content.type === undefined);
    expect(invitations).toEqual([]);
    await stop();
});

test("meetings of the existing system are announced, in the operator's language", SIGNED_IN, async ({ ownStack }, info) => {
    test.setTimeout(240_000); // time passes here
    const { alice, bob, old, start, stop } = await installation(ownStack, info, { more: { REMINDERS: "1" } });
    const room = await old.calendarRoom(alice.api);
    const begins = Date.now() + 90_000;
    const iso = (moment) => new Date(moment).toISOString();
    const times = { start_time: iso(begins), end_time: iso(begins + 3_600_000) };
    const meeting = await old.meeting({ creator: alice.api, parent: room, title: "Jour fixe", metadata: times, participants: [bob.api] });
    await start();
    const said = await alice.api.until(async () => (await timeline(alice.api, meeting)).find(({ type }) => type === "m.room.message"), "the reminder", { limit: 180_000 });
    expect(said.content.body).toMatch(/^⏰ Jour fixe beginnt in 1 Minute\n📅 .* M(E|ES)Z$/);
    await stop();
});
