// make run: a whole stack on loopback, seeded, until Ctrl-C.
// PORT is the browser client's port (the next three are those of bot, homeserver and Etherpad), DATA the folder that keeps everything,
// CLIENT the browser client: light or element.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createCalendarRoom, exampleMeetings, schedule } from "./calendar.mjs";
import { notesSettings } from "./etherpad.mjs";
import { requireFree } from "./process.mjs";
import { progress } from "./progress.mjs";
import { CLIENTS, Stack } from "./stack.mjs";

const PEOPLE = { alice: "Alice Adams", bob: "Bob Baker", carol: "Carol Clark" };
const port = Number(process.env.PORT || 8480);
const folder = resolve(process.env.DATA || ".run");
const client = process.env.CLIENT || "light";
const stackFile = join(folder, "stack.json");
let stack;
let ending;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));

try {
    await run();
} catch (error) {
    await end(1, error.message);
}

async function run() {
    checkSettings();
    await requireUnused();
    for (const each of [port, port + 1, port + 2, port + 3]) await requireFree(each);
    stack = new Stack({ folder, onDeath: (description) => end(1, description) });
    const embedders = [`http://127.0.0.1:${port}`, `http://*.localhost:${port}`, `http://127.0.0.1:${port + 1}`];
    await Promise.all([
        stack.startHomeserver(port + 2),
        stack.startEtherpad({ port: port + 3, env: { EMBED_ORIGINS: embedders.join(" ") } }),
    ]);
    await stack.startBot({ port: port + 1, env: notesSettings(stack.etherpad) });
    const pages = await stack.client(client, port);
    const accounts = [];
    for (const [username, displayName] of Object.entries(PEOPLE)) accounts.push(await stack.account(username, displayName));
    accounts.forEach((account) => pages.add(account));
    const calendarRoom = await seed(accounts);
    pages.room = calendarRoom;
    writeAtomically(stackFile, describe(accounts, calendarRoom));
    for (const account of accounts.slice(1)) progress(`${account.display_name}: ${pages.add(account)}`);
    progress("Ctrl-C ends everything");
    process.stdout.write(`Parley is ready: http://127.0.0.1:${port}/\n`);
}

function checkSettings() {
    if (!Number.isInteger(port) || port < 1 || port > 65532) throw new Error("PORT has to be a number between 1 and 65532.");
    if (!CLIENTS[client]) throw new Error(`CLIENT has to be one of ${Object.keys(CLIENTS).join(", ")}.`);
}

// Two stacks on the same data would destroy it.
async function requireUnused() {
    if (!existsSync(stackFile)) return;
    const { homeserver, client: address } = JSON.parse(readFileSync(stackFile, "utf8"));
    const running = await fetch(`${homeserver}/_matrix/client/versions`).catch(() => undefined);
    if (running?.ok) throw new Error(`${folder} is in use by the stack at ${address}. Choose another folder with DATA=…`);
    rmSync(stackFile);
}

/** Fills a new stack; a later run finds what is there. */
async function seed(accounts) {
    const seedFile = join(folder, "seed.json");
    if (existsSync(seedFile)) return JSON.parse(readFileSync(seedFile, "utf8")).calendar_room;
    progress("creating the calendar room");
    const [owner, ...members] = accounts.map((account) => stack.api(account));
    const room = await createCalendarRoom({ owner, members, bot: stack.bot.userId });
    progress("scheduling example meetings");
    for (const meeting of exampleMeetings(members.map(({ userId }) => userId))) await owner.join(await schedule(owner, room, meeting));
    writeAtomically(seedFile, { calendar_room: room });
    return room;
}

function describe(accounts, calendarRoom) {
    const { homeserver, bot, etherpad } = stack;
    return {
        homeserver: homeserver.url,
        server_name: homeserver.serverName,
        bot_user_id: bot.userId,
        bot_http: bot.url,
        widget: bot.widget,
        cockpit: bot.cockpit,
        etherpad: etherpad.url,
        client: `http://127.0.0.1:${port}/`,
        calendar_room: calendarRoom,
        users: accounts.map(({ user_id, password, access_token, device_id }) => ({ user_id, password, access_token, device_id })),
    };
}

function writeAtomically(file, value) {
    writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 4)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
}

/** Ends everything once, whatever else happens meanwhile. */
function end(code, message) {
    ending ??= (async () => {
        if (message) process.stderr.write(`${message}\n`);
        if (stack) rmSync(stackFile, { force: true });
        await stack?.stop();
        process.exit(code);
    })();
    return ending;
}
