// Rooms of version 12, whose creators have infinite power and whose ids have no server: the whole life of a meeting.
import { expect, newPeople, test } from "../fixtures.mjs";
import { addBot } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const type = (name) => `net.nordeck.meetings.${name}`;
const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };

/** A calendar room with the bot, in which others are, too. */
async function calendarOf(stack, alice, ...others) {
    const room = await alice.api.createRoom({ name: "Calendar", room_version: "12" }); // without it, Dendrite fails on its own default
    await addBot(room, alice.api, stack.bot.userId);
    for (const { api, user_id } of others) {
        await alice.api.invite(room, user_id);
        await api.join(room);
    }
    return room;
}

test("the whole life of a meeting in room version 12", async ({ ownStack }) => {
    const stack = await ownStack({ roomVersion: "12" });
    const { alice, bob, carol } = await newPeople(stack);
    const room = await calendarOf(stack, alice, bob, carol);
    const tell = async (person, name, data, where = room) =>
        answerTo(person.api, where, await person.api.send(where, type(name), { data, context: { locale: "en", timezone: "UTC" } }));

    const { room: meeting } = await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({
        participants: [{ user_id: bob.user_id, power_level: 50 }, { user_id: carol.user_id }],
    })));
    expect(meeting).not.toContain(":");
    await alice.api.join(meeting);
    await bob.api.join(meeting);
    const state = await alice.api.fullState(meeting);
    expect(find(state, "m.room.create")).toMatchObject({ sender: stack.bot.userId, content: { room_version: "12" } });
    expect(find(state, "m.room.power_levels").content.users).toEqual({ [alice.user_id]: 100, [bob.user_id]: 50 });

    const target = { target_room_id: meeting };
    for (const [person, name, data, error] of [
        [bob, "meeting.update", { ...target, title: "No" }, { code: "forbidden" }],
        [bob, "meeting.close", target, { code: "forbidden" }],
        [carol, "meeting.update", { ...target, title: "No" }, { code: "not_found", field: "data.target_room_id" }],
        [alice, "meeting.participants.handle", { ...target, invite: false, userIds: [stack.bot.userId] }, { code: "forbidden", field: "data.userIds" }],
        [bob, "meeting.participants.handle", { ...target, invite: false, userIds: [alice.user_id] }, { code: "forbidden" }],
    ]) {
        const answer = await tell(person, name, data);
        expect(answer.error, name).toEqual(error);
        expect(answer.content["net.nordeck.meetings.bot.meta"].room_id, "where it is explained").toBeTruthy();
    }

    expect(await tell(alice, "meeting.update", { ...target, title: "Renamed" })).toMatchObject({ done: true });
    expect(await tell(alice, "meeting.change.message_permissions", { ...target, messaging_power_level: 50 })).toMatchObject({ done: true });
    expect(await tell(bob, "meeting.widgets.handle", { ...target, add: false, widget_ids: ["jitsi"] })).toMatchObject({ done: true });
    expect(await tell(bob, "meeting.participants.handle", { ...target, invite: false, userIds: [carol.user_id] })).toMatchObject({ done: true });
    const sessions = await tell(alice, "breakoutsessions.create", { ...times, groups: [{ title: "One", participants: [{ user_id: bob.user_id }] }] }, meeting);
    expect(sessions).toMatchObject({ done: true, warnings: undefined });
    await alice.api.join(sessions.room);
    expect(await tell(alice, "sub_meetings.send_message", { ...target, message: "Hello" }, meeting)).toMatchObject({ done: true });
    expect(await tell(alice, "meeting.close", target)).toMatchObject({ done: true, warnings: undefined });
    for (const id of [meeting, sessions.room])
        expect(find(await alice.api.fullState(id), "m.room.tombstone").content.replacement_room).toBe(room);
    expect(find(await alice.api.fullState(room), "m.space.child", meeting).content).toEqual({});
});

test("a calendar room whose creator is in no power levels", async ({ ownStack }) => {
    const stack = await ownStack({ roomVersion: "12" });
    const { alice, bob, carol } = await newPeople(stack);
    const room = await calendarOf(stack, alice, bob, carol);
    const levels = await alice.api.state(room, "m.room.power_levels");
    await alice.api.sendState(room, "m.room.power_levels", { ...levels, events: { ...levels.events, [CREATE]: 90 } });
    const ask = async ({ api }) => answerTo(api, room, await api.send(room, CREATE, createCommand()));
    expect(await ask(alice)).toMatchObject({ done: true });
    await expect(ask(bob), "the homeserver refuses the command itself").rejects.toMatchObject({ status: 403 });
});
