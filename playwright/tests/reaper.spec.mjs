// The reaper: rooms whose time has come are warned, emptied and deleted from the homeserver, whatever dies in between; all others
// stay as they are.
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { expect, newPeople, test } from "../fixtures.mjs";
import { PARLEY } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { Proxy } from "../stack/proxy.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const SESSIONS = "net.nordeck.meetings.breakoutsessions.create";
const CLOSE = "net.nordeck.meetings.meeting.close";
const HOUR = 3_600_000;
const LATER = { REAPER_WARNING_SECONDS: "3600" };
const NOW = { REAPER_WARNING_SECONDS: "0" };

/** Runs parley: {child, ended}, the latter with {code, lines, log}. */
function start(env, args, folder) {
    const child = spawn(PARLEY, args, { cwd: folder, env: { PATH: process.env.PATH, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const ended = Promise.all([buffer(child.stdout), buffer(child.stderr), new Promise((done) => child.once("close", done))])
        .then(([out, log, code]) => ({ code, lines: out.toString().trimEnd().split("\n"), log: log.toString() }));
    return { child, ended };
}

test("due rooms go, all others stay, whatever dies in between", async ({ ownStack }, info) => {
    const stack = await ownStack({ env: { REAPER_MODE: "alone", AUTO_DELETION_OFFSET: "60" } });
    const { alice, bob } = await newPeople(stack);
    const account = await stack.account("parley", "Parley");
    const [bot, admin] = [stack.api(account), await stack.account("root", "Root", { admin: true })];
    const proxy = await new Proxy(stack.homeserver.url).start();
    const calendar = await createCalendarRoom({ owner: alice.api, bot: account.user_id });
    const tell = async (room, type, data, locale = "en") =>
        answerTo(alice.api, room, await alice.api.send(room, type, { data, context: { locale, timezone: "Europe/Berlin" } }));
    const meeting = async (title, locale) => {
        const { room } = await tell(calendar, CREATE, createCommand({ title, participants: [{ user_id: bob.user_id }] }).data, locale);
        await alice.api.join(room);
        return room;
    };
    const setTime = async (room, force_deletion_at, by = bot) => by.sendState(room, METADATA, { ...(await by.state(room, METADATA)), force_deletion_at });

    const [due, closed, moved, later, forged] = [await meeting("Fällig", "de"), await meeting("Closed"), await meeting("Moved"), await meeting("Later"), await meeting("Forged")];
    await bob.api.join(due);
    const { room: session } = await tell(due, SESSIONS, {
        description: "", start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00", groups: [{ title: "One", participants: [{ user_id: bob.user_id }] }],
    });
    expect(await tell(calendar, CLOSE, { target_room_id: closed })).toMatchObject({ done: true });
    expect(await bot.joinedRooms(), "the bot stays where a room is to be deleted").toContain(closed);
    const foreign = await alice.api.createRoom({ name: "Foreign", creation_content: { type: "net.nordeck.meetings.meeting" } });
    await alice.api.invite(foreign, account.user_id);
    await bot.until(async () => (await bot.joinedRooms()).includes(foreign), "the bot");
    await alice.api.sendState(foreign, METADATA, { ...(await bot.state(later, METADATA)), force_deletion_at: 1 });
    await setTime(forged, 1, alice.api);
    for (const room of [due, session, closed, moved]) await setTime(room, Date.now() - 1000);
    const others = [moved, later, forged, foreign, calendar];

    const env = {
        REAPER_MODE: "alone", HOMESERVER_URL: proxy.url, ACCESS_TOKEN: account.access_token, REAPER_ACCESS_TOKEN: admin.access_token,
        PUBLIC_URL: stack.bot.url, STORAGE_FILE_DATA_PATH: info.outputPath("reaper"),
    };
    const pass = async (more, flag = "--once") => {
        const run = await start({ ...env, ...more }, ["reaper", flag], stack.folder).ended;
        expect(run.code, run.log).toBe(0);
        return run;
    };
    /** A pass that is killed at a moment of a request; `meanwhile` sees all requests before. */
    const killed = async (more, moment, matches, meanwhile = async () => {}) => {
        const { child, ended } = start({ ...env, ...more }, ["reaper", "--once"], stack.folder);
        proxy.watch = async (request, now) => {
            await meanwhile(request, now);
            if (now === moment && matches(request)) child.kill("SIGKILL");
            return false;
        };
        const { code, log } = await ended;
        expect(code, log).toBeNull();
        proxy.watch = async () => false;
    };
    const warnings = async (room) => (await alice.api.messages(room)).filter(({ sender, content }) => sender === account.user_id && /^🗑️/.test(content.body));

    const before = await Promise.all(others.concat(due).map((room) => alice.api.fullState(room)));
    const { lines } = await pass({ ...LATER, HOMESERVER_URL: stack.homeserver.url }, "--dry-run");
    expect(lines.slice(0, -1).map((line) => line.split(/ +/).slice(0, 2).join(" ")).sort()).toEqual([closed, due, moved, session].map((room) => `warn ${room}`).sort());
    expect(lines.at(-1)).toBe(`4 of ${(await bot.joinedRooms()).length} rooms; nothing was changed`);
    expect(await Promise.all(others.concat(due).map((room) => alice.api.fullState(room)))).toEqual(before);
    expect(await warnings(due)).toEqual([]);

    await killed(LATER, "answered", ({ path }) => path.includes("/send/m.room.message/"));
    await pass(LATER);
    await pass(LATER);
    for (const room of [due, closed, moved]) expect(await warnings(room), "warned once").toHaveLength(1);
    expect((await warnings(due))[0].content.body).toMatch(/^🗑️ Dieser Raum wird gelöscht: .+\nDie Besprechung ist vorbei\./);
    for (const room of [later, forged, foreign]) expect(await warnings(room)).toEqual([]);
    expect(await alice.api.joinedRooms(), "people have all the time that they were told").toEqual(expect.arrayContaining([due, closed, moved]));

    await killed(NOW, "during", ({ path }) => path.endsWith("/kick"), async ({ path }, moment) => {
        if (moment === "answered" && path.endsWith("/joined_rooms")) await setTime(moved, Date.now() + HOUR); // at the last moment
    });
    await pass({ ...NOW, REAPER_ACCESS_TOKEN: "" });
    const there = await alice.api.joinedRooms();
    for (const room of [due, session, closed]) expect(there).not.toContain(room);
    expect(there).toEqual(expect.arrayContaining(others));
    expect(await bob.api.invitations(), "invitations are taken back").not.toContainEqual(expect.objectContaining({ room_id: session }));
    const { content } = find(await bot.fullState(due), "m.room.member", alice.user_id);
    expect(content).toMatchObject({ membership: "leave", reason: "Die Besprechung ist vorbei, ihr Raum wird gelöscht" });

    const left = async () => (await bot.joinedRooms()).filter((room) => [due, session, closed].includes(room));
    await expect.poll(async () => (await pass(NOW, "--dry-run")).lines.filter((line) => line.startsWith("purge")).length).toBe(3);
    const { log } = await pass({ ...NOW, REAPER_ACCESS_TOKEN: "" });
    expect(log).toContain("rooms are emptied but not deleted: REAPER_ACCESS_TOKEN has to be that of an administrator");
    expect(await left()).toHaveLength(3);
    const check = async (more) => (await start({ ...env, ...more }, ["check"], stack.folder).ended).lines.filter((line) => /reaper|REAPER/.test(line));
    expect(await check({ REAPER_ACCESS_TOKEN: "", AUTO_DELETION_OFFSET: "60" })).toEqual([
        `warn  reaper: ${account.user_id} is no administrator of the homeserver, so that rooms are emptied but not deleted; give the REAPER_ACCESS_TOKEN of one`,
    ]);
    expect(await check({ REAPER_ACCESS_TOKEN: "nonsense", AUTO_DELETION_OFFSET: "60" })).toEqual([expect.stringMatching(/^FAIL {2}REAPER_ACCESS_TOKEN: .*M_UNKNOWN_TOKEN; /)]);
    expect(await check()).toEqual([
        "warn  reaper: no new meeting is given a time at which it is deleted; set AUTO_DELETION_OFFSET", `ok    reaper: ${admin.user_id} may delete rooms`,
    ]);
    await killed(NOW, "during", ({ path }) => path.includes("/purgeRoom/"));
    await expect.poll(async () => pass(NOW).then(left), "gone").toEqual([]);
    for (const room of [due, session, closed]) {
        await expect(alice.api.fullState(room)).rejects.toMatchObject({ status: 403 });
        await expect(stack.api(admin).request("POST", `/_dendrite/admin/evacuateRoom/${encodeURIComponent(room)}`, {}), "not even for administrators").rejects.toMatchObject({ status: 404 });
    }
    expect(await alice.api.joinedRooms()).toEqual(expect.arrayContaining(others));
    expect((await pass(NOW, "--dry-run")).lines).toEqual([`0 of ${others.length} rooms; nothing was changed`]);

    await stack.bot.program.kill();
    await setTime(moved, Date.now() - 1000);
    await stack.startBot({ env: { REAPER_MODE: "bot", REAPER_INTERVAL_SECONDS: "1", REAPER_ACCESS_TOKEN: admin.access_token, ...NOW } });
    await expect.poll(() => bot.joinedRooms(), { message: "inside the bot", timeout: 20_000 }).not.toContain(moved);
    expect(await alice.api.joinedRooms()).not.toContain(moved);
    expect(await tell(calendar, CREATE, createCommand().data), "the bot goes on").toMatchObject({ done: true });
});
