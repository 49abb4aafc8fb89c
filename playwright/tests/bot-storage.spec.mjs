// What the bot keeps can fail it: a disk that is full, a folder that is lost.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { smallDisk } from "../stack/disk.mjs";
import { answerTo, CREATE, createCommand, find, meetingsBelow } from "./meetings.mjs";

const type = (name) => `net.nordeck.meetings.${name}`;
const iso = (fromNow) => new Date(Date.now() + fromNow).toISOString();
const MESSAGE_ROOM = "net.nordeck.meetings.private_bot_message_room";
const MINUTE = 60_000;

test("the disk is full for a while", async ({ ownStack }) => {
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const folder = `${stack.folder}/disk`;
    const disk = await smallDisk(folder, 8192);
    test.skip(!disk, "file systems may not be mounted here");
    try {
        const { url, program } = await startBot({ homeserver: stack.homeserver, account, folder, log: stack.logOf("bot") });
        const { alice } = await newPeople(stack);
        const room = await createCalendarRoom({ owner: alice.api, bot: account.user_id });
        const health = async () => (await fetch(`${url}/v1/health`)).json();
        expect(await health()).toMatchObject({ status: "ok" });

        disk.fill();
        const commands = await Promise.all([1, 2, 3].map((n) => alice.api.send(room, CREATE, createCommand({ title: `Meeting ${n}` }))));
        await expect.poll(async () => (await health()).reason).toBe("storage");
        expect((await fetch(`${url}/v1/live`)).status).toBe(204);
        expect(await Promise.all(commands.map((id) => alice.api.reactions(room, id)))).toEqual([[], [], []]);
        await program.kill();
        const death = program.start().then(() => undefined, ({ message }) => message);
        const waits = async () => !program.running || (await health().catch(() => ({}))).status === 503;
        await expect.poll(waits, { message: "it ends and says why, or is not ready" }).toBe(true);

        disk.empty();
        if (await death) {
            expect(await death).toMatch(/STORAGE_FILE_DATA_PATH: .*full/);
            await program.start();
        }
        for (const id of commands) expect(await answerTo(alice.api, room, id)).toMatchObject({ done: true });
        disk.fill();
        const last = await alice.api.send(room, CREATE, createCommand({ title: "Meeting 4" }));
        await expect.poll(async () => (await health()).reason).toBe("storage");
        disk.empty();
        expect(await answerTo(alice.api, room, last)).toMatchObject({ done: true });
        await expect.poll(async () => (await health()).status).toBe("ok");
        await program.stop();
        expect((await meetingsBelow(stack.api(account), room)).map(({ title }) => title).sort()).toEqual([1, 2, 3, 4].map((n) => `Meeting ${n}`));
    } finally {
        await disk.unmount();
    }
});

test("the store is lost, and made anew from the rooms", async ({ ownStack }) => {
    const stack = await ownStack({ env: { BREAKOUT_AUTO_CLOSE: "true" } });
    const { bot } = stack;
    const { alice, bob } = await newPeople(stack);
    const botApi = stack.api(await stack.account("parley"));
    const room = await createCalendarRoom({ owner: alice.api, bot: bot.userId, members: [bob.api] });
    const send = (where, name, data) => alice.api.send(where, type(name), { data, context: { locale: "en", timezone: "UTC" } });
    const tell = async (where, name, data) => answerTo(alice.api, where, await send(where, name, data));
    const utc = (fromNow) => ({ tzid: "UTC", value: iso(fromNow).replace(/[-:]|\.\d+Z/g, "") });
    const { data } = createCommand({ title: "Soon", calendar: [{ uid: "u", dtstart: utc(5 * MINUTE), dtend: utc(30 * MINUTE) }], reminders: [4, 6] });
    // A meeting of which people were reminded, another one of which they will be, a session that is over, and a quarrel in private.
    const { room: meeting } = await tell(room, "meeting.create", { ...data, calendar: [{ ...data.calendar[0], dtstart: utc(6 * MINUTE + 2000) }] });
    await alice.api.join(meeting);
    const said = async (where) => (await alice.api.messages(where)).filter(({ sender, type: t }) => sender === bot.userId && t === "m.room.message").map(({ content }) => content.body);
    const { room: session } = await tell(meeting, "breakoutsessions.create", { start_time: iso(-MINUTE), end_time: iso(3000), groups: [{ title: "Short" }] });
    const { room: later } = await tell(meeting, "breakoutsessions.create", { start_time: iso(-MINUTE), end_time: iso(30 * MINUTE), groups: [{ title: "Long" }] });
    for (const each of [session, later]) await alice.api.join(each);
    expect(await tell(room, "meeting.close", { target_room_id: room })).toMatchObject({ done: false });
    const chats = async () => {
        const states = await Promise.all((await botApi.joinedRooms()).map((id) => botApi.fullState(id)));
        return states.filter((events) => events.some((event) => event.type === MESSAGE_ROOM)).length;
    };
    await alice.api.until(async () => (await said(meeting)).length > 0, "the reminder");
    await alice.api.until(async () => await alice.api.state(session, "m.room.tombstone"), "the end of the session");

    const lose = async () => {
        await bot.program.kill();
        for (const name of ["parley.db", "parley.db-wal", "parley.db-shm"]) rmSync(join(stack.folder, "bot", name), { force: true });
    };
    const commands = await Promise.all([1, 2, 3, 4].map((n) => send(room, "meeting.create", createCommand({ title: `Meeting ${n}`, participants: [{ user_id: bob.user_id }] }).data)));
    const renamed = [await send(room, "meeting.update", { target_room_id: later, title: "A" }), await send(room, "meeting.update", { target_room_id: later, title: "B" })];
    await lose(); // in the middle of that
    await bot.program.start();
    for (const id of [...commands, ...renamed]) expect(await answerTo(alice.api, room, id)).toMatchObject({ done: true });
    expect(await tell(room, "meeting.close", { target_room_id: room })).toMatchObject({ done: false });
    await lose();
    const missed = await send(room, "meeting.update", { target_room_id: later, title: "C" }); // nobody is there
    await bot.program.start();
    expect(await answerTo(alice.api, room, missed)).toMatchObject({ done: true });

    await alice.api.until(async () => (await meetingsBelow(botApi, room)).length <= 5, "spare rooms are gone");
    await bot.program.stop(); // it finishes what it does: nothing can come later
    const meetings = await meetingsBelow(botApi, room);
    expect(meetings.map(({ title }) => title).sort()).toEqual(["Meeting 1", "Meeting 2", "Meeting 3", "Meeting 4", "Soon"]);
    for (const id of [...commands, ...renamed, missed]) expect(await botApi.reactions(room, id)).toHaveLength(1);
    for (const { room: id } of meetings) expect(find(await botApi.fullState(id), "im.vector.modular.widgets", "jitsi")).toBeTruthy();
    expect(await alice.api.state(later, "m.room.name")).toEqual({ name: "C" });
    expect((await said(meeting)).filter((body) => body.startsWith("⏰"))).toHaveLength(1);
    expect((await said(session)).filter((body) => body.startsWith("🏁"))).toHaveLength(1);
    expect(await chats(), "nobody has a second private room").toBe(1);
    const planners = (await alice.api.fullState(room)).filter(({ content }) => content.type === type("widget.meetings") && content.url);
    expect(planners).toHaveLength(1);
});
