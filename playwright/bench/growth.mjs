// The bot in ever more meeting rooms: node playwright/bench/growth.mjs [ROOMS,ROOMS,…]. Needs `make build`. The rooms are made
// directly at a real homeserver, by the bot's own account, while the bot is away. Then it starts with a new store, and looks around.
// Everything is measured in both ways in which events come: pushed by the homeserver, and asked for. With DATA=folder the homeserver's
// data are kept there, and the next run has the rooms.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { register } from "../stack/accounts.mjs";
import { makeRegistration, startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { startHomeserver } from "../stack/homeserver.mjs";
import { MatrixClient } from "../stack/matrix.mjs";
import { homeserverPrograms } from "../stack/parts.mjs";
import { freePort } from "../stack/process.mjs";
import { progress } from "../stack/progress.mjs";
import { Proxy } from "../stack/proxy.mjs";
import { CREATE, createCommand } from "../tests/meetings.mjs";
import { cpu, live, memory, metrics } from "./consumption.mjs";
import { median, print, spread } from "./figures.mjs";
import { follower, obeyed } from "./follower.mjs";

const SIZES = (process.argv[2] ?? "100,200,400").split(",").map(Number);
const UPDATE = "net.nordeck.meetings.meeting.update";
const METADATA = "net.nordeck.meetings.metadata";
const AT_ONCE = 4; // rooms that are made; homeservers gain nothing from more
const STARTS = 5;
const COMMANDS = 9; // of each kind
const REST_MS = 5000;
const PATIENCE_MS = 600_000; // a homeserver takes long for its first answer about very many rooms
const SETTLED_MS = 12_000; // then the bot's place in the event stream is kept, and a start has nothing to read again

const base = process.env.DATA ?? mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "parley-growth-"));
const port = await freePort();
const metricsAddress = `127.0.0.1:${await freePort()}`;
const programs = await homeserverPrograms();
const proxy = await new Proxy(`http://127.0.0.1:${port}`).start();
let homeserver;
let bot;
try {
    const rows = [];
    for (const [n, size] of SIZES.entries()) {
        const row = { size };
        rows.push(row);
        await measure(row, SIZES[n - 1], () => report(rows));
    }
} finally {
    await stop();
    await proxy.stop();
    if (!process.env.DATA) rmSync(base, { recursive: true, force: true });
}

/**
 * Adds the figures of so many rooms to a row, in two parts. The homeserver has its data in a folder of their own, which begins as a copy
 * of that with fewer rooms. One that does not answer in time has no figures of the second part.
 */
async function measure(row, fewer, report) {
    const { size } = row;
    const folder = join(base, String(size));
    if (!existsSync(folder) && fewer) cpSync(join(base, String(fewer)), folder, { recursive: true });
    mkdirSync(folder, { recursive: true });
    const registration = join(folder, "registration.yaml");
    const service = await makeRegistration(registration);
    await serve(folder);
    const accounts = await people(folder);
    const [parley, alice, bob] = ["parley", "alice", "bob"].map((name) => new MatrixClient(homeserver.url, accounts[name]));
    const scene = { folder, accounts, service, parley, alice, participants: [{ user_id: bob.userId }] };
    await fill(scene, size);
    await serve(folder, registration);
    for (const store of ["bot", "asked", "new"]) rmSync(join(folder, store), { recursive: true, force: true });
    row.look = { ...(await firstStart(scene, "pushed", "bot")), ...(await lookAround(size)) };
    scene.room = await createCalendarRoom({ owner: alice, bot: parley.userId });
    row.pushed = await figures(scene, "pushed");
    report();
    await stop();
    await serve(folder);
    try {
        row.first = await firstStart(scene, "asked", "new");
        cpSync(join(folder, "bot"), join(folder, "asked"), { recursive: true });
        row.asked = await figures(scene, "asked", "asked");
    } catch (error) {
        progress(`events asked for: ${error.message.split("\n")[0]}`);
    }
    report();
    await stop();
}

async function stop() {
    await bot?.program.stop();
    await homeserver?.program.stop();
}

function fail(description) {
    console.error(description);
    process.exit(1);
}

/** Starts the homeserver anew; with a registration, it pushes events to the bot. */
async function serve(folder, registration) {
    await homeserver?.program.stop();
    homeserver = await startHomeserver({ programs, port, registration, folder: join(folder, "homeserver"), onDeath: fail });
}

/** The accounts of this homeserver: the bot's is an ordinary one, that can be an application service, too. */
async function people(folder) {
    const file = join(folder, "accounts.json");
    if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
    const accounts = {};
    for (const username of ["parley", "alice", "bob"]) accounts[username] = await register(homeserver, { username, displayName: username });
    writeFileSync(file, JSON.stringify(accounts));
    return accounts;
}

/** Starts the bot with its store, or a new one. */
async function start({ folder, accounts, service }, way, store = "bot") {
    const account = way === "pushed" ? service : { ...accounts.parley, port: service.port };
    const env = { METRICS_ADDRESS: metricsAddress, LOG_LEVEL: "warn", HOMESERVER_TIMEOUT: String(PATIENCE_MS / 1000) };
    bot = await startBot({ homeserver: proxy, account, folder: join(folder, store), env, limit: PATIENCE_MS, onDeath: fail });
}

/** Makes meeting rooms until the bot is in so many. */
async function fill({ parley, alice }, size) {
    let made = (await parley.joinedRooms()).length;
    progress(`${made} rooms, ${size} are wanted`);
    const begin = Date.now();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        while (made < size) {
            const n = made++;
            if (n % 500 === 0) progress(`${n} rooms`);
            const day = new Date(Date.UTC(2040, 0, 1 + (n % 365))).toISOString().slice(0, 10).replaceAll("-", "");
            const at = (hour) => ({ tzid: "Europe/Berlin", value: `${day}T${hour}0000` });
            await parley.createRoom({
                name: `Meeting ${n}`, creation_content: { type: "net.nordeck.meetings.meeting" },
                initial_state: [{ type: METADATA, state_key: "", content: { creator: alice.userId, calendar: [{ uid: `u${n}`, dtstart: at("09"), dtend: at(10) }] } }],
            });
        }
    }));
    progress(`there are ${made} rooms after ${Math.round((Date.now() - begin) / 1000)} s`);
}

/** Waits until the bot has looked at all of its rooms: {seconds, cpu, most}, CPU in ms per room, most being the memory. */
async function lookAround(size) {
    progress("the bot looks around");
    const begin = Date.now();
    const asked = async () => (await metrics(metricsAddress))("parley_homeserver_requests_total", { request: "state" });
    let most = 0;
    for (let [before, now] = [-1, 0]; now > before || now < size; ) {
        await delay(REST_MS);
        most = Math.max(most, memory(bot.program).written);
        [before, now] = [now, await asked()];
    }
    return { seconds: (Date.now() - begin) / 1000, cpu: cpu(bot.program) / size, most };
}

/** How the bot starts where nothing is known of its rooms: {ready, homeserver, bytes, memory, live}. */
async function firstStart(scene, way, store) {
    const { ready, homeserver, bytes } = await begun(scene, way, store);
    await delay(REST_MS);
    return { ready, homeserver, bytes, memory: memory(bot.program), live: live(await metrics(metricsAddress)) };
}

/** Starts the bot: ms until it is ready, those of them in which the homeserver had a request, the bytes of its answers. */
async function begun(scene, way, store) {
    await bot?.program.stop();
    const since = new Map();
    const spans = [];
    let bytes = 0;
    proxy.watch = async (request, moment) => {
        if (moment === "before") since.set(request, performance.now());
        if (moment !== "answered") return;
        spans.push([since.get(request), performance.now()]);
        bytes += request.answer.length;
    };
    const begin = performance.now();
    await start(scene, way, store);
    return { ready: performance.now() - begin, homeserver: covered(spans), bytes };
}

/** How much time spans take together: where several are, it counts once. */
function covered(spans) {
    let [sum, end] = [0, -Infinity];
    for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
        sum += Math.max(0, to - Math.max(from, end));
        end = Math.max(end, to);
    }
    return sum;
}

/** Starts, memory and the cost of commands, with a store that knows the rooms. */
async function figures(scene, way, store = "bot") {
    progress(`starts, events ${way}`);
    const [starts, waits] = [[], []];
    await bot.program.stop();
    await start(scene, way, store);
    await delay(SETTLED_MS);
    const { room: meeting } = await obeyed(scene.alice, scene.room, CREATE, createCommand({ participants: scene.participants }));
    await scene.alice.join(meeting);
    await delay(SETTLED_MS);
    for (let n = 0; n < STARTS; n++) {
        const { ready, homeserver } = await begun(scene, way, store);
        starts.push(ready);
        waits.push(homeserver);
    }
    await delay(REST_MS);
    const [spent, at] = [cpu(bot.program), performance.now()];
    await delay(REST_MS);
    const idle = { ...memory(bot.program), live: live(await metrics(metricsAddress)), cpu: (cpu(bot.program) - spent) / (performance.now() - at) };
    progress("commands");
    const create = await commands(scene, () => [CREATE, createCommand({ participants: scene.participants })]);
    const update = await commands(scene, (n) => [UPDATE, { data: { target_room_id: meeting, title: `${way} ${Date.now()} ${n}` }, context: { locale: "en", timezone: "UTC" } }]);
    const messages = [];
    for (let n = 0; n < COMMANDS; n++) {
        const follow = await follower(scene.alice);
        const sent = performance.now();
        const id = await scene.alice.send(scene.room, "m.room.message", { msgtype: "m.text", body: "x" });
        await follow(({ event_id }) => event_id === id);
        messages.push(performance.now() - sent);
    }
    const after = { ...memory(bot.program), live: live(await metrics(metricsAddress)) };
    return { starts, waits, idle, after, create, update, messages, database: statSync(join(scene.folder, store, "parley.db")).size / 2 ** 20 };
}

/** Commands one after another: times, the part of them in which the homeserver worked on the bot's requests, requests and CPU of each. */
async function commands({ alice, room }, make) {
    const all = { ms: [], homeserver: [], requests: [], cpu: [] };
    for (let n = 0; n < COMMANDS; n++) {
        const [before, spent] = [await metrics(metricsAddress), cpu(bot.program)];
        const { ms, done } = await obeyed(alice, room, ...make(n));
        if (!done) throw new Error("a command was refused");
        const used = cpu(bot.program); // being asked costs, too
        const after = await metrics(metricsAddress);
        const difference = (name) => after(name) - before(name);
        all.ms.push(ms);
        all.homeserver.push(1000 * difference("parley_homeserver_request_duration_seconds_sum"));
        all.requests.push(difference("parley_homeserver_request_duration_seconds_count"));
        all.cpu.push(used - spent);
    }
    return all;
}

function report(rows) {
    const number = (value, digits = 1) => (Number.isFinite(value) ? value.toFixed(digits) : "–");
    const [least] = rows;
    const line = (name, value, digits = 1) => [name, ...rows.map((row) => number(value(row), digits)), number(value(rows.at(-1)) / value(least), 2)];
    const wide = (name, values) => [name, ...rows.map((row) => (values(row) ? spread(values(row)) : "–")), number(median(values(rows.at(-1)) ?? []) / median(values(least) ?? []), 2)];
    const sizes = ["rooms", ...rows.map(({ size }) => size.toLocaleString("en")), "÷"];
    for (const way of ["pushed", "asked"])
        print(`Events are ${way}: medians (least–most); the last column is the last one ÷ the first one`, [
            sizes,
            wide("start → ready, ms", (row) => row[way]?.starts),
            wide("   of it waiting for the homeserver", (row) => row[way]?.waits),
            line("memory that it has written, idle, MB", (row) => row[way]?.idle.written),
            line("   after the commands", (row) => row[way]?.after.written),
            line("   of it alive in Go", (row) => row[way]?.after.live),
            line("resident memory after the commands, MB", (row) => row[way]?.after.resident),
            line("CPU when nothing happens, ms/s", (row) => 1000 * row[way]?.idle.cpu, 2),
            wide("create → ✅, ms", (row) => row[way]?.create.ms),
            wide("   of it the homeserver's", (row) => row[way]?.create.homeserver),
            wide("   requests", (row) => row[way]?.create.requests),
            wide("   CPU, ms", (row) => row[way]?.create.cpu),
            wide("update → ✅, ms", (row) => row[way]?.update.ms),
            wide("   of it the homeserver's", (row) => row[way]?.update.homeserver),
            wide("   requests", (row) => row[way]?.update.requests),
            wide("   CPU, ms", (row) => row[way]?.update.cpu),
            wide("a plain message → sync, ms", (row) => row[way]?.messages),
            line("database, MB", (row) => row[way]?.database, 2),
        ]);
    print("A new store", [
        sizes,
        line("pushed: start → ready, ms", ({ look }) => look?.ready, 0),
        line("   until all rooms were looked at, s", ({ look }) => look?.seconds, 0),
        line("   CPU per room, ms", ({ look }) => look?.cpu, 2),
        line("   memory written meanwhile, MB, at most", ({ look }) => look?.most),
        line("asked: start → ready, ms", ({ first }) => first?.ready, 0),
        line("   of it waiting for the homeserver", ({ first }) => first?.homeserver, 0),
        line("   answers until then, kB", ({ first }) => first?.bytes / 1000),
        line(`   memory written ${REST_MS / 1000} s later, MB`, ({ first }) => first?.memory.written),
    ]);
}
