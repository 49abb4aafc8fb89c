// Breakout sessions, widgets and the end of a meeting: what is written, what is not, and each refusal.
import { expect, newPeople, test } from "../fixtures.mjs";
import { arm, scene } from "./crash.mjs";
import { answerTo, CREATE, createCommand, find, timeline } from "./meetings.mjs";

const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
const CLOSE = "net.nordeck.meetings.meeting.close";
const MESSAGE = "net.nordeck.meetings.sub_meetings.send_message";
const METADATA = "net.nordeck.meetings.metadata";
const WIDGET = "im.vector.modular.widgets";
const WIDGETS = "net.nordeck.meetings.meeting.widgets.handle";
const context = { locale: "en", timezone: "Europe/Berlin" };
const none = { code: "not_found", field: "data.target_room_id" };
const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };

/** A meeting of Alice's in which Bob is an organiser, too; Carol is invited. */
async function createMeeting({ alice, bob, carol, room }) {
    const command = await alice.api.send(room, CREATE, createCommand({
        participants: [{ user_id: bob.user_id, power_level: 50 }, { user_id: carol.user_id }],
    }));
    const { room: meeting } = await answerTo(alice.api, room, command);
    await alice.api.join(meeting);
    await bob.api.join(meeting);
    return meeting;
}

/** The answer to a command that somebody sends to a room. */
const tell = async (person, room, type, data, in_ = context) =>
    answerTo(person.api, room, await person.api.send(room, type, { data, context: in_ }));

async function createSessions(alice, meeting, groups, data) {
    const { content, ...answer } = await tell(alice, meeting, BREAKOUTS, { description: "In groups", ...times, groups, ...data });
    return { ...answer, rooms: content["net.nordeck.meetings.bot.meta"].created_room_ids };
}

const widgets = (events) => events.filter(({ type, content }) => type === WIDGET && content.url).map(({ content }) => content.name).sort();

test("breakout sessions: rooms of their own below the meeting, run by its organisers", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const meeting = await createMeeting(calendar);
    const answer = await createSessions(alice, meeting, [
        { title: "One <b>", participants: [{ user_id: bob.user_id }] },
        { title: " Two ", participants: [{ user_id: bob.user_id }, { user_id: carol.user_id, power_level: 50 }] },
    ], { enable_auto_deletion: false });
    expect(answer).toMatchObject({ done: true, room: answer.rooms[0], warnings: undefined });
    const [one, two] = await Promise.all(answer.rooms.map((id) => alice.api.join(id).then(() => alice.api.fullState(id))));
    expect(find(one, "m.room.create").content.type).toBe("net.nordeck.meetings.breakoutsession");
    expect([one, two].map((state) => find(state, "m.room.name").content.name)).toEqual(["One <b>", "Two"]);
    expect(find(one, "m.room.topic").content.topic).toBe("In groups");
    const metadata = [one, two].map((state) => find(state, METADATA).content);
    expect(metadata[0]).toEqual({
        creator: alice.user_id,
        calendar: [{
            uid: expect.any(String),
            dtstart: { tzid: "Europe/Berlin", value: "20401003T103000" }, dtend: { tzid: "Europe/Berlin", value: "20401003T110000" },
        }],
    });
    expect(metadata[1].calendar[0].uid).not.toBe(metadata[0].calendar[0].uid);
    expect(find(two, "net.nordeck.meetings.settings").content).toEqual({ ...context, keep: true });
    expect(widgets(one)).toEqual(["Parley Details", "Video Conference"]);
    expect(find(one, "m.space.parent", meeting).content.via).toHaveLength(1);
    const above = await alice.api.fullState(meeting);
    for (const id of answer.rooms) expect(find(above, "m.space.child", id).content.via).toHaveLength(1);
    const levels = find(two, "m.room.power_levels").content.users;
    expect(levels).toMatchObject({ [alice.user_id]: 100, [bob.user_id]: 50, [carol.user_id]: 50 });
    expect(find(two, "m.room.member", carol.user_id).content).toMatchObject({ membership: "invite", reason: expect.stringMatching(/^Breakout session of “.+”\.\n📅 .*10:30.*\.\nInvited by Alice Adams\./) });
    expect(find(one, "m.room.member", carol.user_id)).toBeUndefined();

    const { alice: dora } = await newPeople(stack);
    await dora.api.join(meeting);
    const group = { groups: [{ title: "Three" }], ...times };
    expect((await tell(dora, meeting, BREAKOUTS, group)).error, "too little power").toEqual({ code: "forbidden" });
    expect((await tell(alice, room, BREAKOUTS, group)).error, "not in a meeting").toEqual({ code: "not_a_meeting" });
    expect((await tell(alice, answer.rooms[0], BREAKOUTS, group)).error, "not in a session").toEqual({ code: "not_a_meeting" });
    expect((await tell(alice, meeting, BREAKOUTS, { ...group, groups: [] })).error).toEqual({ code: "required", field: "data.groups" });
    expect((await tell(alice, meeting, BREAKOUTS, { ...group, widget_ids: ["?"] })).error).toEqual({ code: "unknown_widget", field: "data.widget_ids[0]" });
});

test("a message to all sessions arrives in each that is open", async ({ calendar }) => {
    const { alice, bob } = calendar;
    const meeting = await createMeeting(calendar);
    const data = { target_room_id: meeting, message: "Back at <i>11</i> & {{title}}" };
    expect((await tell(alice, meeting, MESSAGE, data)).error).toEqual({ code: "no_breakouts", field: "data.target_room_id" });
    const { rooms } = await createSessions(alice, meeting, [{ title: "One" }, { title: "Two" }, { title: "Closed" }]);
    for (const id of rooms) await alice.api.join(id);
    expect(await tell(alice, meeting, CLOSE, { target_room_id: rooms[2] })).toMatchObject({ done: true });
    expect((await tell(bob, meeting, MESSAGE, data)).error, "may not change the meeting").toEqual({ code: "forbidden" });
    expect(await tell(alice, meeting, MESSAGE, data)).toMatchObject({ done: true, warnings: undefined });
    const said = async (id) => (await alice.api.messages(id)).filter(({ type }) => type === "m.room.message").map(({ content }) => content);
    for (const id of rooms.slice(0, 2))
        expect(await said(id)).toEqual([{
            msgtype: "m.notice", body: "Alice Adams: Back at <i>11</i> & {{title}}", format: "org.matrix.custom.html",
            formatted_body: "<b>Alice Adams:</b> Back at &lt;i&gt;11&lt;/i&gt; &amp; {{title}}", "m.mentions": {},
            "net.nordeck.meetings.request": expect.stringMatching(/^[0-9a-f]{32}$/),
        }]);
    expect(await said(rooms[2])).toMatchObject([{ body: "🚫 This breakout session was cancelled by Alice Adams" }]);
});

test("the operator's widgets come and go, others stay", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const meeting = await createMeeting(calendar);
    await alice.api.sendState(meeting, WIDGET, { type: "m.custom", url: "https://example.org", name: "Own" }, "own");
    const now = () => alice.api.fullState(meeting);
    const change = (person, data) => tell(person, room, WIDGETS, { target_room_id: meeting, ...data });
    const jitsi = find(await now(), WIDGET, "jitsi");

    expect(await change(alice, { add: true, widget_ids: ["jitsi"] })).toMatchObject({ done: true });
    expect(find(await now(), WIDGET, "jitsi").event_id, "nothing is written twice").toBe(jitsi.event_id);
    expect(await change(alice, { add: false, widget_ids: ["jitsi"] })).toMatchObject({ done: true });
    const without = await now();
    expect(widgets(without)).toEqual(["Breakout Sessions", "Own", "Parley Details"]);
    expect(find(without, "io.element.widgets.layout").content.widgets).toEqual({});
    expect(await change(alice, { add: true, widget_ids: ["jitsi"] })).toMatchObject({ done: true });
    const again = await now();
    expect(find(again, WIDGET, "jitsi").content, "the same conference").toEqual(jitsi.content);
    expect(find(again, "io.element.widgets.layout").content.widgets.jitsi.container).toBe("top");

    expect((await change(alice, { add: true, widget_ids: ["jitsi", "own"] })).error).toEqual({ code: "unknown_widget", field: "data.widget_ids[1]" });
    expect((await change(alice, { add: true, target_room_id: room, widget_ids: ["jitsi"] })).error, "no meeting").toEqual(none);
    expect((await change(carol, { add: false, widget_ids: ["jitsi"] })).error, "invited only").toEqual(none);
    await carol.api.join(meeting);
    expect((await change(carol, { add: false, widget_ids: ["jitsi"] })).error).toEqual({ code: "forbidden" });
    expect(await change(bob, { add: false, widget_ids: ["jitsi"] }), "an organiser at 50").toMatchObject({ done: true });
});

test("closing ends a meeting and its sessions, with a way back", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const meeting = await createMeeting(calendar);
    const { rooms: [session] } = await createSessions(alice, meeting, [{ title: "One", participants: [{ user_id: bob.user_id }] }]);
    await alice.api.join(session);
    expect(find(await alice.api.fullState(session), "m.room.member", bob.user_id).content.membership).toBe("invite");
    // A room that Bob has made himself and linked below the meeting does not keep Alice from closing it.
    const trap = await bob.api.createRoom({ creation_content: { type: "net.nordeck.meetings.breakoutsession" }, invite: [stack.bot.userId] });
    const link = { via: [stack.homeserver.serverName] };
    await bob.api.sendState(trap, "m.space.parent", link, meeting);
    await bob.api.sendState(meeting, "m.space.child", link, trap);

    await carol.api.join(meeting);
    for (const [person, data, error] of [
        [carol, {}, { code: "forbidden" }],
        [bob, {}, { code: "forbidden" }],
        [alice, { target_room_id: room }, none],
        [alice, { method: "burn" }, { code: "unknown_value", field: "data.method" }],
    ]) expect((await tell(person, room, CLOSE, { target_room_id: meeting, ...data })).error).toEqual(error);

    const german = { locale: "de", timezone: "Europe/Berlin" };
    expect(await tell(alice, room, CLOSE, { target_room_id: meeting }, german)).toMatchObject({ done: true, warnings: undefined });
    const bot = stack.api(await stack.account("parley"));
    const open = await bot.joinedRooms();
    expect(open).not.toContain(meeting);
    expect(open).not.toContain(session);
    for (const id of [meeting, session]) {
        const state = await alice.api.fullState(id);
        expect(find(state, "m.room.tombstone").content).toEqual({ body: "Meeting closed by Alice Adams", replacement_room: room });
        expect(widgets(state)).toEqual([]);
    }
    const ending = async (id) => (await timeline(alice.api, id)).filter(({ type, sender }) => sender === stack.bot.userId && /message|tombstone/.test(type));
    const said = { msgtype: "m.text", "m.mentions": {} };
    expect((await ending(meeting)).slice(-2)).toMatchObject([{ content: { ...said, body: "🚫 This meeting was cancelled by Alice Adams" } }, { type: "m.room.tombstone" }]);
    expect(await ending(session)).toMatchObject([{ content: { ...said, body: "🚫 This breakout session was cancelled by Alice Adams" } }, { type: "m.room.tombstone" }]);
    expect(find(await alice.api.fullState(session), "m.room.member", bob.user_id).content, "nobody accepts that any more")
        .toMatchObject({ membership: "leave", reason: "Meeting closed by Alice Adams" });
    expect(find(await alice.api.fullState(room), "m.space.child", meeting).content).toEqual({});
    expect(find(await bob.api.fullState(trap), "m.room.tombstone")).toBeUndefined();
    expect((await tell(alice, room, CLOSE, { target_room_id: meeting })).error, "it is closed").toEqual(none);
});

test("closing by removing everybody", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const meeting = await createMeeting(calendar);
    expect((await tell(carol, room, CLOSE, { target_room_id: meeting, method: "kick_all_participants" })).error).toEqual(none);
    expect(await tell(bob, room, CLOSE, { target_room_id: meeting, method: "kick_all_participants" })).toMatchObject({ done: true, warnings: undefined });
    await alice.api.until(async () => !(await alice.api.joinedRooms()).includes(meeting), "alice is out");
    expect(await stack.api(await stack.account("parley")).joinedRooms()).not.toContain(meeting);
    expect(await alice.api.state(meeting, "m.room.member", alice.user_id)).toMatchObject({ membership: "leave", reason: "Meeting closed by Bob Baker" });
    expect(find(await alice.api.fullState(room), "m.space.child", meeting).content).toEqual({});
});

test("a command sent to the room that it closes is answered there before the bot leaves, even if that is killed", async ({ ownStack }) => {
    const { proxy, bot, botApi, alice, participants, room } = await scene(ownStack);
    const command = await alice.api.send(room, CREATE, createCommand({ participants }));
    const { room: meeting } = await answerTo(alice.api, room, command);
    await alice.api.join(meeting);
    const leaving = ({ method, path }) => method === "POST" && path.endsWith("/leave");
    const killed = arm(proxy, { matches: leaving }, "before", () => bot.program.kill());
    const answer = tell(alice, meeting, CLOSE, { target_room_id: meeting });
    await killed;
    expect(await answer).toMatchObject({ done: true, warnings: undefined });
    expect(await botApi.joinedRooms()).toContain(meeting);
    await bot.program.start();
    const member = async () => find(await alice.api.fullState(meeting), "m.room.member", bot.userId).content.membership;
    await alice.api.until(async () => (await member()) === "leave", "the bot leaves");
    expect((await timeline(alice.api, meeting)).filter(({ type }) => type === "m.reaction")).toHaveLength(1);
    await proxy.stop();
});
