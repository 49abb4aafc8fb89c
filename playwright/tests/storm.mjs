// Many commands of many people, while what carries them out dies and comes back.
import { setTimeout as delay } from "node:timers/promises";
import { expect, newPeople } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { CREATE, createCommand, find, meetingsBelow, readAnswer, timeline } from "./meetings.mjs";

const type = (name) => `net.nordeck.meetings.${name}`;
const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };

/** What each person asks for, about a meeting of theirs, in this order. */
const script = ({ meeting, other }) => [
    ["meeting.update", { target_room_id: meeting, title: "1" }],
    ["meeting.change.message_permissions", { target_room_id: meeting, messaging_power_level: 7 }],
    ["meeting.update", { target_room_id: meeting, title: "2" }],
    ["meeting.create", createCommand({ title: "Second" }).data],
    ["meeting.participants.handle", { target_room_id: meeting, invite: true, userIds: [other] }],
    ["meeting.update", { target_room_id: meeting, title: "3" }],
    ["meeting.widgets.handle", { target_room_id: meeting, add: false, widget_ids: ["jitsi"] }],
    ["meeting.participants.handle", { target_room_id: meeting, invite: false, userIds: [other] }],
    ["breakoutsessions.create", { ...times, groups: [{ title: "A" }, { title: "B" }] }],
    ["sub_meetings.send_message", { target_room_id: meeting, message: "Hello" }],
];

/** Sends until the homeserver has it. One that was killed may have it and forgot the transaction: then it is in the room. */
async function insist(api, room, name, data, mark) {
    const content = { data, context: { locale: "en", timezone: "UTC", mark } };
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/${type(name)}/${mark}`;
    for (let tries = 1; ; tries++) {
        try {
            const there = tries > 1 && (await timeline(api, room)).find((event) => event.content.context?.mark === mark);
            return (there || (await api.request("PUT", path, content))).event_id;
        } catch {
            await delay(200); // a client's own patience: there is nothing to wait for
        }
    }
}

/** Somebody with a calendar room and a meeting, who then sends the script without waiting for answers. */
export async function person(stack, bot, n) {
    const { alice, bob } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot });
    const first = await alice.api.send(room, CREATE, createCommand({ title: "First" }));
    const { room: meeting } = readAnswer((await alice.api.reaction(room, first)).content);
    await alice.api.join(meeting);
    const send = async () => {
        const commands = [];
        for (const [name, data] of script({ meeting, other: bob.user_id })) {
            const where = name.startsWith("breakout") ? meeting : room;
            commands.push({ name, where, id: await insist(alice.api, where, name, data, `storm-${n}-${commands.length}`) });
        }
        return commands;
    };
    return { api: alice.api, bob, room, meeting, send };
}

/** What was answered, in the order in which the homeserver took the answers: one that is killed can tell of its last event late. */
const keys = (events, commands) =>
    events.filter(({ type: t }) => t === "m.reaction").sort((a, b) => a.origin_server_ts - b.origin_server_ts).map(({ content }) => content["m.relates_to"].event_id).filter((id) => commands.some((c) => c.id === id));

/**
 * The meetings below a room that anybody but the bot is in or invited to. A homeserver that is killed can lose what it was about
 * to tell of a room: an unfinished one, of which it never tells the bot, stays with the bot alone.
 */
export async function withPeople(bot, room) {
    const meetings = await meetingsBelow(bot, room);
    const others = async (id) => (await bot.fullState(id)).some((e) => e.type === "m.room.member" && e.state_key !== bot.userId && ["join", "invite"].includes(e.content.membership));
    const seen = await Promise.all(meetings.map(({ room: id }) => others(id)));
    return meetings.filter((_, i) => seen[i]);
}

/** That everything was done once, in order. */
export async function expectAllDone({ api, bob, room, meeting }, commands, bot) {
    const events = await timeline(api, room);
    for (const { name, where, id } of commands) {
        const reactions = await bot.reactions(where, id);
        expect(reactions, name).toHaveLength(1);
        expect(readAnswer(reactions[0].content), name).toMatchObject({ done: true, warnings: undefined });
    }
    // Of commands about one room the answers come in their order.
    const about = commands.filter(({ name, where }) => where === room && name !== "meeting.create");
    expect(keys(events, about)).toEqual(about.map(({ id }) => id));
    const state = await api.fullState(meeting);
    expect(find(state, "m.room.name").content.name).toBe("3");
    expect(find(state, "m.room.power_levels").content.events_default).toBe(7);
    expect(find(state, "m.room.member", bob.user_id).content.membership).toBe("leave");
    expect(find(state, "im.vector.modular.widgets", "jitsi").content).toEqual({});
    const said = (await timeline(api, meeting)).filter(({ type: t }) => t === "m.room.message").map(({ content }) => content.body.match(/Title: (\d)/)?.[1]);
    expect(said).toEqual(["1", "2", "3"]);
    expect((await withPeople(bot, room)).map(({ title }) => title).sort()).toEqual(["3", "Second"]);
    const sessions = state.filter((e) => e.type === "m.space.child" && e.content.via).map((e) => e.state_key);
    expect(sessions).toHaveLength(2);
    for (const session of sessions) expect((await bot.messages(session)).filter(({ content }) => content.body?.endsWith(": Hello"))).toHaveLength(1);
}

/** How many commands of the script are answered. */
export async function answered(people) {
    const counts = await Promise.all(people.map(async ({ api, room }) => (await timeline(api, room)).filter(({ type: t }) => t === "m.reaction").length));
    return counts.reduce((sum, n) => sum + n, 0) - people.length;
}
