// The bot has power in every meeting. Nobody gets it to do, tell or spoil what he could not himself: forged rooms, links and levels.
import { expect, newPeople, test } from "../fixtures.mjs";
import { scene as behindProxy } from "./crash.mjs";
import {
    answeredOnce, attempt, BREAKOUTS, CLOSE, forbidden, MESSAGE, MESSAGES, none, PEOPLE, scene, tell, times, unseen, UPDATE, WIDGETS,
} from "./deputy.mjs";
import { answerTo, CREATE, createCommand, entry, find } from "./meetings.mjs";
import { asker } from "./programs.mjs";

const TYPES = { meeting: "net.nordeck.meetings.meeting", session: "net.nordeck.meetings.breakoutsession" };
const METADATA = "net.nordeck.meetings.metadata";
const WIDGET = "im.vector.modular.widgets";
const utc = (moment) => ({ tzid: "UTC", value: new Date(moment).toISOString().replace(/[-:]|\.\d+/g, "").slice(0, 15) });

/** A room of Sam's own that looks like a meeting or a session, with the bot in it and links to rooms that are not his. */
async function forge({ stack, sam }, kind, { above = [], below = [], metadata = {} }) {
    const bot = stack.bot.userId;
    const room = await sam.api.createRoom({
        name: "Forged", topic: "Forged", invite: [bot], creation_content: { type: TYPES[kind], "net.nordeck.meetings.request": "0".repeat(32) },
        power_level_content_override: { users: { [sam.user_id]: 100, [bot]: 100 } },
    });
    await sam.api.until(async () => (await sam.api.state(room, "m.room.member", bot)).membership === "join", "the bot joins");
    await link(sam, room, above, below);
    await sam.api.sendState(room, METADATA, { creator: sam.user_id, calendar: [entry()], ...metadata });
    return room;
}

const via = { via: ["parley.localhost"] };

/** Writes links of a room to rooms above and below it. */
async function link({ api }, room, above = [], below = []) {
    for (const id of above) await api.sendState(room, "m.space.parent", via, id);
    for (const id of below) await api.sendState(room, "m.space.child", via, id);
}

/** A meeting of Sam's own, made by the bot. */
async function ownMeeting({ sam, lair }, data) {
    const { room } = await tell(sam, lair, CREATE, { ...createCommand().data, ...data });
    await sam.api.join(room);
    return room;
}

const closed = async ({ api }, room) => find(await api.fullState(room), "m.room.tombstone")?.content;

for (const kind of ["meeting", "session"])
    test(`a forged ${kind} below and above rooms of others: they are neither named nor changed`, async ({ stack }) => {
        const at = await scene(stack);
        const { sam, watched } = at;
        const room = await forge(at, kind, { above: watched, below: watched });
        const target_room_id = room;
        for (const [name, type, data, error] of [
            ["moving it with its sessions", UPDATE, { calendar: [entry()], move_breakouts: true }],
            ["speaking to its sessions", MESSAGE, { message: "Taken over" }, kind === "meeting" ? { code: "no_breakouts", field: "data.target_room_id" } : none],
            ["removing people of others", PEOPLE, { invite: false, userIds: [at.mia.user_id] }],
        ]) await attempt(at, `${kind}: ${name}`, sam, type, { target_room_id, ...data }, error);
        await attempt(at, `${kind}: closing it`, sam, CLOSE, { target_room_id }, undefined, room);
        expect(await closed(sam, room), "it leads nowhere").toEqual({ body: expect.stringContaining("closed by") });
        await answeredOnce(at);
    });

test("a forged session that ends does not lead to a meeting of others", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, watched, secret, bot } = at;
    const calendar = [{ uid: "u", dtstart: utc(Date.now() - 3_600_000), dtend: utc(Date.now() + 3_000) }];
    await unseen(at, "its end", sam, async () => {
        const room = await forge(at, "session", { above: watched, metadata: { calendar } });
        const said = async () => (await sam.api.messages(room)).find(({ sender, content }) => sender === bot.userId && content.body?.startsWith("🏁"));
        const { content } = await sam.api.until(said, "the bot says that it is over");
        expect(content.body).toBe("🏁 Forged is over");
        expect(JSON.stringify(content)).not.toContain(secret);
    });
});

test("links that one's own meeting has to rooms of others mean nothing", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, lair, watched } = at;
    const meeting = await ownMeeting(at);
    await link(sam, meeting, watched, watched);
    const target = { target_room_id: meeting };
    await attempt(at, "moving it with its sessions", sam, UPDATE, { ...target, calendar: [entry()], move_breakouts: true });
    await attempt(at, "speaking to its sessions", sam, MESSAGE, { ...target, message: "x" }, { code: "no_breakouts", field: "data.target_room_id" });
    await attempt(at, "closing it", sam, CLOSE, target);
    expect((await closed(sam, meeting)).replacement_room).toBe(lair);
    const other = await ownMeeting(at);
    await link(sam, other, watched, watched);
    await attempt(at, "removing everybody from it", sam, CLOSE, { ...target, target_room_id: other, method: "kick_all_participants" });
    await answeredOnce(at);
});

test("a meeting of a member's below that of others does not keep it open, and is left to him", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, mia, meeting, session, home, bot } = at;
    const { status, body: { room_id: own } } = await asker(stack, mia)("POST", "/meeting/create", { ...createCommand().data, parent_room_id: meeting });
    expect(status).toBe(201);
    await mia.api.join(own);
    const { room: deeper } = await tell(mia, own, BREAKOUTS, { ...times, groups: [{ title: "Deeper" }] });
    await mia.api.join(deeper);
    const { done, warnings, content } = await tell(olivia, home, CLOSE, { target_room_id: meeting });
    expect({ done, warnings }).toEqual({ done: true, warnings: [{ code: "forbidden", count: 1 }] });
    expect(content["net.nordeck.meetings.bot.meta"].room_id, "where it is explained").toBeTruthy();
    for (const id of [meeting, session]) expect(await closed(olivia, id)).toMatchObject({ replacement_room: home });
    for (const id of [own, deeper]) expect(await closed(mia, id)).toBeUndefined();
    expect((await olivia.api.state(meeting, "m.space.child", own))).toEqual({});
    expect(await bot.joinedRooms()).toEqual(expect.arrayContaining([own, deeper]));
    expect(await tell(mia, own, UPDATE, { target_room_id: own, title: "Goes on" })).toMatchObject({ done: true });
});

test("a widget that only its owner may change hinders nothing", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, otto, home, meeting } = at;
    const widget = { type: "m.custom", url: "https://example.org", name: "Mine" };
    await otto.api.sendState(meeting, WIDGET, widget, otto.user_id);
    expect(await tell(olivia, home, UPDATE, { target_room_id: meeting, title: "Renamed" })).toMatchObject({ done: true });
    expect(await tell(olivia, home, WIDGETS, { target_room_id: meeting, add: false, widget_ids: ["jitsi"] })).toMatchObject({ done: true });
    expect(await tell(olivia, home, CLOSE, { target_room_id: meeting })).toMatchObject({ done: true, warnings: undefined });
    const state = await olivia.api.fullState(meeting);
    expect(find(state, "m.room.tombstone").content.replacement_room).toBe(home);
    expect(state.filter(({ type, content }) => type === WIDGET && content.url).map(({ state_key }) => state_key)).toEqual([otto.user_id]);
});

test("nobody gives or takes more power by the bot than is the own", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, otto, mia, tom, lair, home, meeting } = at;
    const levels = await olivia.api.state(meeting, "m.room.power_levels");
    const lowered = { "m.room.power_levels": 50, [METADATA]: 50, "m.room.name": 50, "m.room.topic": 50 };
    await olivia.api.sendState(meeting, "m.room.power_levels", { ...levels, events: { ...levels.events, ...lowered } });
    const target = { target_room_id: meeting };

    await attempt(at, "a level to write above one's own", otto, MESSAGES, { ...target, messaging_power_level: 51 }, forbidden);
    expect(await tell(otto, lair, MESSAGES, { ...target, messaging_power_level: 50 })).toMatchObject({ done: true });
    await tell(olivia, home, MESSAGES, { ...target, messaging_power_level: 100 });
    await attempt(at, "lowering what somebody above has set", otto, MESSAGES, { ...target, messaging_power_level: 0 }, forbidden);
    await tell(olivia, home, MESSAGES, { ...target, messaging_power_level: 50 });

    const participants = [[mia, 100], [tom, 60], [olivia, 0]].map(([{ user_id }, power_level]) => ({ user_id, power_level }));
    const { done, room: session } = await tell(otto, meeting, BREAKOUTS, { ...times, groups: [{ title: "Otto's", participants }] });
    expect(done).toBe(true);
    await otto.api.join(session);
    const { users } = await otto.api.state(session, "m.room.power_levels");
    expect(users).toMatchObject({ [olivia.user_id]: 100, [otto.user_id]: 100, [mia.user_id]: 50, [tom.user_id]: 50 });
    expect(users[stack.bot.userId]).toBe(101);

    const given = [[mia, 101], [tom, -1]].map(([{ user_id }, power_level]) => ({ user_id, power_level }));
    for (const [i, participant] of given.entries())
        await attempt(at, `a participant's level of ${participant.power_level}`, otto, CREATE,
            { ...createCommand().data, participants: [participant] }, { code: "out_of_range", field: "data.participants[0].power_level" }, [lair, lair][i]);
    const own = await ownMeeting(at, { participants: [{ user_id: stack.bot.userId, power_level: 0 }, { user_id: at.sam.user_id, power_level: 0 }], messaging_power_level: 100 });
    expect((await at.sam.api.state(own, "m.room.power_levels")).users).toEqual({ [at.sam.user_id]: 100, [stack.bot.userId]: 101 });
});

test("an invitation names nobody who did not invite", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, tom, olivia } = at;
    const room = await forge(at, "meeting", { metadata: { creator: olivia.user_id } });
    await tell(sam, at.lair, PEOPLE, { target_room_id: room, invite: true, userIds: [tom.user_id] });
    expect(await tell(sam, at.lair, UPDATE, { target_room_id: room, title: "x", description: "y" })).toMatchObject({ done: true });
    expect(JSON.stringify(await sam.api.state(room, "m.room.member", tom.user_id))).not.toContain(olivia.user_id);
});

test("a room that the bot is in without power is not made by it to look like a meeting", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, tom } = at;
    const room = await sam.api.createRoom({ name: "No power", invite: [stack.bot.userId, tom.user_id] });
    await tom.api.join(room);
    await sam.api.until(async () => (await sam.api.state(room, "m.room.member", stack.bot.userId)).membership === "join", "the bot joins");
    for (const [name, type, data, error] of [
        ["closing it", CLOSE, {}, none], ["its title", UPDATE, { title: "x" }, none], ["people", PEOPLE, { invite: false, userIds: [tom.user_id] }, none],
        ["widgets", WIDGETS, { add: true, widget_ids: ["jitsi"] }, none], ["messages", MESSAGES, { messaging_power_level: 50 }, none],
        ["sessions", BREAKOUTS, { ...times, groups: [{ title: "x" }] }, { code: "not_a_meeting" }],
    ]) await attempt({ ...at, watched: [] }, name, tom, type, { target_room_id: room, ...data }, error, room);
});

/** Holds requests to the homeserver until release is called; waits is done when there is the first. */
function hold(proxy, matches) {
    let release, reached;
    const held = new Promise((resolve) => (release = resolve));
    const waits = new Promise((resolve) => (reached = resolve));
    proxy.watch = async (request, now) => {
        if (now !== "before" || !matches(request)) return false;
        reached();
        await held;
        return false;
    };
    return { waits, release };
}

test("a stranger's command does not hold up those who are in the room that it names", async ({ ownStack }) => {
    const { stack, proxy, bot, alice, room } = await behindProxy(ownStack);
    const { alice: stranger } = await newPeople(stack);
    const { room: meeting } = await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand()));
    await alice.api.join(meeting);
    const lair = await stranger.api.createRoom({ name: "Lair", invite: [bot.userId] });
    await stranger.api.until(async () => (await stranger.api.state(lair, "m.room.member", bot.userId)).membership === "join", "the bot joins");
    // The room in which the stranger is told in private takes as long as it wants to.
    const { waits, release } = hold(proxy, ({ path }) => path.endsWith("/createRoom"));
    const command = await stranger.api.send(lair, UPDATE, { data: { target_room_id: meeting, title: "x" } });
    await waits;
    expect(await tell(alice, room, UPDATE, { target_room_id: meeting, title: "Goes on" })).toMatchObject({ done: true });
    expect(await stranger.api.reactions(lair, command), "the stranger still waits").toEqual([]);
    release();
    expect((await answerTo(stranger.api, lair, command)).error).toEqual(none);
    await proxy.stop();
});

test("somebody who invites the bot to many rooms does not hold up others", async ({ ownStack }) => {
    const { stack, proxy, bot, botApi, alice, room } = await behindProxy(ownStack);
    const { alice: stranger } = await newPeople(stack);
    const { waits, release } = hold(proxy, ({ path }) => path.endsWith("/join"));
    const rooms = [];
    for (let i = 0; i < 40; i++) rooms.push(await stranger.api.createRoom({ name: `Lair ${i}`, invite: [bot.userId] }));
    await waits;
    const { done, room: meeting } = await tell(alice, room, CREATE, createCommand().data);
    expect(done).toBe(true);
    await alice.api.join(meeting);
    expect(await tell(alice, room, UPDATE, { target_room_id: meeting, title: "Goes on" })).toMatchObject({ done: true });
    expect((await botApi.joinedRooms()).filter((id) => rooms.includes(id))).toEqual([]);
    release();
    await stranger.api.until(async () => (await botApi.joinedRooms()).filter((id) => rooms.includes(id)).length === 40, "the bot is in all");
    await proxy.stop();
});
