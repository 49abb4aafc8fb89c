// What becomes of the command that creates a meeting: the room in every detail, and each refusal.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { addBot, createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, entry, find, meetingsBelow } from "./meetings.mjs";

const botApi = async (stack) => stack.api(await stack.account("parley", "Parley"));
const REQUEST = "net.nordeck.meetings.request";
const WIDGET = "im.vector.modular.widgets";

test("a meeting is a room with everything in it", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const calendarEntry = entry({ dtstart: at("20310310T100000"), dtend: at("20310310T110000"), rrule: "FREQ=WEEKLY;COUNT=3" });
    const command = await alice.api.send(room, CREATE, createCommand({
        title: "  Planning <b>&amp;</b> {{title}} ", description: "First line\nsecond <i>line</i>", calendar: [calendarEntry],
        participants: [{ user_id: bob.user_id, power_level: 50 }, { user_id: carol.user_id }, { user_id: bob.user_id }, { user_id: stack.bot.userId }],
        messaging_power_level: 0, external_data: { "org.example": { key: "value" } },
    }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer).toMatchObject({ done: true, warnings: undefined, error: undefined });
    expect(answer.content["net.nordeck.meetings.bot.meta"]).toEqual({ created_room_id: answer.room, created_room_ids: [answer.room] });

    const bot = await botApi(stack);
    const state = await bot.fullState(answer.room);
    const content = (type, key) => find(state, type, key)?.content;
    expect(content("m.room.create")).toMatchObject({ type: "net.nordeck.meetings.meeting", [REQUEST]: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const request = content("m.room.create")[REQUEST];
    expect(content("m.room.name")).toEqual({ name: "Planning <b>&amp;</b> {{title}}" });
    expect(content("m.room.topic")).toEqual({ topic: "First line\nsecond <i>line</i>" });
    expect(content("net.nordeck.meetings.metadata")).toEqual({
        creator: alice.user_id, calendar: [calendarEntry], external_data: { "org.example": { key: "value" } },
    });
    expect(content("m.space.parent", room)).toEqual({ via: [stack.homeserver.serverName] });
    expect(await bot.state(room, "m.space.child", answer.room)).toEqual({ via: [stack.homeserver.serverName] });
    expect(content("m.room.history_visibility")).toEqual({ history_visibility: "shared" });
    expect(content("m.room.guest_access")).toEqual({ guest_access: "forbidden" });
    expect(content("m.room.join_rules")).toEqual({ join_rule: "public" });
    expect(content("m.room.encryption")).toBeUndefined();
    expect(content("m.room.canonical_alias")?.alias).toBeUndefined();
    expect(content("m.room.power_levels")).toMatchObject({
        users: { [stack.bot.userId]: 101, [alice.user_id]: 100, [bob.user_id]: 50 }, invite: 50, events_default: 0,
        events: { "net.nordeck.meetings.metadata": 100, "m.room.tombstone": 100, "m.room.power_levels": 100, "m.room.name": 50 },
    });
    expect(content("m.room.power_levels").users[carol.user_id]).toBeUndefined();

    const cockpit = `net.nordeck.meetings.widget.cockpit-${request}`;
    expect(content(WIDGET, cockpit)).toMatchObject({ id: cockpit, type: "net.nordeck.meetings.widget.cockpit", name: "Parley Details" });
    expect(content(WIDGET, cockpit).url).toMatch(`${stack.bot.cockpit}#/?theme=$org.matrix.msc2873.client_theme&`);
    const breakouts = `net.nordeck.meetings.widget.breakoutsessions-${request}`;
    expect(content(WIDGET, breakouts).url, "shows sessions where the room is a meeting").toMatch(`${stack.bot.widget}#/?theme=$org.matrix.msc2873.client_theme&`);
    const jitsi = content(WIDGET, "jitsi");
    expect(jitsi).toMatchObject({ id: "jitsi", type: "jitsi", data: { roomName: "Planning <b>&amp;</b> {{title}}" } });
    expect(jitsi.url).toContain("roomName=Planning%20%3Cb%3E%26amp%3B%3C%2Fb%3E%20%7B%7Btitle%7D%7D");
    expect(jitsi.url).not.toContain("{{");
    expect(content("io.element.widgets.layout")).toEqual({ widgets: { jitsi: expect.objectContaining({ container: "top", width: 100 }) } });
    expect(state.filter(({ type }) => type === WIDGET)).toHaveLength(3);

    const invited = state.filter(({ type, content: { membership } }) => type === "m.room.member" && membership === "invite");
    expect(invited.map(({ state_key }) => state_key).sort()).toEqual([alice, bob, carol].map(({ user_id }) => user_id).sort());
    const invitation = (await bob.api.invitations()).find(({ room_id }) => room_id === answer.room);
    expect(find(invitation.events, "m.room.create").content.type).toBe("net.nordeck.meetings.meeting");
    expect(find(invitation.events, "m.room.name").content.name).toBe("Planning <b>&amp;</b> {{title}}");
    const { reason } = find(invitation.events, "m.room.member", bob.user_id).content;
    expect(reason).toMatch(/^📅 Mon, March 10, 2031, 10:00\s–\s11:00\sAM GMT\+1\.\n🔁 Weekly on Monday, 3 times\.\nInvited by Alice Adams\.\n\nFirst line\nsecond <i>line<\/i>$/);
    const own = (await alice.api.invitations()).find(({ room_id }) => room_id === answer.room);
    expect(find(own.events, "m.room.member", alice.user_id).content.reason).not.toContain("Alice");

    await alice.api.until(async () => (await alice.api.reactions(room, command)).length === 1, "the one answer");
    await bob.api.join(answer.room);
});

test("legacy times, one widget of the list, German, endless", async ({ calendar }) => {
    const { alice, room } = calendar;
    const times = { calendar: undefined, start_time: "2031-03-10T09:00:00+01:00", end_time: "2031-03-10T10:00:00+01:00" };
    const command = await alice.api.send(room, CREATE, createCommand({ ...times, widget_ids: [] }, { locale: "de-DE", timezone: "Europe/Berlin" }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer.done).toBe(true);
    await alice.api.join(answer.room);
    const state = await alice.api.fullState(answer.room);
    const { calendar: entries } = find(state, "net.nordeck.meetings.metadata").content;
    expect(entries).toEqual([{
        uid: expect.stringMatching(/./), dtstart: { tzid: "Europe/Berlin", value: "20310310T090000" }, dtend: { tzid: "Europe/Berlin", value: "20310310T100000" },
    }]);
    expect(find(state, WIDGET, "jitsi")).toBeUndefined();
    expect(find(state, "io.element.widgets.layout")).toBeUndefined();
    const invitation = (await alice.api.messages(answer.room)).find(({ type, content }) => type === "m.room.member" && content.membership === "invite");
    expect(invitation.content.reason).toContain("Mo., 10. März 2031, 09:00–10:00");
});

const long = (length) => "x".repeat(length);
const at = (value, tzid = "Europe/Berlin") => ({ tzid, value });
const series = entry({ rrule: "FREQ=DAILY;COUNT=3" });

// name: [the command's content, code, field]
const REFUSED = {
    "no data": [{}, "required", "data"],
    "data of another kind": [{ data: [] }, "malformed", "data"],
    "no title": [createCommand({ title: undefined }), "required", "data.title"],
    "an empty title": [createCommand({ title: "   " }), "required", "data.title"],
    "a title that is too long": [createCommand({ title: long(256) }), "too_long", "data.title"],
    "a title that is no text": [createCommand({ title: 5 }), "malformed", "data.title"],
    "a description that is too long": [createCommand({ description: long(20_001) }), "too_long", "data.description"],
    "no calendar": [createCommand({ calendar: undefined }), "required", "data.calendar"],
    "an empty calendar": [createCommand({ calendar: [] }), "required", "data.calendar"],
    "an unknown zone": [createCommand({ calendar: [entry({ dtstart: at("20310101T100000", "Mars/Base") })] }), "unknown_zone", "data.calendar[0].dtstart.tzid"],
    "a date that is none": [createCommand({ calendar: [entry({ dtend: at("20310230T100000") })] }), "bad_date", "data.calendar[0].dtend.value"],
    "an end before the start": [
        createCommand({ calendar: [entry({ dtstart: at("20310101T100000"), dtend: at("20310101T090000") })] }), "end_before_start", "data.calendar[0].dtend",
    ],
    "a rule that does not parse": [createCommand({ calendar: [entry({ rrule: "FREQ=SOMETIMES" })] }), "bad_rule", "data.calendar[0].rrule"],
    "a rule with DTSTART": [createCommand({ calendar: [entry({ rrule: "DTSTART:20310101T000000\nRRULE:FREQ=DAILY" })] }), "bad_rule", "data.calendar[0].rrule"],
    "an hourly rule": [createCommand({ calendar: [entry({ rrule: "FREQ=HOURLY" })] }), "bad_rule", "data.calendar[0].rrule"],
    "an empty uid": [createCommand({ calendar: [entry({ uid: "" })] }), "required", "data.calendar[0].uid"],
    "an override of nothing": [createCommand({ calendar: [entry({ recurrenceId: at("20310101T100000") })] }), "bad_recurrence", "data.calendar[0].recurrenceId"],
    "two entries of one uid": [createCommand({ calendar: [series, series] }), "duplicate_uid", "data.calendar[1].uid"],
    "times given twice": [createCommand({ start_time: "2031-01-01T10:00:00Z", end_time: "2031-01-01T11:00:00Z" }), "ambiguous_time", "data.calendar"],
    "half of the times": [createCommand({ calendar: undefined, start_time: "2031-01-01T10:00:00Z" }), "ambiguous_time", "data.end_time"],
    "a participant without an id": [createCommand({ participants: [{}] }), "bad_user_id", "data.participants[0].user_id"],
    "a participant that is no user": [createCommand({ participants: [{ user_id: "bob" }] }), "bad_user_id", "data.participants[0].user_id"],
    "a power level out of range": [createCommand({ participants: [{ user_id: "@x:y", power_level: -1 }] }), "out_of_range", "data.participants[0].power_level"],
    "too many participants": [
        createCommand({ participants: Array.from({ length: 1001 }, (_, n) => ({ user_id: `@${n}:y` })) }), "too_many", "data.participants",
    ],
    "an unknown widget": [createCommand({ widget_ids: ["jitsi", "nonsense"] }), "unknown_widget", "data.widget_ids[1]"],
    "too many widgets": [createCommand({ widget_ids: Array(51).fill("jitsi") }), "too_many", "data.widget_ids"],
    "external data of another kind": [createCommand({ external_data: { key: "text" } }), "malformed", "data.external_data"],
};

test("each bad command is refused with code and field, and leaves no room behind", async ({ stack, calendar }) => {
    const { alice, room } = calendar;
    const sent = new Map();
    for (const [name, [content]] of Object.entries(REFUSED)) sent.set(name, await alice.api.send(room, CREATE, content));
    for (const [name, [, code, field]] of Object.entries(REFUSED)) {
        const answer = await answerTo(alice.api, room, sent.get(name));
        expect.soft([answer.done, answer.error], name).toEqual([false, { code, field }]);
        expect.soft(answer.room, name).toBeUndefined();
    }
    expect(await meetingsBelow(await botApi(stack), room)).toEqual([]);
});

test("commands that are not built yet, or from outside, are refused", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const notes = await alice.api.send(room, "net.nordeck.meetings.meeting_notes.generate_pdf", { data: { target_room_id: room } });
    expect((await answerTo(alice.api, room, notes)).error).toEqual({ code: "unsupported" });

    const bot = await botApi(stack);
    await stack.bot.program.stop();
    const command = await bob.api.send(room, CREATE, createCommand());
    await bob.api.leave(room);
    await stack.bot.program.start();
    expect((await answerTo(alice.api, room, command)).error).toEqual({ code: "forbidden" });
    expect(await meetingsBelow(bot, room)).toEqual([]);
});

test("a command that waited too long is refused as expired", async ({ ownStack }) => {
    const stack = await ownStack({ env: { MATRIX_SERVER_EVENT_MAX_AGE_MINUTES: "10" } });
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    await stack.bot.program.stop();
    const sent = (minutesAgo, title) => alice.api.sendAt(Date.now() - minutesAgo * 60_000, room, CREATE, createCommand({ title }));
    const [late, early] = [await sent(11, "Too late"), await sent(9, "In time")];
    await stack.bot.program.start();
    expect((await answerTo(alice.api, room, late)).error).toEqual({ code: "expired" });
    const { room: meeting } = await answerTo(alice.api, room, early);
    expect(await meetingsBelow(await botApi(stack), room)).toEqual([{ room: meeting, title: "In time" }]);
});

test("people who cannot be invited and a missing link are warnings", async ({ stack, people }) => {
    const { alice } = people;
    const room = await alice.api.createRoom({ name: "Without power" });
    await alice.api.invite(room, stack.bot.userId);
    await alice.api.until(async () => (await alice.api.state(room, "m.room.member", stack.bot.userId)).membership === "join", "the bot joins");
    const command = await alice.api.send(room, CREATE, createCommand({ participants: [{ user_id: "@nobody:unreachable.example" }] }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer.done).toBe(true);
    expect(answer.warnings.toSorted((a, b) => a.code.localeCompare(b.code))).toEqual([{ code: "invitation_failed", count: 1 }, { code: "no_space_child", count: 1 }]);
});

test("a meeting is encrypted that its command wants encrypted, in room version 12 too", async ({ ownStack }) => {
    const stack = await ownStack({ roomVersion: "12" });
    const { alice, bob } = await newPeople(stack);
    const room = await alice.api.createRoom({ name: "Calendar", room_version: "12" }); // without it, Dendrite fails on its own default
    await addBot(room, alice.api, stack.bot.userId);
    const command = await alice.api.send(room, CREATE, createCommand({ encrypted: true, participants: [{ user_id: bob.user_id }] }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer).toMatchObject({ done: true, warnings: undefined });
    await alice.api.join(answer.room);
    const state = await alice.api.fullState(answer.room);
    expect(find(state, "m.room.encryption").content).toEqual({ algorithm: "m.megolm.v1.aes-sha2" });
    expect(find(state, "m.room.create").content.room_version).toBe("12");
    const levels = find(state, "m.room.power_levels").content;
    expect(levels.users).toEqual({ [alice.user_id]: 100 });
    expect(levels.events["m.room.tombstone"]).toBe(100);
    await alice.api.sendState(answer.room, "m.room.tombstone", { body: "closed", replacement_room: room });
});

test("a restricted meeting lets in who is in the calendar room, and nobody else", async ({ stack, calendar }) => {
    const { alice, carol, room } = calendar;
    const { alice: stranger } = await newPeople(stack);
    const { room: meeting } = await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({ join_rule: "restricted" })));
    await alice.api.join(meeting);
    await carol.api.join(meeting);
    await expect(stranger.api.join(meeting)).rejects.toThrow();
    expect(await alice.api.state(meeting, "m.room.member", stranger.user_id)).toBeUndefined();
});

test("an operator's files decide about widgets, layout and messages", async ({ ownStack }, info) => {
    const events = join(info.outputPath(), "events.json");
    const layouts = join(info.outputPath(), "layouts.json");
    writeFileSync(events, JSON.stringify({
        state_events: [
            { type: "m.room.join_rules", content: { join_rule: "invite" } },
            { type: WIDGET, state_key: "pad", content: { type: "m.custom", name: "Pad", url: "https://pad.example/{{base32_room_id50}}?t={{title}}" } },
            { type: WIDGET, state_key: "poll", optional: true, content: { type: "m.custom", name: "Poll", url: "https://poll.example/" } },
        ],
        room_events: [{ type: "m.room.message", content: { msgtype: "m.notice", body: "Welcome to {{title}}" } }],
    }));
    writeFileSync(layouts, JSON.stringify([{ widgetIds: ["pad"], layouts: { pad: { container: "right" } } }]));
    const stack = await ownStack({ env: { DEFAULT_EVENTS_CONFIG: events, DEFAULT_WIDGET_LAYOUTS_CONFIG: layouts, AUTO_DELETION_OFFSET: "5" } });
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    const command = await alice.api.send(room, CREATE, createCommand({
        title: "A & B", calendar: [entry({ dtstart: at("20310101T100000", "UTC"), dtend: at("20310101T110000", "UTC") })],
    }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer).toMatchObject({ done: true, warnings: undefined });
    await alice.api.join(answer.room);
    const state = await alice.api.fullState(answer.room);
    expect(find(state, WIDGET, "pad").content).toMatchObject({ id: "pad", url: expect.stringMatching(/^https:\/\/pad\.example\/[A-Z2-7]{1,50}\?t=A%20%26%20B$/) });
    expect(find(state, WIDGET, "poll")).toBeUndefined();
    expect(find(state, "io.element.widgets.layout").content).toEqual({ widgets: { pad: { container: "right" } } });
    expect(find(state, "m.room.join_rules").content).toEqual({ join_rule: "invite" });
    expect(find(state, "net.nordeck.meetings.metadata").content.force_deletion_at).toBe(Date.parse("2031-01-01T11:05:00Z"));
    const notices = (await alice.api.messages(answer.room)).filter(({ type }) => type === "m.room.message");
    expect(notices.map(({ content }) => content.body)).toEqual(["Welcome to A & B"]);
});

test("the planner is put into a room once, whoever comes and goes", async ({ stack, people }) => {
    const { alice } = people;
    const room = await alice.api.createRoom({ name: "Comings and goings" });
    await alice.api.sendState(room, "io.element.widgets.layout", { widgets: { other: { container: "top", height: 30 } } });
    await addBot(room, alice.api, stack.bot.userId);
    const planners = async () => (await alice.api.fullState(room)).filter(({ content }) => content.type === "net.nordeck.meetings.widget.meetings");
    const [planner] = await planners();
    expect(planner.state_key).toMatch(/^meetingwidget-[0-9a-f]{32}$/);
    const { widgets } = await alice.api.state(room, "io.element.widgets.layout");
    expect(widgets.other).toEqual({ container: "top", height: 30 });
    expect(widgets[planner.state_key]).toMatchObject({ container: "top", index: 1, width: 100 });

    await alice.api.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/kick`, { user_id: stack.bot.userId });
    await addBot(room, alice.api, stack.bot.userId);
    const command = await alice.api.send(room, CREATE, createCommand());
    expect((await answerTo(alice.api, room, command)).done).toBe(true);
    expect(await planners()).toEqual([planner]);
});
