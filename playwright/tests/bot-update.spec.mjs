// A meeting gets another title, description or time: what is written, what is not, and each refusal.
import { expect, test } from "../fixtures.mjs";
import { answerTo, CREATE, createCommand, entry, find } from "./meetings.mjs";

const UPDATE = "net.nordeck.meetings.meeting.update";
const METADATA = "net.nordeck.meetings.metadata";

async function createMeeting({ alice, bob, room }, data) {
    const command = await alice.api.send(room, CREATE, createCommand({ participants: [{ user_id: bob.user_id }], ...data }));
    const { room: meeting } = await answerTo(alice.api, room, command);
    await alice.api.join(meeting);
    const update = async (person, fields) => {
        const content = { data: { target_room_id: meeting, ...fields }, context: { locale: "en", timezone: "Europe/Berlin" } };
        return answerTo(person.api, room, await person.api.send(room, UPDATE, content));
    };
    const now = async (type) => find(await alice.api.fullState(meeting), type);
    return { meeting, update, now };
}

test("title, description and calendar, each alone, and nothing twice", async ({ calendar }) => {
    const { alice } = calendar;
    const first = entry();
    const { update, now } = await createMeeting(calendar, { calendar: [first], external_data: { "org.example": { a: 1 } } });
    const before = await now(METADATA);

    expect(await update(alice, { title: " Review {{title}} <b>" })).toMatchObject({ done: true });
    expect((await now("m.room.name")).content).toEqual({ name: "Review {{title}} <b>" });
    expect(await update(alice, { description: "" })).toMatchObject({ done: true });
    expect((await now("m.room.topic")).content.topic).toBe("");
    expect((await now(METADATA)).event_id, "the calendar is not touched").toBe(before.event_id);

    const series = [{ ...first, rrule: "FREQ=DAILY;COUNT=3" }, entry()];
    expect(await update(alice, { calendar: series, base_event_id: before.event_id })).toMatchObject({ done: true });
    const after = await now(METADATA);
    expect(after.content).toEqual({ creator: alice.user_id, calendar: series, external_data: { "org.example": { a: 1 } } });
    expect(await update(alice, { calendar: series })).toMatchObject({ done: true });
    expect((await now(METADATA)).event_id).toBe(after.event_id);
    expect((await update(alice, { title: "Late", calendar: [first], base_event_id: before.event_id })).error)
        .toEqual({ code: "conflict", field: "data.base_event_id" });
    expect((await now("m.room.name")).content.name).toBe("Review {{title}} <b>");

    const times = { start_time: "2040-03-10T09:00:00+01:00", end_time: "2040-03-10T10:30:00+01:00" };
    expect(await update(alice, times)).toMatchObject({ done: true });
    expect((await now(METADATA)).content.calendar).toEqual([{
        uid: first.uid, dtstart: { tzid: "Europe/Berlin", value: "20400310T090000" }, dtend: { tzid: "Europe/Berlin", value: "20400310T103000" },
    }]);
});

test("only organisers of an open meeting change it", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const { meeting, update, now } = await createMeeting(calendar);
    const none = { code: "not_found", field: "data.target_room_id" };
    expect((await update(bob, { title: "Mine" })).error, "invited only").toEqual(none);
    await bob.api.join(meeting);
    expect((await update(bob, { title: "Mine" })).error).toEqual({ code: "forbidden" });
    expect((await update(carol, { title: "Mine" })).error).toEqual(none);
    expect((await update(alice, { target_room_id: room, title: "Mine" })).error, "no meeting").toEqual(none);
    expect((await update(alice, {})).error).toEqual({ code: "nothing_to_do", field: "data" });
    expect((await update(alice, { title: " " })).error).toEqual({ code: "required", field: "data.title" });
    expect((await update(alice, { calendar: [] })).error).toEqual({ code: "required", field: "data.calendar" });
    expect((await now("m.room.name")).content.name).toBe("Planning");
});
