// The rooms of an office on Wednesday, 4 March 2026, 10:40 in Berlin: what Alice's client knows.
const SERVER = "example.org";
const id = (name) => `@${name}:${SERVER}`;
export const NOW = new Date("2026-03-04T09:40:00Z");
export const ALICE = id("alice");
export const BOT = id("parley");
export const CALENDAR = `!calendar:${SERVER}`;
export const PLANNING = `!planning:${SERVER}`;
const PEOPLE = { alice: "Alice Adams", bob: "Bob Baker", carol: "Carol Clark", dieter: "Dieter Dampfschifffahrtsgesellschaftskapitän" };

export const people = Object.entries(PEOPLE).filter(([name]) => name !== "alice").map(([name, displayName]) => ({ userId: id(name), displayName }));

const berlin = (value) => ({ tzid: "Europe/Berlin", value });
const entry = (uid, from, to, fields) => ({ uid, dtstart: berlin(`202603${from}00`), dtend: berlin(`202603${to}00`), ...fields });

/** The state of a room; add() by whom the room was made. */
function room(roomId, creator, content) {
    const events = [];
    const add = (type, content, state_key = "", sender = creator) =>
        events.push({ type, state_key, sender, content, room_id: roomId, event_id: `$${roomId.slice(1)}-${events.length}`, origin_server_ts: 1, unsigned: {} });
    add("m.room.create", { room_version: "10", ...content });
    return { events, add };
}

function members(add, memberships) {
    for (const [name, membership] of Object.entries(memberships)) add("m.room.member", { membership, displayname: PEOPLE[name] ?? "Parley" }, id(name), membership === "invite" ? BOT : id(name));
}

/** The calendar room. Its meetings are rooms of their own. */
export function calendarRoom({ bot = "join" } = {}) {
    const { events, add } = room(CALENDAR, ALICE);
    add("m.room.name", { name: "Calendar" });
    add("m.room.power_levels", { users: { [ALICE]: 100, [BOT]: 50 }, users_default: 0 });
    members(add, { alice: "join", parley: bot, bob: "join", carol: "join" });
    return events;
}

/** A meeting or session: {name, title, topic, calendar, parent, type, who, answers, encrypted}. who are memberships by name. */
export function meeting({ name, title, topic = "", calendar, parent = CALENDAR, type = "meeting", who, answers = {}, creator = ALICE, encrypted = false }) {
    const { events, add } = room(`!${name}:${SERVER}`, BOT, { type: `net.nordeck.meetings.${type}` });
    add("m.room.name", { name: title });
    add("m.room.topic", { topic });
    add("m.room.power_levels", {
        users: { [BOT]: 101, [creator]: 100 }, users_default: 0, events_default: 0, state_default: 50,
        events: { "net.nordeck.meetings.rsvp": 0, "net.nordeck.meetings.meeting.update": 0 },
    });
    if (encrypted) add("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    add("m.space.parent", { via: [SERVER] }, parent);
    add("net.nordeck.meetings.metadata", { creator, calendar });
    members(add, { parley: "join", ...who });
    for (const [who, status] of Object.entries(answers)) add("net.nordeck.meetings.rsvp", { status }, id(who), id(who));
    return events;
}

const ALL = { alice: "join", bob: "join", carol: "join", dieter: "invite" };

/** The meeting that has breakout sessions, and the series: in words of one language. */
export function meetings({ planning, standUp, review, fair, interview, retro, topic, agenda }) {
    return [
        meeting({ name: "planning", title: planning, topic, calendar: [entry("planning", "04T1030", "04T1130")], who: ALL, answers: { bob: "accepted", carol: "tentative" }, encrypted: true }),
        meeting({ name: "stand-up", title: standUp, topic: agenda, calendar: [entry("stand-up", "02T0900", "02T0915", { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR" })], who: ALL, answers: { alice: "accepted", bob: "declined" } }),
        meeting({ name: "review", title: review, calendar: [entry("review", "05T1400", "05T1530")], who: { alice: "join", bob: "join" } }),
        meeting({ name: "clash", title: interview, calendar: [entry("clash", "05T1430", "05T1500")], who: { alice: "join", carol: "join" } }),
        meeting({ name: "fair", title: fair, calendar: [entry("fair", "10T0800", "12T1700")], who: { alice: "join", dieter: "join" } }),
    ].flat().concat(invitation(retro, agenda));
}

/** Carol's meeting, to which Alice is invited. */
export const invitation = (title, topic) =>
    meeting({ name: "retro", title, topic, creator: id("carol"), calendar: [entry("retro", "06T1500", "06T1600")], who: { alice: "invite", carol: "join" } });

/** A meeting whose calendar nobody can read. */
export const broken = (title) => meeting({ name: "broken", title, calendar: [{ uid: "broken", dtstart: berlin("20260301T090000"), dtend: berlin("20260229T090000") }], who: ALL });

/** Breakout sessions of the first meeting. */
export const sessions = (titles, topic) =>
    titles.flatMap((title, i) => meeting({
        name: `session${i}`, title, topic, parent: PLANNING, type: "breakoutsession", calendar: [entry(`session${i}`, "04T1030", "04T1055")],
        who: { alice: "join", [i ? "bob" : "carol"]: "join", ...(i || { dieter: "invite" }) },
    }));

export const WORDS = {
    en: {
        planning: "Planning of the summer", standUp: "Stand-up", review: "Review with the customer", fair: "Trade fair in Leipzig", interview: "Interview", retro: "Looking back at February",
        topic: "What we want to have done by July, who does it, and what we leave.\n\nPlease bring your holidays.", agenda: "What was yesterday, what is today, what is in the way?",
        broken: "Meeting with a broken date", sessions: ["Budget", "Travel"], task: "Collect three ideas.",
    },
    de: {
        planning: "Planung der Sommermonate und Urlaubsvertretung", standUp: "Morgenrunde", review: "Vorstellung beim Auftraggeber", fair: "Messe in Leipzig", interview: "Vorstellungsgespräch", retro: "Rückblick auf den Februar",
        topic: "Was wir bis Juli geschafft haben wollen, wer es macht und was wir lassen.\n\nBitte bringen Sie Ihre Urlaubswünsche mit.", agenda: "Was war gestern, was ist heute, was hält uns auf?",
        broken: "Besprechung mit unlesbarem Termin", sessions: ["Haushaltsplanung", "Dienstreisen"], task: "Sammeln Sie drei Vorschläge.",
    },
};

/** The office in a language. */
export const office = (language, options) => [...calendarRoom(options), ...meetings(WORDS[language]), ...sessions(WORDS[language].sessions, WORDS[language].task)];
