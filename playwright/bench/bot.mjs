// The bot's figures: node playwright/bench/bot.mjs [RUNS]. Needs `make build`. Beside each figure stands what the homeserver alone
// takes for the same requests, in the same run: machines differ, the ratio tells.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { execute } from "../stack/process.mjs";
import { progress } from "../stack/progress.mjs";
import { Proxy } from "../stack/proxy.mjs";
import { Stack } from "../stack/stack.mjs";
import { CREATE, createCommand } from "../tests/meetings.mjs";
import { cpu, memory } from "./consumption.mjs";
import { median, print, spread } from "./figures.mjs";
import { follower, obeyed } from "./follower.mjs";

const RUNS = Number(process.argv[2] ?? 15);
const BURST = 100;
const CONCURRENCIES = [1, 4, 16];
const STARTS = 9;

const scratch = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "parley-bench-"));
const stack = new Stack({ folder: scratch, onDeath: fail });
try {
    await stack.startHomeserver();
    const account = await stack.account("parley", "Parley");
    const folder = join(scratch, "bot");
    const [alice, bob, carol] = await Promise.all(["alice", "bob", "carol"].map(async (name) => stack.api(await stack.account(name, name))));
    const participants = [bob, carol].map(({ userId }) => ({ user_id: userId }));
    const scene = { alice, participants, direct: stack.api(account), account, folder };

    const recorded = await record(scene);
    progress("one meeting after the other");
    const bot = await startBot({ homeserver: stack.homeserver, account, folder, onDeath: fail });
    scene.room = await createCalendarRoom({ owner: alice, bot: account.user_id });
    await meeting(scene); // connections are open, code is loaded
    const idle = memory(bot.program);
    const single = await singles(scene, bot, recorded);
    const burst = await many(scene, bot);
    const after = memory(bot.program);
    progress("the HTTP interface");
    const interface_ = await interfaceRates(scene, bot);
    progress("the homeserver alone");
    const ceiling = await directly(scene, recorded);
    await bot.program.stop();
    const starts = await startTimes(bot);
    report({ recorded, single, burst, ceiling, idle, after, starts, interface_ });
} finally {
    await stack.stop();
    rmSync(scratch, { recursive: true, force: true });
}

function fail(description) {
    console.error(description);
    process.exit(1);
}

/** The requests that the bot makes for one meeting, once it has learned what it remembers. */
async function record({ alice, participants, account, folder }) {
    const proxy = await new Proxy(stack.homeserver.url).start();
    const bot = await startBot({ homeserver: proxy, account, folder, onDeath: fail });
    const room = await createCalendarRoom({ owner: alice, bot: account.user_id });
    const requests = [];
    proxy.watch = async (request, moment) => {
        if (moment === "answered" && !request.path.includes("/sync?")) requests.push(request);
    };
    await meeting({ alice, participants, room });
    const created = (await meeting({ alice, participants, room })).room;
    await bot.program.stop();
    await proxy.stop();
    const first = requests.findIndex(({ path }) => path.includes("/send/m.reaction/"));
    return requests.slice(first + 1).map(({ method, path, body }) => ({ method, path, body: body.toString(), room: created }));
}

/** Has a meeting created and waits for the answer: {ms, room}. */
function meeting({ alice, participants, room }) {
    return obeyed(alice, room, CREATE, createCommand({ participants }));
}

/** Meetings by the bot, each followed by the same requests made directly, and by a plain message. */
async function singles(scene, bot, recorded) {
    const times = { bot: [], direct: [], message: [], cpu: 0 };
    for (let i = 0; i < RUNS; i++) {
        const before = cpu(bot.program);
        times.bot.push((await meeting(scene)).ms);
        times.cpu += cpu(bot.program) - before;
        const begin = performance.now();
        await replay(scene, recorded);
        times.direct.push(performance.now() - begin);
        const follow = await follower(scene.alice);
        const sent = performance.now();
        const id = await scene.alice.send(scene.room, "m.room.message", { msgtype: "m.text", body: "x" });
        await follow(({ event_id }) => event_id === id);
        times.message.push(performance.now() - sent);
    }
    return times;
}

/** Makes recorded requests one after the other, as the bot, for a new room under a new name. */
async function replay({ direct }, recorded) {
    const name = randomBytes(16).toString("hex");
    let created;
    // The bot derives all names from 32 digits, and writes a room's id into addresses as Go does: only its "!" is escaped.
    const [old] = recorded.find(({ path }) => path.endsWith("/createRoom")).body.match(/[0-9a-f]{32}/);
    for (const { method, path, body, room } of recorded) {
        const fresh = (text) => text.replaceAll(old, name).replaceAll(room.replace("!", "%21"), created).replaceAll(room, created);
        const answer = await direct.request(method, fresh(path), body ? JSON.parse(fresh(body)) : undefined);
        created ??= answer.room_id;
    }
}

/** Many commands at once, in two rooms: what the homeserver takes to accept them, the first answer, all answers, in ms. */
async function many({ alice, participants, account, room }, bot) {
    progress(`${BURST} meetings at once, twice`);
    const other = await createCalendarRoom({ owner: alice, bot: account.user_id });
    const send = (type) => Promise.all(Array.from({ length: BURST }, (_, n) => alice.send(n % 2 ? room : other, type, createCommand({ participants }))));
    const runs = [];
    for (let run = 0; run < 2; run++) {
        await follower(alice);
        const alone = performance.now();
        await send("org.example.nobody.listens");
        const sent = performance.now() - alone;
        const [follow, before, begin] = [await follower(alice), cpu(bot.program), performance.now()];
        let [seen, first] = [0, 0];
        const sending = send(CREATE);
        await follow(({ type }) => {
            if (type === "m.reaction" && ++seen === 1) first = performance.now() - begin;
            return seen === BURST;
        });
        await sending;
        runs.push({ sent, first, all: performance.now() - begin, cpu: (cpu(bot.program) - before) / BURST });
    }
    return runs;
}

/** Meetings per second that the homeserver makes by itself, per number of meetings at once. */
async function directly(scene, recorded) {
    const rates = {};
    for (const concurrency of CONCURRENCIES) {
        const begin = performance.now();
        let left = 2 * 16;
        const count = left;
        await Promise.all(Array.from({ length: concurrency }, async () => {
            while (left-- > 0) await replay(scene, recorded);
        }));
        rates[concurrency] = (count / (performance.now() - begin)) * 1000;
    }
    return rates;
}

/** What the HTTP interface answers per second to somebody known, beside a handler of echo that does nothing: {rates, p99} of each. */
async function interfaceRates({ alice }, { url }) {
    const program = join(scratch, "load");
    await execute("go", ["build", "-o", program, "./bench/load"], { cwd: join(import.meta.dirname, ".."), env: { CGO_ENABLED: "0" } });
    const empty = spawn(program, ["serve"], { stdio: ["ignore", "pipe", "inherit"], detached: true }); // so that it gets as much time as the bot
    const [address] = await once(empty.stdout, "data");
    const urls = [String(address).trim(), `${url}/v1/config`, `${url}/v1/widget/list`];
    const output = await execute(program, ["ask", ...urls], { env: { AUTHORIZATION: `Bearer ${alice.accessToken}` } });
    empty.kill();
    return JSON.parse(output);
}

/** Milliseconds from the start of the program to its first "ready", on a store that is in use. */
async function startTimes({ program, url }) {
    progress("starts");
    const times = [];
    for (let i = 0; i < STARTS; i++) {
        const begin = performance.now();
        const child = spawn(program.command, program.args, { cwd: program.cwd, env: program.env, stdio: "ignore" });
        while (!(await fetch(`${url}/v1/health`).then(({ ok }) => ok, () => false))) await new Promise(setImmediate);
        times.push(performance.now() - begin);
        child.kill("SIGTERM");
        await new Promise((resolve) => child.once("exit", resolve));
    }
    return times;
}

function report({ recorded, single, burst, ceiling, idle, after, starts, interface_ }) {
    const ratio = (value) => value.toFixed(2);
    const rates = burst.map(({ all }) => (BURST / all) * 1000);
    const wait = median(burst.map(({ first, sent }) => first - sent)) / median(single.bot);
    const best = Math.max(...Object.values(ceiling));
    print("The bot (medians; least–most)", [
        ["figure", "bot", "homeserver alone", "ratio", "budget"],
        ["requests per meeting", recorded.length, "", "", "≤ 8"],
        ["create → ✅, ms", spread(single.bot), spread(single.direct), ratio(median(single.bot) / median(single.direct)), "≤ 1.25"],
        ["a plain message → sync, ms", "", spread(single.message), "", ""],
        [`${BURST} at once, meetings/s`, rates.map((rate) => rate.toFixed(1)).join(" and "), best.toFixed(1), ratio(Math.max(...rates) / best), "≥ 0.8"],
        ["   first ✅ of them, ms", spread(burst.map(({ first }) => first)), spread(burst.map(({ sent }) => sent)), `${ratio(wait)} singles later`, "≤ 3"],
        ["CPU per meeting, ms", `${ratio(single.cpu / RUNS)}; at once ${ratio(median(burst.map((run) => run.cpu)))}`, "", "", "≤ 8"],
        ["private memory idle, MB (of it written)", `${idle.all.toFixed(1)} (${idle.written.toFixed(1)})`, "", "", "≤ 30"],
        [`private memory after ${2 * BURST + RUNS} meetings, MB`, `${after.all.toFixed(1)} (${after.written.toFixed(1)})`, "", "", "≤ 40"],
        ["start → ready, ms", spread(starts), "", "", "≤ 300"],
    ]);
    const [empty, ...others] = interface_;
    print("The HTTP interface, requests/s (32 at once; medians; least–most)", [
        ["address", "requests/s", "p99, ms", "÷ echo", "budget"],
        ["an empty handler of echo", spread(empty.rates), spread(empty.p99), "", ""],
        ...["/v1/config", "/v1/widget/list"].map((path, i) => [path, spread(others[i].rates), spread(others[i].p99), ratio(median(others[i].rates.map((rate, round) => rate / empty.rates[round]))), "≥ 0.7"]),
    ]);
    print("The homeserver alone, meetings/s", [["at once", ...CONCURRENCIES], ["", ...CONCURRENCIES.map((n) => ceiling[n].toFixed(1))]]);
}
