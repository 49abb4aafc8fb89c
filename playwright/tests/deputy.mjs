// What the stories about attempts to misuse the bot's power start from, and what must not have happened afterwards.
import { randomUUID } from "node:crypto";
import { expect, newPeople } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, timeline } from "./meetings.mjs";

const type = (name) => `net.nordeck.meetings.${name}`;
export const UPDATE = type("meeting.update");
export const CLOSE = type("meeting.close");
export const WIDGETS = type("meeting.widgets.handle");
export const PEOPLE = type("meeting.participants.handle");
export const MESSAGES = type("meeting.change.message_permissions");
export const BREAKOUTS = type("breakoutsessions.create");
export const MESSAGE = type("sub_meetings.send_message");
export const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };
export const context = { locale: "en", timezone: "Europe/Berlin" };
export const none = { code: "not_found", field: "data.target_room_id" };
export const forbidden = { code: "forbidden" };

/** The answer to a command that somebody sends to a room. */
export async function tell(person, room, typ, data, in_ = context) {
    const command = await person.api.send(room, typ, { data, context: in_ });
    return { command, ...(await answerTo(person.api, room, command)) };
}

/**
 * Olivia's calendar room `home` with a meeting and a session, whose names are secret, and all kinds of people who have no say there:
 * Otto is an organiser at 50, Mia a member, the others are outside although they were organisers at 100. Sam was never there.
 * All of these are in Sam's calendar room `lair`. `people` are all of them by name.
 */
export async function scene(stack) {
    const sets = [await newPeople(stack), await newPeople(stack), await newPeople(stack)];
    const names = ["olivia", "otto", "mia", "invited", "left", "kicked", "banned", "sam", "tom"];
    const people = Object.fromEntries(sets.flatMap((set) => Object.values(set)).map((person, i) => [names[i], person]));
    const { olivia, otto, mia, invited, left, kicked, banned, sam, tom } = people;
    const secret = randomUUID();
    await olivia.api.setDisplayName(`Olivia ${secret}`);

    const insiders = [otto, mia, left, kicked, banned];
    const home = await createCalendarRoom({ name: `Home ${secret}`, owner: olivia.api, bot: stack.bot.userId });
    const participants = [...insiders, invited].map(({ user_id }) => ({ user_id, power_level: 100 }));
    participants[0].power_level = 50;
    participants[1].power_level = 0;
    const { room: meeting } = await tell(olivia, home, CREATE, createCommand({ title: `Meeting ${secret}`, description: `About ${secret}`, participants }).data);
    for (const person of [olivia, ...insiders]) await person.api.join(meeting);
    const { room: session } = await tell(olivia, meeting, BREAKOUTS, { ...times, groups: [{ title: `Session ${secret}` }] });
    await olivia.api.join(session);
    await left.api.leave(meeting);
    const bot = stack.api(await stack.account("parley", "Parley"));
    await bot.kick(meeting, kicked.user_id); // at the same level as Olivia, only the bot can
    await bot.request("POST", `/_matrix/client/v3/rooms/${meeting}/ban`, { user_id: banned.user_id });

    const lair = await createCalendarRoom({
        name: "Lair", owner: sam.api, members: [otto, mia, invited, left, kicked, banned, tom].map(({ api }) => api), bot: stack.bot.userId,
    });
    return { stack, bot, secret, home, meeting, session, lair, watched: [home, meeting, session], attempts: [], ...people };
}

/** All that those who are in the watched rooms can see, except for what `actor` is told alone. */
async function seen({ olivia, otto, mia, watched }, actor) {
    const rooms = await Promise.all(watched.map((room) => eventsOf(olivia.api, room)));
    const others = [olivia, otto, mia].filter((person) => person !== actor);
    const people = await Promise.all(others.map(async ({ api }) => [
        (await api.joinedRooms()).sort(), (await api.invitations()).map(({ room_id }) => room_id).sort(),
    ]));
    return { rooms, people };
}

/** The ids of a room's state events and of its timeline, which the homeserver may tell of the newest ones a moment later. */
async function eventsOf(api, room) {
    const ids = (events) => events.map(({ event_id }) => event_id);
    const state = ids(await api.fullState(room)).sort();
    const told = await api.until(async () => {
        const all = ids(await timeline(api, room));
        return state.every((id) => all.includes(id)) && all;
    }, "all of the state in the timeline");
    return [state, told];
}

/** What `act` answers, done by `actor`; nobody who is in the watched rooms sees anything of it. */
export async function unseen(scene, name, actor, act) {
    const before = await seen(scene, actor);
    const result = await act();
    expect.soft(await seen(scene, actor), name).toEqual(before);
    return result;
}

/** Sends a command that is refused with `error`; undefined for one that is carried out elsewhere. Answers what tell does. */
export async function attempt(scene, name, actor, typ, data, error, where = scene.lair) {
    const answer = await unseen(scene, name, actor, () => tell(actor, where, typ, data));
    expect.soft(answer.error, name).toEqual(error);
    scene.attempts.push({ name, actor, where, ...answer });
    return answer;
}

/** Each attempt was answered once, and what the bot said about it in private names nothing that is secret. */
export async function answeredOnce({ attempts, secret, bot }) {
    for (const { name, actor, where, command, content } of attempts) {
        expect.soft((await actor.api.reactions(where, command)).filter(({ sender }) => sender === bot.userId), name).toHaveLength(1);
        expect.soft(JSON.stringify(content), name).not.toContain(secret);
    }
    const rooms = new Map(attempts.map(({ actor, content }) => [content["net.nordeck.meetings.bot.meta"]?.room_id, actor]));
    rooms.delete(undefined);
    for (const [room, { api }] of rooms) {
        await api.join(room);
        const said = JSON.stringify([await api.fullState(room), await timeline(api, room)]);
        expect.soft(said).toContain("net.nordeck.meetings");
        expect.soft(said, "what was said in private").not.toContain(secret);
    }
}
