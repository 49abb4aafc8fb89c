// The existing system's widget with our bot: what it sends, what it must find afterwards, and what it asks over HTTP. Each item of
// the list "Peer's widget with our bot — must hold" (reference facts, wire compatibility) is looked at after each command.
import { createServer } from "node:http";
import { expect, newPeople, test } from "../fixtures.mjs";
import { ExistingWidget, permissions, read, roomFaults, TYPE } from "../existing/widget.mjs";
import { calendarFaults, EVENTS, faults } from "../existing/schemas.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { find } from "./meetings.mjs";

const zoned = (value) => ({ tzid: "Europe/Berlin", value });
const times = (day, from = "1030", to = "1130") => ({ dtstart: zoned(`204010${day}T${from}00`), dtend: zoned(`204010${day}T${to}00`) });
const UID = "V1StGXR8_Z5jdHi6B-myT"; // as its library makes them
const single = { uid: UID, ...times("03") };
const series = { ...single, rrule: "FREQ=DAILY;COUNT=5" };
const members = (...people) => people.map(({ user_id }) => ({ user_id }));

/** The widget of each person in the calendar room, and that of Alice in a meeting that it has scheduled. */
async function open(stack, { alice, bob, carol, room }, data = {}) {
    const [planner, bobs, carols] = [alice, bob, carol].map((person) => new ExistingWidget(stack, person, room));
    const scheduled = await planner.send(TYPE.create, {
        title: "My Meeting", description: "", calendar: [single], widget_ids: ["jitsi"], participants: members(bob), ...data,
    });
    expect(scheduled).toBe(true);
    const [{ room: meeting }] = await invitedTo(planner);
    await alice.api.join(meeting); // the widget does that for its person by itself
    const target_room_id = meeting;
    /** Sends a command about the meeting from its own room, then looks at all that the widget would read. */
    const cockpit = new ExistingWidget(stack, alice, meeting);
    const change = async (type, fields) => {
        expect(await cockpit.send(type, { target_room_id, ...fields }), type).toBe(true);
        return (await planner.meetings())[0];
    };
    return { planner, cockpit, bobs, carols, meeting, target_room_id, change };
}

/** The meetings that a widget shows as invitations, whether it sees their time or not. */
async function invitedTo(widget) {
    const open = await widget.invitations();
    const seen = (await widget.meetings()).filter(({ participants }) => participants[widget.person.user_id] === "invite");
    return [...open, ...seen];
}

test("create: it is answered once, listed, and its organiser may do everything", async ({ stack, calendar }) => {
    const { alice, bob } = calendar;
    const { planner, bobs, carols, meeting } = await open(stack, calendar, { calendar: [series], messaging_power_level: 0 });
    expect(await planner.meetings()).toEqual([{
        room: meeting, kind: "meeting", parent: calendar.room, creator: alice.user_id, calendar: [series], start: "20401003T103000",
        title: "My Meeting", description: "", participants: { [alice.user_id]: "join", [bob.user_id]: "invite" },
        widgets: ["jitsi", expect.stringMatching(/^net\.nordeck\.meetings\.widget\.breakoutsessions-[0-9a-f]{32}$/), expect.stringMatching(/^net\.nordeck\.meetings\.widget\.cockpit-[0-9a-f]{32}$/)],
    }]);
    const state = await alice.api.fullState(meeting);
    expect(Object.values(permissions(state, alice.user_id))).toEqual(Array(9).fill(true));
    expect(permissions(state, bob.user_id)).toMatchObject({ update: false, invite: false, kick: false, widgets: false, permissions: false, close: false });
    expect(find(state, "m.room.power_levels").content.users[stack.bot.userId], "it hides nobody else").toBeGreaterThanOrEqual(100);
    expect(await invitedTo(bobs)).toEqual([expect.objectContaining({ room: meeting, title: "My Meeting" })]);
    expect(await invitedTo(carols)).toEqual([]);
    expect(await planner.reactionFaults()).toEqual([]);
});

test("create: times of old, and forms that its documents show", async ({ stack, calendar }) => {
    const { alice, room } = calendar;
    const planner = new ExistingWidget(stack, alice, room);
    const old = { start_time: "2040-10-03T10:30:00.000+02:00", end_time: "2040-10-03T11:30:00.000+02:00", enable_auto_deletion: true };
    expect(await planner.send(TYPE.create, { title: "By start and end", description: "", ...old })).toBe(true);
    expect(await planner.send(TYPE.create, { title: "One entry", description: "", calendar: single, unknown: { field: 1 } })).toBe(true);
    for (const { room: meeting } of await invitedTo(planner)) await alice.api.join(meeting);
    const [one, two] = (await planner.meetings()).sort((a, b) => a.title.localeCompare(b.title));
    expect(one.calendar).toEqual([{ uid: expect.stringMatching(/./), ...times("03") }]);
    expect(one).not.toHaveProperty("start_time");
    expect(two.calendar).toEqual([single]);
    expect(two).not.toHaveProperty("unknown");
    expect(await planner.reactionFaults()).toEqual([]);
});

test("update: everything at once, as it always sends it; a series with exceptions", async ({ stack, calendar }) => {
    const { planner, cockpit, change } = await open(stack, calendar, { external_data: { "io.ox": { folder: "f", id: "i" } } });
    expect(await change(TYPE.update, { title: "Other", description: "Text", calendar: [single] })).toMatchObject({ title: "Other", description: "Text", calendar: [single] });
    expect((await change(TYPE.update, { title: "Other", description: "Text", calendar: [series] })).calendar).toEqual([series]);
    const moved = { uid: UID, ...times("09", "1040", "1140"), recurrenceId: zoned("20401004T103000") };
    expect((await change(TYPE.update, { title: "Other", description: "Text", calendar: [series, moved] })).calendar).toEqual([series, moved]);
    const without = { ...series, exdate: [{ tzid: "America/New_York", value: "20401005T043000" }] };
    const { calendar: kept, external_data } = await change(TYPE.update, { title: "Other", description: "Text", calendar: [moved, without] });
    expect(kept, "in any order, the dates in any zone").toEqual([moved, without]);
    expect(external_data).toEqual({ "io.ox": { folder: "f", id: "i" } });
    const old = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:30:00+02:00" };
    expect((await change(TYPE.update, old)).calendar).toEqual([single]);
    expect([...(await planner.reactionFaults()), ...(await cockpit.reactionFaults())]).toEqual([]);
});

test("participants, widgets and permissions, each by its own command", async ({ stack, calendar }) => {
    const { alice, bob, carol } = calendar;
    const { cockpit, meeting, change } = await open(stack, calendar);
    const { participants } = await change(TYPE.participants, { invite: true, userIds: [carol.user_id] });
    expect(participants).toEqual({ [alice.user_id]: "join", [bob.user_id]: "invite", [carol.user_id]: "invite" });
    expect((await change(TYPE.participants, { invite: false, userIds: [bob.user_id, carol.user_id] })).participants).toEqual({ [alice.user_id]: "join" });
    expect((await change(TYPE.widgets, { add: false, widget_ids: ["jitsi"] })).widgets).not.toContain("jitsi");
    expect((await change(TYPE.widgets, { add: true, widget_ids: ["jitsi"] })).widgets).toContain("jitsi");
    expect((await change(TYPE.widgets, { add: false, widgets: ["jitsi"] })).widgets, "its documents' name of the field").not.toContain("jitsi");
    for (const level of [100, 0]) {
        await change(TYPE.permissions, { messaging_power_level: level });
        expect(find(await alice.api.fullState(meeting), "m.room.power_levels").content.events_default).toBe(level);
    }
    // As its form does it: several commands, one after another, without waiting.
    expect(await cockpit.sendAll([
        [TYPE.update, { target_room_id: meeting, title: "Last", description: "", calendar: [single] }],
        [TYPE.participants, { target_room_id: meeting, invite: true, userIds: [bob.user_id] }],
        [TYPE.widgets, { target_room_id: meeting, add: true, widget_ids: ["jitsi"] }],
        [TYPE.permissions, { target_room_id: meeting, messaging_power_level: 100 }],
    ])).toBe(true);
    expect(roomFaults(await alice.api.fullState(meeting))).toEqual([]);
    expect(await cockpit.reactionFaults()).toEqual([]);
});

test("breakout sessions: created, listed in the meeting, written to; all closed with it", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const { planner, cockpit, meeting, target_room_id } = await open(stack, calendar, { calendar: [series] });
    await bob.api.join(meeting);
    const group = (title, ...people) => ({ title, participants: members(...people) });
    expect(await cockpit.send(TYPE.breakouts, {
        description: "In groups", start_time: "2040-10-03T10:30:00.000+02:00", end_time: "2040-10-03T10:45:00.000+02:00",
        widget_ids: ["jitsi"], groups: [group("Group 1", alice, bob), group("Group 2", alice)],
    })).toBe(true);
    for (const { room: session } of await invitedTo(cockpit)) await alice.api.join(session);
    const [one, two] = (await cockpit.meetings()).sort((a, b) => a.title.localeCompare(b.title));
    const { uid } = one.calendar[0];
    expect(one).toMatchObject({
        kind: "breakout", parent: meeting, creator: alice.user_id, title: "Group 1", description: "In groups", calendar: [{ uid, ...times("03", "1030", "1045") }],
        participants: { [alice.user_id]: "join", [bob.user_id]: "invite" }, widgets: ["jitsi", expect.stringMatching(/\.cockpit-/)],
    });
    expect(two.participants).toEqual({ [alice.user_id]: "join" });
    expect(Object.values(permissions(await alice.api.fullState(one.room), alice.user_id))).toEqual(Array(9).fill(true));
    expect((await invitedTo(new ExistingWidget(stack, bob, meeting))).map(({ title }) => title)).toEqual(["Group 1"]);

    expect(await cockpit.send(TYPE.message, { target_room_id, message: "Please come back." })).toBe(true);
    const cockpitOfOne = new ExistingWidget(stack, alice, one.room);
    const later = { ...one.calendar[0], ...times("03", "1040", "1050") };
    expect(await cockpitOfOne.send(TYPE.update, { target_room_id: one.room, title: "Group A", description: "", calendar: [later] })).toBe(true);
    expect((await cockpit.meetings()).find(({ room: id }) => id === one.room)).toMatchObject({ title: "Group A", calendar: [later] });

    expect(await planner.send(TYPE.close, { target_room_id: meeting })).toBe(true);
    for (const id of [meeting, one.room, two.room]) {
        const state = await alice.api.fullState(id);
        expect(roomFaults(state)).toEqual([]);
        expect(find(state, "m.room.tombstone").content.replacement_room, "the open room above").toBe(room);
    }
    expect([await planner.meetings(), await cockpit.meetings()]).toEqual([[], []]);
    const reactions = await Promise.all([planner, cockpit, cockpitOfOne].map((widget) => widget.reactionFaults()));
    expect(reactions.flat()).toEqual([]);
});

test("close: by tombstone and by removing all, sent from the planner or from the meeting", async ({ stack, calendar }) => {
    const { alice, bob } = calendar;
    for (const [method, from] of [["tombstone", "cockpit"], ["kick_all_participants", "planner"]]) {
        const widgets = await open(stack, calendar);
        await bob.api.join(widgets.meeting);
        expect(await widgets[from].send(TYPE.close, { target_room_id: widgets.meeting, method })).toBe(true);
        expect(await widgets.planner.meetings()).toEqual([]);
        expect(await invitedTo(widgets.bobs)).toEqual([]);
        expect((await alice.api.joinedRooms()).includes(widgets.meeting)).toBe(method === "tombstone");
        expect(await widgets[from].reactionFaults()).toEqual([]);
    }
});

test("what is refused gets ❌ first and nothing after it", async ({ stack, calendar }) => {
    const { bob, carol } = calendar;
    const { planner, bobs, carols, cockpit, meeting, target_room_id } = await open(stack, calendar);
    await bob.api.join(meeting);
    const update = { target_room_id, title: "Mine", description: "", calendar: [single] };
    expect(await bobs.send(TYPE.update, update), "no organiser").toBe(false);
    expect(await carols.send(TYPE.update, update), "a stranger").toBe(false);
    const [before] = await planner.meetings();
    for (const [type, data] of [
        [TYPE.create, { title: "", description: "", calendar: [single] }],
        [TYPE.create, { title: "No dates", description: "", calendar: [] }],
        [TYPE.create, { title: "Twice", description: "", calendar: [single], start_time: "2040-10-03T10:30:00Z", end_time: "2040-10-03T11:30:00Z" }],
        [TYPE.update, { target_room_id, calendar: [{ ...single, dtend: single.dtstart }] }],
        [TYPE.widgets, { target_room_id, add: true, widget_ids: ["none"] }],
        [TYPE.participants, { target_room_id, messaging_power_level: 100 }], // as its documents show the permissions
        [TYPE.breakouts, { target_room_id, description: "Please finish" }], // and the message
        [TYPE.message, { target_room_id, message: "Nobody hears it" }],
        [TYPE.close, { target_room_id: "!gone:example.org" }],
    ])
        expect(await planner.send(type, data), JSON.stringify(data)).toBe(false);
    expect(await planner.send(TYPE.update, { ...update, title: "After all" })).toBe(true);
    expect((await planner.meetings())[0]).toEqual({ ...before, title: "After all" });
    const all = await Promise.all([planner, bobs, carols, cockpit].map((widget) => widget.reactionFaults()));
    expect(all.flat()).toEqual([]);
});

test("what it asks over HTTP, from pages of its own", async ({ ownStack }) => {
    const phones = createServer((request, response) => response.end(request.url === "/numbers" ? JSON.stringify([]) : "null"));
    await new Promise((resolve) => phones.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${phones.address().port}`;
    const template = "https://ox.example/appsuite/#app=io.ox/calendar&id={{id}}&folder={{folder}}";
    const stack = await ownStack({ env: {
        MEETINGWIDGET_URL: "https://widget.example.org/#/?theme=$org.matrix.msc2873.client_theme", OPEN_XCHANGE_MEETING_URL_TEMPLATE: template,
        JITSI_DIAL_IN_JSON_URL: `${address}/numbers`, JITSI_PIN_URL: `${address}/pin?conference={base32_room_name}`,
    } });
    const people = await newPeople(stack);
    const room = await createCalendarRoom({ owner: people.alice.api, bot: stack.bot.userId });
    const widget = Object.assign(new ExistingWidget(stack, people.alice, room), { origin: "https://widget.example.org" });
    expect(await widget.ask("/config")).toEqual({
        homeserver: stack.homeserver.url, homeServer: stack.homeserver.url, jitsiDialInEnabled: true, openXchangeMeetingUrlTemplate: template,
    });
    expect(await widget.ask("/widget/list")).toEqual([{ id: "jitsi", name: "Video Conference", optional: false }]);
    expect(await widget.send(TYPE.create, { title: "By telephone", description: "", calendar: [single] })).toBe(true);
    const [{ room: meeting }] = await invitedTo(widget);
    await people.alice.api.join(meeting);
    const path = `/meeting/${encodeURIComponent(meeting)}/sharingInformation`;
    expect(await widget.ask(path, "/meeting/sharingInformation"), "no number, no PIN: no null").toEqual({});
    await new Promise((resolve) => phones.close(resolve));
});

test("the model of that widget sees what is wrong", async () => {
    const state = (content, extra = []) => [
        { type: "m.room.create", state_key: "", content: { type: "net.nordeck.meetings.meeting" } }, { type: "m.room.name", state_key: "", content: { name: "N" } },
        { type: "net.nordeck.meetings.metadata", state_key: "", content: { creator: "@a:x", ...content } }, ...extra,
    ];
    const wrong = (content, extra) => roomFaults(state(content, extra)).length;
    expect(wrong({ calendar: [single] })).toBe(0);
    expect(wrong({ start_time: "2040-10-03T10:30:00Z", end_time: "2040-10-03T11:30:00Z" })).toBe(0);
    for (const content of [
        {}, { calendar: [] }, { calendar: [single], start_time: "2040-10-03T10:30:00Z", end_time: "2040-10-03T11:30:00Z" }, { start_time: "2040-10-03T10:30:00Z" },
        { calendar: [{ ...single, rrule: null }] }, { calendar: [{ ...single, exdate: null }] }, { calendar: [single], force_deletion_at: null },
        { calendar: [{ ...single, dtstart: { tzid: "+02:00", value: "20401003T103000" } }] }, { calendar: [{ ...single, dtstart: zoned("20401003T1030") }] },
        { calendar: [{ ...single, dtend: zoned("20401003T103000Z") }] }, { calendar: [{ ...single, recurrenceId: zoned("20401003T103000") }] },
        { calendar: [{ ...single, dtend: zoned("20400230T103000") }] },
    ])
        expect(wrong(content), JSON.stringify(content)).toBeGreaterThan(0);
    const widget = (content) => [{ type: "im.vector.modular.widgets", state_key: "jitsi", content }];
    expect(wrong({ calendar: [single] }, widget({ id: "other", type: "jitsi", name: "J", url: "https://j" }))).toBe(1);
    expect(wrong({ calendar: [single] }, widget({ id: "jitsi", type: "jitsi", name: "J", url: "https://j", avatar_url: "/a.png" }))).toBeGreaterThan(0);
    expect(wrong({ calendar: [single] }, [{ type: "m.space.parent", state_key: "!p", content: { via: [] } }])).toBe(1);
    expect(faults(EVENTS["m.reaction"], { "m.relates_to": { rel_type: "m.annotation", event_id: "$1", key: "👍" } }, "r")).toHaveLength(1);
    expect(calendarFaults([series, { uid: UID, ...times("04"), recurrenceId: zoned("20401004T103000") }])).toEqual([]);
    expect(() => read({ room: "!r", events: state({}) }, "@bot:x")).toThrow(/metadata/);
});
