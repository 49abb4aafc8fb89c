// Who is in a meeting and who may write: the two commands, and each refusal.
import { expect, newPeople, test } from "../fixtures.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const PEOPLE = "net.nordeck.meetings.meeting.participants.handle";
const MESSAGES = "net.nordeck.meetings.meeting.change.message_permissions";
const context = { locale: "en", timezone: "Europe/Berlin" };

/** A meeting of Alice's in which Bob is an organiser, too, and Carol is invited. */
async function createMeeting({ alice, bob, carol, room }) {
    const command = await alice.api.send(room, CREATE, createCommand({
        participants: [{ user_id: bob.user_id, power_level: 50 }, { user_id: carol.user_id }],
    }));
    const { room: meeting } = await answerTo(alice.api, room, command);
    await alice.api.join(meeting);
    await bob.api.join(meeting);
    /** The answer to a command of somebody's, sent to the calendar room. */
    const tell = async (person, type, data, in_ = context) =>
        answerTo(person.api, room, await person.api.send(room, type, { data: { target_room_id: meeting, ...data }, context: in_ }));
    return { meeting, tell };
}

const levels = async (api, room) => find(await api.fullState(room), "m.room.power_levels");
const member = async (api, room, user) => find(await api.fullState(room), "m.room.member", user)?.content;

test("an organiser says who may write", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const { meeting, tell } = await createMeeting(calendar);
    const before = await levels(alice.api, meeting);

    expect(await tell(alice, MESSAGES, { messaging_power_level: 100 })).toMatchObject({ done: true });
    const changed = await levels(alice.api, meeting);
    expect(changed.content).toEqual({ ...before.content, events_default: 100 });
    expect(await tell(alice, MESSAGES, { messaging_power_level: 100 })).toMatchObject({ done: true });
    expect((await levels(alice.api, meeting)).event_id, "nothing is written twice").toBe(changed.event_id);
    expect(await tell(alice, MESSAGES, { messaging_power_level: 0 })).toMatchObject({ done: true });
    expect((await levels(alice.api, meeting)).content.events_default).toBe(0);

    const refused = async (person, data) => (await tell(person, MESSAGES, { messaging_power_level: 100, ...data })).error;
    expect(await refused(bob, {}), "too little power").toEqual({ code: "forbidden" });
    const none = { code: "not_found", field: "data.target_room_id" };
    expect(await refused(carol, {}), "not joined").toEqual(none);
    expect(await refused(alice, { target_room_id: room }), "no meeting").toEqual(none);
    expect(await refused(alice, { target_room_id: "!nowhere:example.org" })).toEqual(none);
    expect(await refused(alice, { messaging_power_level: 101 })).toEqual({ code: "out_of_range", field: "data.messaging_power_level" });
    expect((await levels(alice.api, meeting)).content.events_default).toBe(0);
});

test("organisers invite and remove people", async ({ stack, calendar }) => {
    const { alice, bob, carol } = calendar;
    const { meeting, tell } = await createMeeting(calendar);
    const { alice: dora, bob: emil } = await newPeople(stack);

    const both = [dora.user_id, carol.user_id, dora.user_id];
    expect(await tell(bob, PEOPLE, { invite: true, userIds: both })).toMatchObject({ done: true, warnings: undefined });
    const invited = await member(alice.api, meeting, dora.user_id);
    expect(invited.membership).toBe("invite");
    expect(invited.reason).toMatch(/^📅 .*\.\nInvited by .+\.\n\nWhat to do next$/);
    await dora.api.join(meeting);
    expect(await tell(bob, PEOPLE, { invite: true, userIds: both })).toMatchObject({ done: true });
    expect((await member(alice.api, meeting, dora.user_id)).membership, "who is there stays there").toBe("join");

    const refused = async (person, data) => (await tell(person, PEOPLE, data)).error;
    const none = { code: "not_found", field: "data.target_room_id" };
    expect(await refused(carol, { invite: true, userIds: [emil.user_id] }), "not joined").toEqual(none);
    await carol.api.join(meeting);
    expect(await refused(carol, { invite: true, userIds: [emil.user_id] }), "too little power").toEqual({ code: "forbidden" });
    expect(await member(alice.api, meeting, emil.user_id)).toBeUndefined();

    const german = { locale: "de", timezone: "Europe/Berlin" };
    expect(await tell(bob, PEOPLE, { invite: false, userIds: [dora.user_id, emil.user_id] }, german)).toMatchObject({ done: true, warnings: undefined });
    expect(await member(alice.api, meeting, dora.user_id)).toMatchObject({ membership: "leave", reason: expect.stringMatching(/^entfernt von .+/) });
    for (const [person, other, error] of [
        [bob, alice.user_id, { code: "forbidden" }],
        [carol, bob.user_id, { code: "forbidden" }],
        [alice, stack.bot.userId, { code: "forbidden", field: "data.userIds" }],
    ]) expect(await refused(person, { invite: false, userIds: [carol.user_id, other] })).toEqual(error);
    expect((await member(alice.api, meeting, carol.user_id)).membership, "all or nobody, where the right is missing").toBe("join");
});
