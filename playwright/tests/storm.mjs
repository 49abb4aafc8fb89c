// Many commands of many people, while what carries them out dies and comes back.
import { setTimeout as delay } from "node:timers/promises";
import { expect, newPeople } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { createCommand, find, readAnswer, timeline } from "./meetings.mjs";

const type = (name) => `net.nordeck.meetings.${name}`;
const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };
const MINUTE = 60_000;
const LEAD = 60; // minutes before the meeting: until it begins, a late reminder helps

/** What each person asks for in a round, in this order: nearly all about one meeting of theirs. */
const script = ({ meeting, other, closing }, n) => [
    ["meeting.update", { target_room_id: meeting, title: String(2 * n + 1) }],
    ["meeting.change.message_permissions", { target_room_id: meeting, messaging_power_level: 7 + n }],
    ["meeting.create", createCommand({ title: `Second ${n}` }).data],
    ["meeting.participants.handle", { target_room_id: meeting, invite: true, userIds: [other] }],
    ["meeting.widgets.handle", { target_room_id: meeting, add: n % 2 > 0, widget_ids: ["jitsi"] }],
    ["meeting.close", { target_room_id: closing[n] }],
    ["meeting.update", { target_room_id: meeting, title: String(2 * n + 2) }],
    ["meeting.participants.handle", { target_room_id: meeting, invite: false, userIds: [other] }],
    ["breakoutsessions.create", { ...times, groups: [{ title: `A${n}` }, { title: `B${n}` }] }],
    ["sub_meetings.send_message", { target_room_id: meeting, message: `Hello ${n}` }],
];

/** How many commands a person sends in a round. */
export const COMMANDS = script({ closing: [] }, 0).length;

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

/**
 * Somebody with a calendar room and meetings, who then sends the script so many times without waiting for answers. `due` is in how many
 * milliseconds the bot reminds of the first meeting, and a breakout session in it ends.
 */
async function person(stack, bot, n, { rounds = 1, due }) {
    const { alice, bob } = await newPeople(stack);
    const { api } = alice;
    const room = await createCalendarRoom({ owner: api, bot });
    const tell = async (where, name, data) => {
        const command = await api.send(where, type(name), { data, context: { locale: "en", timezone: "UTC" } });
        const { room: created } = readAnswer((await api.reaction(where, command)).content);
        await api.join(created);
        return created;
    };
    const [meeting, ...closing] = await Promise.all(
        ["First", ...Array(rounds).fill("Closing")].map((title) => tell(room, "meeting.create", { ...createCommand({ title }).data, ...(title === "First" && { calendar: [soon(due)], reminders: [LEAD] }) })),
    );
    const session = await tell(meeting, "breakoutsessions.create", { start_time: iso(-MINUTE), end_time: iso(due), groups: [{ title: "Short" }] });
    const commands = [];
    const send = async () => {
        for (let round = 0; round < rounds; round++)
            for (const [name, data] of script({ meeting, other: bob.user_id, closing }, round)) {
                const where = name.startsWith("breakout") ? meeting : room;
                commands.push({ name, where, about: data.target_room_id, id: await insist(api, where, name, data, `storm-${n}-${commands.length}`) });
            }
    };
    const before = rounds + 1; // answers in the calendar room
    return { api, bob, room, meeting, closing, session, rounds, commands, before, send };
}

const utc = (fromNow) => ({ tzid: "UTC", value: iso(fromNow).replace(/[-:]|\.\d+(?=Z)|Z/g, "") });
const iso = (fromNow) => new Date(Date.now() + fromNow).toISOString();
const soon = (due) => ({ uid: "u", dtstart: utc(LEAD * MINUTE + due), dtend: utc((LEAD + 30) * MINUTE + due) });

/** What was answered, in the order in which the homeserver took the answers: one that is killed can tell of its last event late. */
const keys = (events, commands) =>
    events.filter(({ type: t }) => t === "m.reaction").sort((a, b) => a.origin_server_ts - b.origin_server_ts).map(({ content }) => content["m.relates_to"].event_id).filter((id) => commands.some((c) => c.id === id));

/**
 * The titles of the meetings below each of some rooms that anybody but the bot is in or invited to, by room. A homeserver that is
 * killed can lose what it was about to tell of a room: an unfinished one, of which it never tells the bot, stays with the bot alone.
 */
async function meetingsWithPeople(bot, people) {
    const titles = Object.fromEntries(people.map(({ room }) => [room, []]));
    const others = (events) => events.some((e) => e.type === "m.room.member" && e.state_key !== bot.userId && ["join", "invite"].includes(e.content.membership));
    const rooms = await bot.joinedRooms();
    while (rooms.length > 0)
        for (const events of await Promise.all(rooms.splice(0, 8).map((id) => bot.fullState(id)))) {
            const parent = events.find((e) => e.type === "m.space.parent")?.state_key;
            if (titles[parent] && find(events, "m.room.create").content.type === type("meeting") && others(events)) titles[parent].push(find(events, "m.room.name")?.content.name);
        }
    return titles;
}

/** Waits until all that people have asked for is answered, what was begun twice is gone, and what is due was done. */
export async function settled(people, bot, options) {
    for (const { api, meeting, session, commands } of people) {
        for (const { where, id } of commands) await api.reaction(where, id, options);
        await api.until(async () => (await said(api, meeting)).some((body) => body.startsWith("⏰")), "the reminder", options);
        await api.until(async () => await api.state(session, "m.room.tombstone"), "the end of the session", options);
    }
    const wanted = ({ rounds }) => rounds + 1;
    const gone = async () => {
        const titles = await meetingsWithPeople(bot, people);
        return people.every((one) => titles[one.room].length <= wanted(one));
    };
    await people[0].api.until(gone, "spare rooms are gone", options);
}

/** What is said in a room, the oldest first. */
const said = async (api, room) => (await timeline(api, room)).filter((e) => e.type === "m.room.message" && e.content.body).map(({ content }) => content.body);

/**
 * That everything was done once, in order. Where the store was lost, people may not have been told of a change that was being made:
 * answers how many of these messages there are.
 */
export async function expectAllDone(people, bot, options) {
    const titles = await meetingsWithPeople(bot, people);
    let told = 0;
    for (const one of people) told += await expectDone(one, titles[one.room], bot, options);
    return told;
}

async function expectDone({ api, bob, room, meeting, closing, session, rounds, commands }, meetings, bot, { lost = false } = {}) {
    expect(commands).toHaveLength(COMMANDS * rounds);
    const events = await timeline(api, room);
    for (const { name, where, id } of commands) {
        const reactions = await api.reactions(where, id);
        expect(reactions, name).toHaveLength(1);
        expect(readAnswer(reactions[0].content), name).toMatchObject({ done: true, warnings: undefined });
    }
    // Of commands about one room the answers come in their order.
    const about = commands.filter((command) => command.about === meeting);
    expect(keys(events, about)).toEqual(about.map(({ id }) => id));
    const state = await api.fullState(meeting);
    expect(find(state, "m.room.name").content.name).toBe(String(2 * rounds));
    expect(find(state, "m.room.power_levels").content.events_default).toBe(6 + rounds);
    expect(find(state, "m.room.member", bob.user_id).content.membership).toBe("leave");
    expect(Boolean(find(state, "im.vector.modular.widgets", "jitsi").content.url)).toBe(rounds % 2 === 0);
    const told = await said(api, meeting);
    const titles = Array.from({ length: 2 * rounds }, (_, n) => String(n + 1));
    const changes = told.map((body) => body.match(/Title: (\d+)/)?.[1]).filter(Boolean);
    expect(changes).toEqual(lost ? titles.filter((title) => changes.includes(title)) : titles);
    expect(told.filter((body) => body.startsWith("⏰"))).toHaveLength(1);
    const seconds = Array.from({ length: rounds }, (_, n) => `Second ${n}`);
    expect(meetings.sort()).toEqual([titles.at(-1), ...seconds]);

    for (const closed of closing) {
        expect(await api.state(closed, "m.room.tombstone")).toBeTruthy();
        expect(await said(api, closed)).toHaveLength(1);
    }
    const children = state.filter((e) => e.type === "m.space.child" && e.content.via).map((e) => e.state_key);
    expect(children, "the one that is over is gone").toHaveLength(2 * rounds);
    const heard = await Promise.all(children.map(async (child) => (await bot.messages(child)).map(({ content }) => content.body?.match(/: (Hello \d+)$/)?.[1]).filter(Boolean).reverse()));
    const hellos = Array.from({ length: rounds }, (_, n) => `Hello ${n}`);
    expect(heard.sort((a, b) => b.length - a.length)).toEqual(hellos.flatMap((_, n) => [hellos.slice(n), hellos.slice(n)]));
    const farewell = (await said(api, session)).filter((body) => body.startsWith("🏁"));
    expect(farewell).toHaveLength(1);
    return changes.length;
}

/** How many reminders there were since a time, and how many ends of sessions. */
export async function sinceThen(people, begin) {
    const heard = async (api, room, sign) => (await timeline(api, room)).some((e) => e.content.body?.startsWith(sign) && e.origin_server_ts >= begin);
    let [reminders, ends] = [0, 0];
    for (const { api, meeting, session } of people) {
        reminders += await heard(api, meeting, "⏰");
        ends += await heard(api, session, "🏁");
    }
    return { reminders, ends };
}

/** How many commands of the scripts are answered. */
export async function answered(people) {
    const counts = await Promise.all(people.map(async ({ api, room }) => (await timeline(api, room)).filter(({ type: t }) => t === "m.reaction").length));
    return counts.reduce((sum, n) => sum + n, 0) - people.reduce((sum, { before }) => sum + before, 0);
}

/**
 * People, so that what is due for them falls into the storm one after another, when they are there after `patience` milliseconds.
 */
export async function crowd(stack, bot, { people, rounds = 1, patience = 0 }) {
    const all = [];
    const begin = Date.now() + patience;
    const due = () => Math.max(0, begin - Date.now()) + 15_000 + 2500 * (people - all.length);
    const arrive = async () => {
        while (all.length < people) await all[all.push(person(stack, bot, all.length, { rounds, due: due() })) - 1];
    };
    await Promise.all(Array.from({ length: 4 }, arrive)); // more at once gain nothing
    return Promise.all(all);
}
