// Rooms as they are after a year of meetings: what a client would read from its store.
import type { IRoomEvent } from "matrix-widget-api";

export const USER = "@alice:bench.example";
export const CALENDAR = "!calendar:bench.example";
const BOT = "@parley:bench.example";
const PEOPLE = ["@bob:bench.example", "@carol:bench.example", "@dave:bench.example"];
const ZONES = ["Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York"];
const WIDGETS = ["jitsi", "etherpad", "whiteboard", "poll"];
const HOUR = 3_600_000;

/** The state events of a room; every room and event is the same in every run, but for the dates. */
export function calendarRoom(meetings: number): IRoomEvent[] {
    const room = new State(CALENDAR);
    room.add("m.room.create", "", { room_version: "10" });
    room.add("m.room.name", "", { name: "Calendar" });
    room.add("m.room.power_levels", "", { users: { [USER]: 100, [BOT]: 50 }, users_default: 0, state_default: 50 });
    for (const person of [USER, BOT, ...PEOPLE]) room.add("m.room.member", person, { membership: "join", displayname: person });
    for (let i = 0; i < meetings; i++) room.add("m.space.child", roomOf(i), { via: ["bench.example"] });
    return room.events;
}

/** Meeting number i, in the next seven days. */
export function meetingRoom(i: number, from: number): IRoomEvent[] {
    const room = new State(roomOf(i));
    const start = from + ((i * 37) % 168) * HOUR;
    room.add("m.room.create", "", { room_version: "10", type: "net.nordeck.meetings.meeting" }, BOT);
    room.add("m.room.name", "", { name: `Meeting ${i}: ${["Planning", "Review", "Interview", "Town hall"][i % 4]}` });
    room.add("m.room.topic", "", { topic: `What we talk about in meeting ${i}, and what everybody has to prepare for it.` });
    room.add("m.room.power_levels", "", { users: { [BOT]: 101, [USER]: 100 }, events: { "m.room.name": 50, "m.room.topic": 50 }, users_default: 0, invite: 50 });
    room.add("m.space.parent", CALENDAR, { via: ["bench.example"] });
    room.add("net.nordeck.meetings.metadata", "", { creator: USER, calendar: [entry(i, start)] });
    for (const person of [USER, BOT, ...PEOPLE]) room.add("m.room.member", person, { membership: "join", displayname: person });
    for (const type of WIDGETS)
        room.add("im.vector.modular.widgets", type, { type, url: `https://bench.example/${type}`, name: type, id: type, creatorUserId: BOT });
    return room.events;
}

/** Every tenth meeting repeats. */
function entry(i: number, start: number) {
    const time = (instant: number) => ({ tzid: ZONES[i % ZONES.length], value: new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, "") });
    return {
        uid: `meeting-${i}`,
        dtstart: time(start),
        dtend: time(start + HOUR),
        ...(i % 10 === 9 && { rrule: "FREQ=WEEKLY;COUNT=20" }),
    };
}

const roomOf = (i: number) => `!meeting${i}:bench.example`;

class State {
    public readonly events: IRoomEvent[] = [];

    public constructor(private readonly roomId: string) {}

    public add(type: string, stateKey: string, content: object, sender = USER): void {
        const event_id = `$${this.roomId.slice(1)}-${this.events.length}`;
        this.events.push({ type, state_key: stateKey, sender, event_id, room_id: this.roomId, origin_server_ts: 1, content, unsigned: {} } as IRoomEvent);
    }
}
