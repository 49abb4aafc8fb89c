// A calendar room with the planner in it, made the way people make one, and meetings in it.
import { randomUUID } from "node:crypto";

const CREATE = "net.nordeck.meetings.meeting.create";
const PLANNER = "net.nordeck.meetings.widget.meetings";
const ZONE = "Europe/Berlin";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The owner creates a room, invites the bot, makes it a moderator and waits for the planner; then the members join.
 * owner and members are MatrixClients, bot is the bot's user id; version is the room's, without one the homeserver's default;
 * state is what else the room has from its beginning.
 * Answers the room id.
 */
export async function createCalendarRoom({ name = "Calendar", owner, members = [], bot, version, state = [] }) {
    const room = await owner.createRoom({ name, initial_state: state, ...(version && { room_version: version }) });
    await addBot(room, owner, bot);
    for (const member of members) {
        await owner.invite(room, member.userId);
        await member.join(room);
    }
    return room;
}

/** Invites the bot, makes it a moderator and waits until it has put the planner into the room. */
export async function addBot(room, owner, bot) {
    await owner.invite(room, bot);
    const joined = async () => (await owner.state(room, "m.room.member", bot))?.membership === "join";
    await owner.until(joined, "the bot joins the calendar room");
    await promoteBot(room, owner, bot);
}

/** Makes the bot, which is in the room, a moderator and waits until it has put the planner into it. */
export async function promoteBot(room, owner, bot) {
    const levels = await owner.state(room, "m.room.power_levels");
    await owner.sendState(room, "m.room.power_levels", { ...levels, users: { ...levels.users, [bot]: 50 } });
    const planner = async () => (await owner.fullState(room)).some(({ content }) => content.type === PLANNER && content.url);
    await owner.until(planner, "the bot installs the planner");
}

/** Sends the command that schedules a meeting, waits for the bot's answer and answers the new room's id. */
export async function schedule(organiser, room, data, context = { locale: "en", timezone: ZONE }) {
    const command = await organiser.send(room, CREATE, { data, context });
    const { content } = await organiser.reaction(room, command);
    const meta = content["net.nordeck.meetings.bot.meta"] ?? {};
    if (content["m.relates_to"].key !== "✅") throw new Error(`The meeting was refused: ${JSON.stringify(meta.error)}`);
    return meta.created_room_id;
}

/** The data of a few meetings of the coming days, as commands want it. `people` are the user ids to invite. */
export function exampleMeetings(people, now = Date.now()) {
    const everybody = people.map((user_id) => ({ user_id }));
    return [
        meeting("Weekly planning", "What we finish this week, and who helps whom.", everybody, workday(now, 1, 9), HOUR, "FREQ=WEEKLY"),
        meeting("Design review", "The new start page: please look at it beforehand.", everybody.slice(0, 1), workday(now, 1, 10), HOUR),
        meeting("Lunch talk", "Carol tells what she learned at the conference.", everybody, workday(now, 2, 12), 45 * MINUTE),
        meeting("Retrospective", "What went well, what we try next.", everybody, workday(now, 4, 15), 90 * MINUTE),
    ];
}

function meeting(title, description, participants, start, duration, rrule) {
    const entry = { uid: randomUUID(), dtstart: dateTime(start), dtend: dateTime(start + duration), ...(rrule && { rrule }) };
    return { title, description, calendar: [entry], participants };
}

/** The moment of an hour of the examples' zone, `days` working days from now. */
function workday(now, days, hour) {
    let moment = Math.floor(now / HOUR) * HOUR;
    for (let left = days; left > 0; ) {
        moment += DAY;
        if (!["Sat", "Sun"].includes(local(moment).weekday)) left--;
    }
    while (Number(local(moment).hour) !== hour) moment += Number(local(moment).hour) < hour ? HOUR : -HOUR;
    return moment;
}

/** A moment as local time of the examples' zone: {tzid, value: "20261124T090000"}. */
export function dateTime(moment) {
    const { year, month, day, hour, minute } = local(moment);
    return { tzid: ZONE, value: `${year}${month}${day}T${hour}${minute}00` };
}

const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: ZONE, weekday: "short", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

function local(moment) {
    return Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
}
