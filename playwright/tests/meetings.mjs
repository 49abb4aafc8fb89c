// What the stories about the bot ask and look at.
import { randomUUID } from "node:crypto";
import { dateTime } from "../stack/calendar.mjs";

export const CREATE = "net.nordeck.meetings.meeting.create";
const HOUR = 3_600_000;
const MEETING = "net.nordeck.meetings.meeting";
const ACCEPTED = "✅";

/** The content of a meeting.create command that is fine, with `data` over it. */
export function createCommand(data = {}, context = { locale: "en", timezone: "Europe/Berlin" }) {
    return { data: { title: "Planning", description: "What to do next", calendar: [entry()], ...data }, context };
}

/** A calendar entry of one hour that begins tomorrow, with `fields` over it. */
export function entry(fields = {}) {
    const start = Math.ceil(Date.now() / HOUR) * HOUR + 24 * HOUR;
    return { uid: randomUUID(), dtstart: dateTime(start), dtend: dateTime(start + HOUR), ...fields };
}

/** The bot's answer to a command as {done, room, error, warnings, content}. */
export async function answerTo(person, room, command, options) {
    const { content } = await person.reaction(room, command, options);
    return readAnswer(content);
}

export function readAnswer(content) {
    const meta = content["net.nordeck.meetings.bot.meta"] ?? {};
    return { done: content["m.relates_to"].key === ACCEPTED, room: meta.created_room_id, error: meta.error, warnings: meta.warnings, content };
}

/** The rooms below `parent` that the bot is in and that are meetings, as {room, command, title}. */
export async function meetingsBelow(bot, parent) {
    const states = await Promise.all((await bot.joinedRooms()).map(async (room) => ({ room, events: await bot.fullState(room) })));
    return states
        .filter(({ events }) => find(events, "m.room.create")?.content.type === MEETING && find(events, "m.space.parent", parent))
        .map(({ room, events }) => ({ room, title: find(events, "m.room.name")?.content.name }));
}

/** The state event of a type and key. */
export function find(events, type, key = "") {
    return events.find((event) => event.type === type && event.state_key === key);
}

/** All events of a room, in the order in which the homeserver took them. Pages of /messages can miss one between them. */
export async function timeline(api, room) {
    const nothing = { types: ["none"] };
    const filter = { account_data: nothing, presence: nothing, room: { rooms: [room], ephemeral: nothing, state: nothing, timeline: { limit: 2000 } } };
    const path = `/_matrix/client/v3/sync?filter=${encodeURIComponent(JSON.stringify(filter))}`;
    // Somebody may have joined just now: then the homeserver tells of the room in a moment.
    const joined = await api.until(async () => (await api.request("GET", path)).rooms?.join?.[room], "the room");
    const { events, limited } = joined.timeline;
    if (limited) throw new Error("the room has more events than one answer holds");
    return events;
}
