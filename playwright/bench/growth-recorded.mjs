// The bot in more rooms than a homeserver on one machine holds: node playwright/bench/growth-recorded.mjs [ROOMS,ROOMS,…]. Needs
// `make build`. A stand-in answers in place of a homeserver, with what a real one has answered before: so everything here is the bot's
// own work, and nothing says how a homeserver bears so many rooms. CHART=file draws the curves.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeRegistration, startBot } from "../stack/bot.mjs";
import { createCalendarRoom, dateTime } from "../stack/calendar.mjs";
import { freePort } from "../stack/process.mjs";
import { progress } from "../stack/progress.mjs";
import { Proxy } from "../stack/proxy.mjs";
import { Stack } from "../stack/stack.mjs";
import { CREATE, createCommand, timeline } from "../tests/meetings.mjs";
import { chart } from "./chart.mjs";
import { cpu, live, memory, metrics } from "./consumption.mjs";
import { median, print, spread } from "./figures.mjs";
import { obeyed } from "./follower.mjs";
import { record, RecordedHomeserver } from "./recording.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const SIZES = (process.argv[2] ?? "1000,10000,100000").split(",").map(Number);
const STARTS = 5;
const COMMANDS = 15;
const REMINDERS = 500;
const REST_MS = 5000;
const PATIENCE_MS = 300_000;

const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "parley-growth-"));
const registration = join(scratch, "registration.yaml");
const address = `127.0.0.1:${await freePort()}`;
try {
    const recorded = await recording();
    const service = await makeRegistration(registration);
    const [, token] = readFileSync(registration, "utf8").match(/hs_token: (\S+)/);
    const rows = [];
    for (const size of SIZES) {
        const row = { size };
        for (const way of ["pushed", "asked"]) row[way] = await measure({ recorded, service, token, size, way });
        rows.push(row);
        report(rows);
    }
    if (process.env.CHART) writeFileSync(process.env.CHART, drawn(rows));
    progress(`${REMINDERS} reminders at once`);
    const { seconds, cpu: each, requests } = await reminders(recorded, service, token);
    print("Reminders that are due at once", [
        ["number", "seconds", "per second", "requests of each", "CPU of each, ms"],
        [REMINDERS, seconds.toFixed(1), (REMINDERS / seconds).toFixed(0), requests.toFixed(1), each.toFixed(1)],
    ]);
} finally {
    rmSync(scratch, { recursive: true, force: true });
}
process.exit(0);

function fail(description) {
    console.error(description);
    process.exit(1);
}

/** What a real homeserver answers to the bot that makes a meeting, twice: see RecordedHomeserver. */
async function recording() {
    progress("recording what a homeserver answers");
    const stack = new Stack({ folder: join(scratch, "recorded"), onDeath: fail, pushed: true });
    await stack.startHomeserver();
    const proxy = await new Proxy(stack.homeserver.url).start();
    let calendar = "none";
    const answers = record(proxy, () => calendar);
    const account = await stack.account("parley");
    const bot = await startBot({ homeserver: proxy, account, folder: join(scratch, "recorded-bot"), env: { ENABLE_CRYPTO: "false" }, onDeath: fail });
    const [alice, bob] = await Promise.all(["alice", "bob"].map(async (name) => stack.api(await stack.account(name, name))));
    calendar = await createCalendarRoom({ owner: alice, bot: bot.userId });
    const content = createCommand({ participants: [{ user_id: bob.userId }] });
    await obeyed(alice, calendar, CREATE, content);
    const { room: meeting } = await obeyed(alice, calendar, CREATE, content);
    await alice.join(meeting);
    await bot.program.stop();
    const state = await alice.fullState(meeting);
    const created = (await timeline(alice, meeting)).filter(({ content: { membership }, state_key }) => membership !== "join" || state_key === bot.userId);
    await proxy.stop();
    await stack.stop();
    const present = { summary: { "m.joined_member_count": 1, "m.invited_member_count": 0 }, unread_notifications: { highlight_count: 0, notification_count: 0 } };
    return { answers, calendar, meeting, state, created, present, command: { type: CREATE, sender: alice.userId, content } };
}

/** The bot at a stand-in with so many rooms: a start with a new store, and then all else with one that knows its rooms. */
async function measure({ recorded, service, token, size, way }) {
    progress(`${size} rooms, events ${way}`);
    const push = way === "pushed" ? { url: `http://127.0.0.1:${service.port}`, token } : undefined;
    const account = push ? service : { user_id: service.user_id, password: "recorded", port: service.port };
    const begun = async (homeserver, folder) => {
        const begin = performance.now();
        const env = { METRICS_ADDRESS: address, LOG_LEVEL: "warn", RATE_LIMIT_BURST: "1000", ENABLE_CRYPTO: "false", ...(!push && { ACCESS_TOKEN: service.access_token, BOT_USERNAME: "", BOT_PASSWORD: "" }) };
        const { program } = await startBot({ homeserver, account, folder, env, onDeath: fail, limit: PATIENCE_MS });
        return { program, ms: performance.now() - begin };
    };
    const few = await new RecordedHomeserver(recorded, 3, push).start();
    const known = join(scratch, `known-${size}-${way}`);
    const first = await begun(few, known);
    await delay(REST_MS);
    await first.program.stop();
    await few.stop();

    const many = await new RecordedHomeserver(recorded, size, push).start();
    const fresh = await begun(many, join(scratch, `new-${size}-${way}`));
    let most = 0;
    for (let n = 0; n < 20; n++) {
        await delay(REST_MS / 10);
        most = Math.max(most, memory(fresh.program).written);
    }
    const set = statSync(join(scratch, `new-${size}-${way}`, "parley.db")).size / 2 ** 20;
    await fresh.program.stop();

    const [starts, startCpu] = [[], []];
    let program;
    for (let n = 0; n < STARTS; n++) {
        await program?.stop();
        const again = await begun(many, known);
        starts.push(again.ms);
        startCpu.push(cpu(again.program));
        program = again.program;
    }
    await delay(REST_MS);
    const idle = { ...memory(program), live: live(await metrics(address)) };
    const all = { ms: [], cpu: [], requests: [] };
    for (let n = 0; n < COMMANDS; n++) {
        const [before, spent, begin] = [await metrics(address), cpu(program), performance.now()];
        const { "m.relates_to": { key } } = await many.command(recorded.command);
        if (key !== "✅") throw new Error(`refused: ${key}`);
        all.ms.push(performance.now() - begin);
        await delay(300); // the events of its making
        all.cpu.push(cpu(program) - spent);
        all.requests.push((await metrics(address))("parley_homeserver_request_duration_seconds_count") - before("parley_homeserver_request_duration_seconds_count"));
    }
    const after = { ...memory(program), live: live(await metrics(address)) };
    await program.stop();
    await many.stop();
    if (many.unknown.size) progress(`not recorded: ${[...many.unknown].slice(0, 5).join("; ")}`);
    return { fresh: fresh.ms, most, set, starts, startCpu, idle, after, ...all };
}

/** Many meetings that begin at the same time: {seconds} from the first reminder to the last, {cpu, requests} of each. */
async function reminders(recorded, service, token) {
    const start = Math.ceil((Date.now() + 40_000) / 60_000) * 60_000 + 10 * 60_000; // people are reminded ten minutes before
    const calendar = [{ uid: "u", dtstart: dateTime(start), dtend: dateTime(start + 3_600_000) }];
    const timed = (events) => events.map((event) => (event.type === METADATA ? { ...event, content: { ...event.content, calendar } } : event));
    const homeserver = await new RecordedHomeserver({ ...recorded, state: timed(recorded.state), created: timed(recorded.created) }, 3, { url: `http://127.0.0.1:${service.port}`, token }).start();
    const env = { METRICS_ADDRESS: address, LOG_LEVEL: "warn", ENABLE_CRYPTO: "false", REMINDERS: "10" };
    const { program } = await startBot({ homeserver, account: service, folder: join(scratch, "reminders"), env, onDeath: fail });
    for (let n = 0; n < REMINDERS; n++) await homeserver.make(`!reminded${n}:${recorded.meeting.split(":")[1]}`);
    const asked = async () => (await metrics(address))("parley_homeserver_request_duration_seconds_count");
    while ((await metrics(address))("parley_queue_items")) await delay(500);
    const [requests, spent, said] = [await asked(), cpu(program), homeserver.said];
    while (homeserver.said === said) await delay(1);
    const begin = performance.now();
    while (homeserver.said < said + REMINDERS) await delay(1);
    const seconds = (performance.now() - begin) / 1000;
    const used = cpu(program) - spent;
    const figures = { seconds, cpu: used / REMINDERS, requests: ((await asked()) - requests) / REMINDERS };
    await program.stop();
    await homeserver.stop();
    return figures;
}

/** How the figures of pushed events grow. */
function drawn(rows) {
    const values = (value) => rows.map((row) => value(row.pushed));
    return chart({
        xs: rows.map(({ size }) => size), limit: 1.5, unit: "meeting rooms",
        curves: [
            { name: "CPU of a start", values: values((row) => median(row.startCpu)) },
            { name: "CPU of a create", values: values((row) => median(row.cpu)) },
            { name: "memory after the commands", values: values(({ after }) => after.written) },
            { name: "requests of a create", values: values((row) => median(row.requests)) },
        ],
    });
}

function report(rows) {
    const line = (name, value) => [name, ...rows.map((row) => value(row).toFixed(1)), (value(rows.at(-1)) / value(rows[0])).toFixed(2)];
    const wide = (name, values) => [name, ...rows.map((row) => spread(values(row))), (median(values(rows.at(-1))) / median(values(rows[0]))).toFixed(2)];
    for (const way of ["pushed", "asked"])
        print(`A recorded homeserver, events ${way}: medians (least–most); the last column is the last one ÷ the first one`, [
            ["rooms", ...rows.map(({ size }) => size.toLocaleString("en")), "÷"],
            wide("start → ready, ms", (row) => row[way].starts),
            wide("   CPU, ms", (row) => row[way].startCpu),
            line("memory that it has written, idle, MB", (row) => row[way].idle.written),
            line("   after the commands", (row) => row[way].after.written),
            line("   of it alive in Go", (row) => row[way].after.live),
            wide("create → ✅, ms", (row) => row[way].ms),
            wide("   requests", (row) => row[way].requests),
            wide("   CPU, ms", (row) => row[way].cpu),
            line("with a new store: start → ready, ms", (row) => row[way].fresh),
            line("   memory written in the 10 s after, MB, at most", (row) => row[way].most),
            line("   database then, MB", (row) => row[way].set),
        ]);
}
