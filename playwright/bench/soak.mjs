// A day of an office in less than an hour: node playwright/bench/soak.mjs [MINUTES]. Needs `make build`. People plan meetings, change
// them, invite, split into sessions, take notes, close; programs use the HTTP interface, browsers load the widget, meetings are
// reminded of, end and are deleted, and the homeserver is restarted six times. Nothing in the bot may grow: a line is laid through
// what is sampled after a while. Ends with 1 when something grows.
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createCalendarRoom, dateTime } from "../stack/calendar.mjs";
import { notesSettings } from "../stack/etherpad.mjs";
import { freePort } from "../stack/process.mjs";
import { progress } from "../stack/progress.mjs";
import { Stack } from "../stack/stack.mjs";
import { readAnswer } from "../tests/meetings.mjs";
import { asker, openIdHeader } from "../tests/programs.mjs";
import { handles, live, memory, metrics } from "./consumption.mjs";
import { print } from "./figures.mjs";

const MINUTE = 60_000;
const LENGTH = Number(process.argv[2] ?? 40) * MINUTE;
const HOUR = LENGTH / 24; // of the day
const SAMPLE = Math.min(MINUTE / 2, LENGTH / 40);
const MEETINGS = 10; // begun per hour of the day
const AT_ONCE = 10; // meetings that are tended
const RESTART_HOURS = 4;
const WARM = 0.25; // of the time; then memory has found its size
const PEOPLE = ["alice", "bob", "carol", "dora", "emil", "fred"];
const LIMIT = { limit: 3 * MINUTE };
/** What is judged: name, figure, and how much of it is no growth whatever the line says. */
const JUDGED = [
    ["resident memory, MB", "resident", 2],
    ["of it written by the bot", "written", 2],
    ["live Go memory, MB", "live", 0.5],
    ["goroutines", "goroutines", 2],
    ["threads", "threads", 2],
    ["open files and sockets", "files", 2],
    ["connections to the database", "connections", 0.5],
    ["of them used", "used", 0.5],
    ["open work", "open", 2],
    ["write-ahead log of the database, MB", "log", 0.5],
];
const type = (name) => `net.nordeck.meetings.${name}`;

const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "parley-soak-"));
const stack = new Stack({ folder: scratch, onDeath: fail });
const done = {}; // how often each thing was done
const troubles = [];
let failed = true;
try {
    const address = `127.0.0.1:${await freePort()}`;
    const { calendars, people } = await prepare(address);
    const begin = Date.now();
    const until = begin + LENGTH;
    const [samples] = await Promise.all([sampled(address, begin, until), office(calendars, people, until), restarts(until)]);
    failed = report(samples);
} finally {
    await stack.stop();
    rmSync(scratch, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

function fail(description) {
    console.error(description);
    process.exit(1);
}

/** Starts everything, as one installation has it: {calendars, people}. */
async function prepare(address) {
    await stack.startHomeserver();
    await stack.startEtherpad();
    const admin = await stack.account("root", "Root", { admin: true });
    await stack.startBot({
        env: {
            METRICS_ADDRESS: address, ...notesSettings(stack.etherpad), REMINDERS: "1", BREAKOUT_AUTO_CLOSE: "true", RATE_LIMIT_BURST: "10000",
            AUTO_DELETION_OFFSET: "1", REAPER_MODE: "bot", REAPER_ACCESS_TOKEN: admin.access_token, REAPER_INTERVAL_SECONDS: "60", REAPER_WARNING_SECONDS: "0",
        },
    });
    const people = await Promise.all(PEOPLE.map(async (name) => {
        const account = await stack.account(name, name);
        return { name, ...account, api: patient(stack.api(account)), ask: asker(stack, account) };
    }));
    const calendars = [];
    for (const owner of people.slice(0, 3)) {
        const members = people.filter((person) => person !== owner).map(({ api }) => api);
        calendars.push(await createCalendarRoom({ owner: owner.api, members, bot: stack.bot.userId }));
    }
    return { calendars, people };
}

/** An API that waits for a homeserver that is restarted. What was lost with an answer may be done twice. */
function patient(api) {
    const once = api.request.bind(api);
    api.request = async (method, path, body, options = {}) => {
        for (const limit = Date.now() + LIMIT.limit; ; ) {
            try {
                return await once(method, path, body, options);
            } catch (error) {
                if (error.errcode || options.signal?.aborted || Date.now() > limit) throw error;
                await delay(500);
            }
        }
    };
    return api;
}

/** Lets people begin meetings until the day is over, and waits for the last ones. */
async function office(calendars, people, until) {
    const running = new Set();
    for (let n = 0; Date.now() < until - 2 * HOUR; n++) {
        const organiser = people[n % people.length];
        const others = people.filter((person) => person !== organiser);
        const life = meeting({ n, room: calendars[n % calendars.length], organiser, others }).catch((error) => trouble(`meeting ${n}: ${error.message}`));
        running.add(life);
        life.then(() => running.delete(life));
        await delay(HOUR / MEETINGS);
        if (running.size >= AT_ONCE) await Promise.race(running);
    }
    await Promise.all(running);
}

/** What becomes of one meeting. Every third one is planned by a program, every second one is closed by hand, the others end. */
async function meeting({ n, room, organiser, others: [second, third, fourth] }) {
    const rest = () => delay(HOUR / 8);
    const start = Date.now() + 2 * MINUTE;
    const entry = { uid: `soak-${n}`, dtstart: dateTime(start), dtend: dateTime(start + MINUTE) };
    const data = { title: `Meeting ${n}`, description: "What to do next", calendar: [entry], participants: [second, third].map(({ user_id }) => ({ user_id })) };
    const own = n % 3 === 0 ? await program(organiser, room, data) : (await command(organiser, room, "meeting.create", data)).room;
    for (const { api } of [organiser, second]) await api.join(own);
    await browser(second, own);
    await rest();
    await command(organiser, room, "meeting.update", { target_room_id: own, title: `Meeting ${n}, changed`, description: "Other things" });
    await command(organiser, room, "meeting.participants.handle", { target_room_id: own, invite: true, userIds: [fourth.user_id] });
    await rest();
    await notes({ n, own, organiser, second });
    const sessions = { start_time: new Date(Date.now()).toISOString(), end_time: new Date(Date.now() + 2 * MINUTE).toISOString() };
    await command(organiser, own, "breakoutsessions.create", { ...sessions, groups: ["A", "B"].map((title) => ({ title, participants: [{ user_id: second.user_id }] })) });
    await command(organiser, room, "sub_meetings.send_message", { target_room_id: own, message: "Ten more minutes" });
    await rest();
    await command(organiser, room, "meeting.participants.handle", { target_room_id: own, invite: false, userIds: [fourth.user_id] });
    await command(organiser, room, "meeting.update", { target_room_id: own, calendar: [{ ...entry, dtend: dateTime(start + 2 * MINUTE) }] });
    await organiser.api.send(room, "m.room.message", { msgtype: "m.text", body: "!meeting list" });
    count("questions by chat");
    await rest();
    if (n % 2) await command(organiser, room, "meeting.close", { target_room_id: own });
}

/** Sends a command and waits for its answer. */
async function command(person, room, name, data) {
    const id = await person.api.send(room, type(name), { data, context: { locale: "en", timezone: "Europe/Berlin" } });
    const answer = readAnswer((await person.api.reaction(room, id, LIMIT)).content);
    count(name);
    if (!answer.done) trouble(`${name}: ${JSON.stringify(answer.error)}`);
    return answer;
}

/** Plans a meeting over HTTP. A request that was not carried out in time is repeated, with its key. */
async function program(person, parent_room_id, data) {
    const key = { "idempotency-key": data.calendar[0].uid };
    for (const limit = Date.now() + LIMIT.limit; ; await delay(500)) {
        const { status, body, text } = await person.ask("POST", "/meeting/create", { ...data, parent_room_id }, key);
        if (status === 201) {
            count("meetings over HTTP");
            return body.room_id;
        }
        if (status < 500 || Date.now() > limit) throw new Error(`over HTTP: ${status} ${text}`);
    }
}

/** What a browser loads when the widget is opened, and asks for afterwards. */
async function browser(person, room) {
    const headers = { "accept-encoding": "br" };
    const page = await (await fetch(stack.bot.url, { headers })).text();
    for (const [, file] of page.matchAll(/["'(]\/?([\w.-]+\.(?:wasm|js|css))["')]/g)) await (await fetch(`${stack.bot.url}/${file}`, { headers })).arrayBuffer();
    const authorization = await openIdHeader(stack, person);
    for (const path of ["/config", "/widget/list", `/meeting/${encodeURIComponent(room)}/sharingInformation`]) await person.ask("GET", path, undefined, { authorization });
    count("widget loads");
}

/** Notes are set up, opened, and now and then posted as a PDF. */
async function notes({ n, own, organiser, second }) {
    await command(organiser, own, "meeting_notes.select_writer", { participant_ids: [second.user_id] });
    const { status, body } = await second.ask("POST", `/meeting/${encodeURIComponent(own)}/notes/access`);
    if (status === 200) await (await fetch(body.url)).text();
    count("notes opened");
    if (n % 4 === 0) await command(organiser, own, "meeting_notes.generate_pdf", {});
}

/** Restarts the homeserver, in turn killed and stopped. */
async function restarts(until) {
    for (let n = 0; Date.now() < until - (RESTART_HOURS + 1) * HOUR; n++) {
        await delay(RESTART_HOURS * HOUR);
        await (n % 2 ? stack.homeserver.program.kill() : stack.homeserver.program.stop());
        await delay(2000); // that everybody notices
        await stack.homeserver.program.start();
        count("restarts of the homeserver");
    }
}

/** Figures of the bot, again and again: {minute, …}. */
async function sampled(address, begin, until) {
    const samples = [];
    const database = join(scratch, "bot", "parley.db");
    for (let next = begin; next <= until; next += SAMPLE) {
        await delay(Math.max(0, next - Date.now()));
        const metric = await metrics(address);
        const { resident, written } = memory(stack.bot.program);
        samples.push({
            minute: (Date.now() - begin) / MINUTE,
            resident, written, live: live(metric), goroutines: metric("go_goroutines"), ...handles(stack.bot.program),
            connections: metric("parley_database_connections"), used: metric("parley_database_connections_used"), open: metric("parley_queue_items"),
            log: statSync(`${database}-wal`).size / 2 ** 20, database: statSync(database).size / 2 ** 20,
            commands: metric("parley_commands_total"), refused: metric("parley_commands_total") - metric("parley_commands_total", { result: "done" }),
            deleted: metric("parley_reaper_steps_total", { step: "purge", result: "done" }), requests: metric("parley_homeserver_requests_total"),
        });
        if (samples.length % 10 === 0) progress(`minute ${Math.round(samples.at(-1).minute)}: ${samples.at(-1).commands} commands, ${resident.toFixed(1)} MB, troubles: ${troubles.length}`);
    }
    return samples;
}

function count(what) {
    done[what] = (done[what] ?? 0) + 1;
}

function trouble(what) {
    troubles.push(what);
    progress(what);
}

/**
 * A line through the samples' figure by least squares: {mean, growth, error}, the growth from its first to its last sample and the
 * standard error of that.
 */
function line(samples, figure) {
    const points = samples.map((sample) => [sample.minute, sample[figure]]);
    const average = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [x, y] = [average(points.map(([at]) => at)), average(points.map(([, value]) => value))];
    const spreadX = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
    const slope = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spreadX;
    const rest = points.reduce((sum, [at, value]) => sum + (value - y - slope * (at - x)) ** 2, 0);
    const length = points.at(-1)[0] - points[0][0];
    return { mean: y, growth: slope * length, error: Math.sqrt(rest / (points.length - 2) / spreadX) * length };
}

/** Prints everything, and answers whether something grows. */
function report(samples) {
    const number = (value) => value.toFixed(1);
    print("Samples", [
        ["minute", "resident MB", "written MB", "live MB", "goroutines", "threads", "files", "connections", "used", "open", "log MB", "database MB", "commands"],
        ...samples.filter((_, n) => n % 4 === 0 || n === samples.length - 1).map((s) => [
            number(s.minute), number(s.resident), number(s.written), number(s.live), s.goroutines, s.threads, s.files, s.connections, s.used, s.open, number(s.log), number(s.database), s.commands,
        ]),
    ]);
    const judged = samples.filter(({ minute }) => minute * MINUTE >= WARM * LENGTH);
    const lines = JUDGED.map(([name, figure, floor]) => {
        const fit = line(judged, figure);
        // A line that two of its errors could have made level is no growth, nor is less than a twentieth.
        const grows = fit.growth > Math.max(floor, 0.05 * fit.mean, 2 * fit.error);
        return { name, ...fit, least: Math.min(...judged.map((s) => s[figure])), most: Math.max(...judged.map((s) => s[figure])), grows };
    });
    print(`A line through ${judged.length} samples from minute ${number(judged[0].minute)} on`, [
        ["figure", "mean", "least", "most", "growth", "± error", "verdict"],
        ...lines.map(({ name, mean, least, most, growth, error, grows }) => [name, number(mean), number(least), number(most), number(growth), number(error), grows ? "GROWS" : "level"]),
    ]);
    const last = samples.at(-1);
    print("What was done", [["", "times"], ...Object.entries(done), ["commands that the bot answered", last.commands], ["   refused", last.refused], ["rooms deleted", last.deleted], ["requests to the homeserver", last.requests], ["what went wrong", troubles.length]]);
    const grow = lines.filter(({ grows }) => grows).map(({ name }) => name);
    console.log(`\nVerdict: ${grow.length ? `these grow: ${grow.join(", ")}` : `nothing grows in ${Math.round(LENGTH / MINUTE)} minutes`}.`);
    for (const what of troubles.slice(0, 20)) console.log(`  ${what}`);
    return grow.length > 0;
}
