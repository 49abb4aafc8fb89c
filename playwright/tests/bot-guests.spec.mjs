// Guests who come by a link have the level of guests, whoever gives them another one, and none is kept when they are gone.
import { writeFileSync } from "node:fs";
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, find, timeline } from "./meetings.mjs";

const LEVELS = "m.room.power_levels";
const PEOPLE = "net.nordeck.meetings.meeting.participants.handle";

/** A bot that looks after guests, in rooms whose members have level 25, and a guest. */
async function openHouse(ownStack, info) {
    const events = info.outputPath("events.json");
    const joinable = { type: "m.room.join_rules", state_key: "", content: { join_rule: "public" } };
    writeFileSync(events, JSON.stringify({ state_events: [joinable, { type: LEVELS, state_key: "", content: { users_default: 25 } }] }));
    const stack = await ownStack({ env: { ENABLE_GUEST_USER_POWER_LEVEL_CHANGE: "true", DEFAULT_EVENTS_CONFIG: events } });
    const { alice, bob } = await newPeople(stack);
    const account = await stack.account("guest-0815", "Guest");
    const guest = { ...account, api: stack.api(account) };
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId });
    const { room: meeting } = await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand()));
    await alice.api.join(meeting);
    const levels = async (in_ = meeting) => (await find(await alice.api.fullState(in_), LEVELS)).content;
    return { stack, alice, bob, guest, room, meeting, levels };
}

test("a guest comes by the link, is promoted in vain, and is forgotten when removed", async ({ ownStack }, info) => {
    const { alice, bob, guest, room, meeting, levels } = await openHouse(ownStack, info);
    const listed = async () => (await levels()).users;
    const people = await listed();
    await bob.api.join(meeting);
    await guest.api.join(meeting);
    await alice.api.until(async () => (await listed())[guest.user_id] === 0, "the guest has a level");
    expect(await listed(), "nobody else has another one").toEqual({ ...people, [guest.user_id]: 0 });

    const promoted = async (level) => {
        const now = await levels();
        await alice.api.sendState(meeting, LEVELS, { ...now, users: { ...now.users, [guest.user_id]: level } });
        await alice.api.until(async () => (await listed())[guest.user_id] === 0, `the guest has lost level ${level}`);
    };
    await promoted(50);
    await promoted(100);

    const command = { data: { target_room_id: meeting, invite: false, userIds: [guest.user_id] }, context: { locale: "en", timezone: "UTC" } };
    expect(await answerTo(alice.api, room, await alice.api.send(room, PEOPLE, command))).toMatchObject({ done: true });
    await alice.api.until(async () => !(guest.user_id in (await listed())), "the guest is forgotten");
    expect(await listed()).toEqual(people);

    await guest.api.join(meeting);
    await alice.api.until(async () => (await listed())[guest.user_id] === 0, "the guest has a level again");
    await guest.api.leave(meeting);
    await alice.api.until(async () => !(guest.user_id in (await listed())), "the guest is forgotten again");
});

test("guests who come while the bot is down are seen to, and those in other rooms never", async ({ ownStack }, info) => {
    const { stack, alice, guest, room, meeting, levels } = await openHouse(ownStack, info);
    const people = await levels(room);
    await alice.api.invite(room, guest.user_id);
    await guest.api.join(room);
    const promoted = { ...people, users: { ...people.users, [guest.user_id]: 50 } };
    await alice.api.sendState(room, LEVELS, promoted);

    await stack.bot.program.kill();
    await guest.api.join(meeting);
    await stack.bot.program.start();
    await alice.api.until(async () => (await levels()).users[guest.user_id] === 0, "the guest has a level");
    expect(await levels(room), "the calendar room is no meeting").toEqual(promoted);
    expect((await timeline(alice.api, room)).filter(({ type, sender }) => type === LEVELS && sender === stack.bot.userId)).toEqual([]);
});
