// The bot in encrypted rooms, asked by devices without screens; with Element's see scenarios-encrypted.spec.mjs.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { scratchFolder } from "../scratch.mjs";
import { PARLEY, startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { startPostgres } from "../stack/postgres.mjs";
import { execute } from "../stack/process.mjs";
import { ENCRYPTED, SealedClient } from "../stack/sealed.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const MESSAGE = "net.nordeck.meetings.sub_meetings.send_message";
const UPDATE = "net.nordeck.meetings.meeting.update";
const said = (body) => ({ msgtype: "m.text", body });

/** A calendar room that is encrypted, with Alice's device in it, and a meeting of Alice's with Bob. */
async function scene(stack) {
    const { alice, bob, carol } = await newPeople(stack);
    const device = await SealedClient.open(alice.api.homeserver, alice);
    const room = await createCalendarRoom({ owner: device, members: [bob.api, carol.api], bot: stack.bot.userId });
    await device.sendState(room, ENCRYPTED.type, ENCRYPTED.content);
    const command = await device.sendSealed(room, CREATE, createCommand({ title: "Secret", participants: [{ user_id: bob.user_id }] }));
    const { done, room: meeting } = await answerTo(device, room, command);
    expect(done).toBe(true);
    await device.join(meeting);
    return { alice, bob, carol, device, room, meeting };
}

/** The bot's newest message that a device reads in a room. */
const hears = (device, room, bot, what) =>
    device.until(async () => {
        const [newest] = await device.unsealed(room, bot);
        return newest && !newest.unreadable && JSON.stringify(newest).includes(what) && newest;
    }, `a message of the bot with ${what}`);

const rename = (device, room, meeting, title) => device.sendSealed(room, UPDATE, { data: { target_room_id: meeting, title } });

/** What the bot says to somebody alone, in the newest of the rooms with a marker of theirs. */
const toldInPrivate = (person, what) =>
    person.until(async () => {
        for (const { room_id } of await person.invitations()) await person.join(room_id);
        for (const room of await person.joinedRooms())
            for (const { content } of await person.messages(room)) if (content.body?.includes(what)) return content.body;
    }, `“${what}” in private`);

test("commands and messages are encrypted, to and from devices that were verified", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice, carol, device, room, meeting } = await scene(stack);
    const bot = stack.bot.userId;
    expect((await device.state(meeting, ENCRYPTED.type)).algorithm, "as the calendar room is").toBe(ENCRYPTED.content.algorithm);

    // What the bot says can be read, without a warning, by those who are there, and not by the homeserver.
    await rename(device, room, meeting, "More secret");
    expect(await hears(device, meeting, bot, "More secret")).toMatchObject({ type: "m.room.message", warning: undefined, content: { "m.mentions": {} } });
    expect((await device.messages(meeting)).filter(({ sender, type }) => sender === bot && type === "m.room.message"), "nothing is said in clear").toEqual([]);

    // A plain command is refused, and so is one of a device that nobody has verified.
    const plain = await device.send(room, UPDATE, { data: { target_room_id: meeting, title: "Plain" } });
    expect(await answerTo(device, room, plain)).toMatchObject({ done: false, error: { code: "not_encrypted" } });
    expect(await toldInPrivate(device, "without encryption")).toContain("Please use a client with encryption");
    const unverified = await SealedClient.open(alice.api.homeserver, alice, { signed: false });
    const untrusted = await rename(unverified, room, meeting, "Untrusted");
    expect(await answerTo(device, room, untrusted)).toMatchObject({ done: false, error: { code: "untrusted_device" } });
    expect(await toldInPrivate(device, "not verified yet")).toContain("verify it in your client");
    expect(await device.state(meeting, "m.room.name")).toEqual({ name: "More secret" });

    // Once it is verified it is as good as the first one, and reads what the bot says from then on.
    await unverified.verify(await device.identity());
    const trusted = await rename(unverified, room, meeting, "By another device");
    expect(await answerTo(device, room, trusted)).toMatchObject({ done: true });
    expect(await hears(unverified, meeting, bot, "By another device")).toMatchObject({ warning: undefined });

    // Who comes later reads what is said from then on. The bot is the same device after a restart.
    const late = await SealedClient.open(carol.api.homeserver, carol);
    await stack.bot.program.kill();
    const asked = await rename(device, room, meeting, "While the bot was away");
    await device.invite(meeting, carol.user_id);
    await late.join(meeting);
    await stack.bot.program.start();
    expect(await answerTo(device, room, asked)).toMatchObject({ done: true });
    await hears(late, meeting, bot, "While the bot was away");
    expect((await late.unsealed(meeting, bot)).at(-1), "what was said before Carol was there").toHaveProperty("unreadable");
    const { device_keys } = await device.request("POST", "/_matrix/client/v3/keys/query", { device_keys: { [bot]: [] } });
    expect(Object.keys(device_keys[bot])).toHaveLength(1);

    // Who leaves does not read on.
    await device.kick(meeting, carol.user_id);
    await rename(device, room, meeting, "Without Carol");
    await hears(device, meeting, bot, "Without Carol");
    const [secret] = (await device.messages(meeting)).filter(({ sender, type }) => sender === bot && type === "m.room.encrypted");
    await expect(late.unseal(meeting, secret)).rejects.toHaveProperty("description", expect.stringContaining("room key"));
});

test("hostile and broken events in encrypted rooms do nothing and hold nothing up", async ({ ownStack }) => {
    const stack = await ownStack();
    const { bob, carol, device, room, meeting } = await scene(stack);
    const late = await SealedClient.open(carol.api.homeserver, carol);
    const member = await SealedClient.open(bob.api.homeserver, bob);

    // The same words again, in the same room and in another one; in another's name; damaged; without a key; none at all.
    const good = await device.seal(room, UPDATE, { data: { target_room_id: meeting, title: "Once" } });
    expect(await answerTo(device, room, await device.send(room, "m.room.encrypted", good))).toMatchObject({ done: true });
    await rename(device, room, meeting, "Then");
    const other = await createCalendarRoom({ owner: device, members: [bob.api], bot: stack.bot.userId });
    const words = await device.send(other, MESSAGE, { data: { target_room_id: meeting, message: "In Alice's name" } });
    expect(await answerTo(device, other, words), "nor from elsewhere").toMatchObject({ error: { code: "not_encrypted" } });
    await device.sendState(other, ENCRYPTED.type, ENCRYPTED.content);
    const replayed = [
        await device.send(room, "m.room.encrypted", good),
        await member.send(room, "m.room.encrypted", good),
        await device.send(other, "m.room.encrypted", await device.seal(room, UPDATE, { data: { target_room_id: meeting, title: "Carried over" } })),
        await device.send(room, "m.room.encrypted", { ...good, ciphertext: `${good.ciphertext.slice(0, -4)}AAAA` }),
        await device.send(room, "m.room.encrypted", { ...good, session_id: "A".repeat(43) }),
    ];
    for (const content of [{}, { algorithm: 7 }, { ...good, ciphertext: { a: 1 } }, { ...good, ciphertext: "A" }, { ...good, session_id: "" }, { ...good, ciphertext: "!".repeat(100) }])
        replayed.push(await device.send(room, "m.room.encrypted", content));
    replayed.push(await device.sendState(room, "m.room.encrypted", good));

    // What they may not do in clear, people may not do encrypted: the homeserver does not see what is in it.
    const levels = await device.state(room, "m.room.power_levels");
    await device.sendState(room, "m.room.power_levels", { ...levels, events: { ...levels.events, [CREATE]: 50 } });
    const stolen = await member.sendSealed(room, CREATE, createCommand({ title: "Not allowed" }));
    expect(await answerTo(device, room, stolen)).toMatchObject({ done: false, error: { code: "forbidden" } });

    // All of that while others go on; and a key that comes late is not too late.
    const held = [];
    const waiting = await late.send(room, "m.room.encrypted", await late.seal(room, CREATE, createCommand({ title: "Late key" }), { held }));
    const last = await rename(device, room, meeting, "Last");
    expect(await answerTo(device, room, last)).toMatchObject({ done: true });
    expect(await device.state(meeting, "m.room.name")).toEqual({ name: "Last" });
    for (const event of replayed) expect(await device.reactions(room, event), "not answered").toEqual([]);
    await late.release(held);
    expect(await answerTo(device, room, waiting)).toMatchObject({ error: { code: "forbidden" } });
});

test("a store that is lost, and a recovery key", async ({ ownStack }) => {
    const stack = await ownStack();
    const { device, room, meeting } = await scene(stack);
    const [user, key] = (await execute(PARLEY, ["recovery-key"], { env: stack.bot.program.env })).trim().split(": ");
    expect(user).toBe(stack.bot.userId);
    expect(key).toMatch(/^(\w{4} ?){12}$/);
    await stack.bot.program.stop();

    const account = await stack.account("parley");
    const folder = join(stack.folder, `new-${randomUUID()}`);
    const bot = await startBot({ homeserver: stack.homeserver, account, folder, env: { RECOVERY_KEY: key } });
    const command = await rename(device, room, meeting, "After the loss");
    expect(await answerTo(device, room, command)).toMatchObject({ done: true });
    expect(await hears(device, meeting, stack.bot.userId, "After the loss"), "the new device is verified").toMatchObject({ warning: undefined });
    expect(await execute(PARLEY, ["recovery-key"], { env: bot.program.env })).toContain(key);
    await bot.program.stop();
});

test("three processes are one device, whichever of them dies", async ({ ownStack }) => {
    const postgres = await startPostgres({ folder: scratchFolder("postgres") });
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const start = (name) => startBot({
        homeserver: stack.homeserver, account, folder: join(stack.folder, name), env: { DATABASE_URL: postgres.url, STORAGE_FILE_DATA_PATH: "/nowhere" },
    });
    const replicas = await Promise.all(["a", "b", "c"].map(start));
    const { device, room, meeting } = await scene(Object.assign(stack, { bot: { userId: account.user_id } }));
    const titles = Array.from({ length: 6 }, (_, n) => `Title ${n}`);
    for (const [n, title] of titles.entries()) {
        const command = await rename(device, room, meeting, title);
        if (n % 3 === 1) {
            const { program } = replicas[(n - 1) / 3];
            await program.kill();
            await program.start();
        }
        expect(await answerTo(device, room, command)).toMatchObject({ done: true });
    }
    await hears(device, meeting, account.user_id, titles.at(-1));
    const all = await device.unsealed(meeting, account.user_id);
    expect(all.filter(({ unreadable, warning }) => unreadable || warning), "each key is used once").toEqual([]);
    const { device_keys } = await device.request("POST", "/_matrix/client/v3/keys/query", { device_keys: { [account.user_id]: [] } });
    expect(Object.keys(device_keys[account.user_id])).toHaveLength(1);
    for (const { program } of replicas) await program.stop();
    await postgres.program.stop();
});

test("chat with the bot in an encrypted room", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const device = await SealedClient.open(alice.api.homeserver, alice);
    const chat = await device.createRoom({ is_direct: true, invite: [stack.bot.userId], initial_state: [ENCRYPTED], preset: "trusted_private_chat" });
    const ready = async () => (await device.fullState(chat)).some(({ type, content }) => type === "im.vector.modular.widgets" && content.url);
    await device.until(ready, "the chat becomes a calendar");
    expect(await hears(device, chat, stack.bot.userId, "")).toMatchObject({ type: "m.room.message", warning: undefined });

    await device.sendSealed(chat, "m.room.message", said("!meeting create Lunch 2040-10-03 12:00-13:00"));
    expect(await hears(device, chat, stack.bot.userId, "“Lunch” is planned")).toMatchObject({ warning: undefined });
    await device.sendSealed(chat, "m.room.message", said("!meeting ics 1"));
    const { content } = await hears(device, chat, stack.bot.userId, "m.file");
    expect(content).toMatchObject({ file: { v: "v2", url: expect.stringMatching(/^mxc:/), key: { alg: "A256CTR" } } });
    expect(content.url).toBeUndefined();
    await device.send(chat, "m.room.message", said("!meeting list"));
    expect(await hears(device, chat, stack.bot.userId, "without encryption")).toMatchObject({ warning: undefined });
    expect(find(await device.fullState(chat), "m.room.encryption")).toBeTruthy();
});
