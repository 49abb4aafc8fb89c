// The widget's figures: node playwright/bench/widget.mjs [RUNS]. Needs `make build`. The client around it answers from memory and
// is another site, so the widget has a process of its own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { chromium } from "@playwright/test";
import config from "../playwright.config.mjs";
import { freePort, Program } from "../stack/process.mjs";
import { memoryClient } from "../stack/parts.mjs";
import { progress } from "../stack/progress.mjs";
import { print, spread } from "./figures.mjs";
import { consumption, dragging, install, settled } from "./probe.mjs";

const SIZES = [10, 100, 1000];
const RUNS = Number(process.argv[2] ?? 5);
const WASM_BUDGET = 1_000_000; // bytes, brotli
const CACHE_MS = 3000; // until the browser has stored compiled code
// The rival's figures in the same setting, and the budget as a part of them. They were measured once, on another day, on two busy
// cores: it cannot be brought from packages. Look at the order of magnitude.
const RIVAL = {
    paint: { part: 0.3, 10: 380, 100: 350, 1000: 500 },
    firstCard: { part: { 10: 0.9, 100: 0.3, 1000: 0.03 }, 10: 950, 100: 3200, 1000: 53_000 },
    cpu: { part: { 10: 0.8, 100: 0.2, 1000: 0.03 }, 10: 1040, 100: 3600, 1000: 69_000 },
    arrival: { 10: 250, 100: 1200, 1000: 50_000, budget: 20 },
    longest: { 10: 210, 100: 400, budget: 100 },
    frameTime: { budget: 50 },
};
const root = resolve(import.meta.dirname, "../..");

const scratch = mkdtempSync(join(tmpdir(), "parley-bench-"));
const widget = await startWidget();
const client = await serve(await memoryClient());
try {
    sizes();
    for (const meetings of SIZES) report(meetings, await measure(meetings));
} finally {
    client.close();
    await widget.stop();
    rmSync(scratch, { recursive: true, force: true });
}

function sizes() {
    const { assets } = JSON.parse(readFileSync(join(root, "web/dist/manifest.json"), "utf8"));
    print("What is transferred, bytes", [
        ["file", "plain", "gzip", "brotli", "of the budget"],
        ...assets.map(({ name, size, gz, br }) => [name, size, gz, br, `${Math.round((br / WASM_BUDGET) * 100)} %`]),
    ]);
}

/** Cold runs each have a new profile; warm ones follow in the profile of one of them. */
async function measure(meetings) {
    const runs = { cold: [], warm: [] };
    for (let i = 0; i < RUNS; i++) {
        progress(`${meetings} meetings, run ${i + 1} of ${RUNS}`);
        const profile = mkdtempSync(join(scratch, "profile-"));
        runs.cold.push(await run(profile, meetings));
        runs.warm.push(await run(profile, meetings));
    }
    return runs;
}

async function run(profile, meetings) {
    const context = await chromium.launchPersistentContext(profile, { ...config.use.launchOptions, viewport: config.use.viewport });
    try {
        await context.addInitScript(install);
        const page = context.pages()[0];
        await page.goto(`http://localhost:${client.address().port}/?${new URLSearchParams({ widget: widget.address, meetings })}`);
        const frame = await (await page.waitForSelector("iframe")).contentFrame();
        const times = await settled(frame);
        const session = await context.newCDPSession(frame);
        await consumption(session);
        const before = await consumption(session);
        await page.evaluate(() => arrive());
        await settled(frame);
        const after = await consumption(session);
        const frameTime = await dragging(page, frame);
        await page.waitForTimeout(CACHE_MS);
        return { ...times, ...before, arrival: after.tasks - before.tasks, frameTime };
    } finally {
        await context.close();
    }
}

function report(meetings, { cold, warm }) {
    const row = (name, key, unit = 1) => {
        const { part, budget = (part?.[meetings] ?? part) * rival(key) } = RIVAL[key] ?? {};
        const ours = [cold, warm].map((runs) => spread(runs.map((result) => result[key] / unit)));
        return [name, ...ours, ...[budget, rival(key)].map((value) => (value ? Math.round(value).toLocaleString("en") : ""))];
    };
    const rival = (key) => RIVAL[key]?.[meetings];
    print(`${meetings} meetings (${cold[0].cards} cards): median (least–most) of ${RUNS}`, [
        ["", "cold", "warm", "budget", "rival, recorded"],
        row("first contentful paint, ms", "paint"),
        row("first card, ms", "firstCard"),
        row("list complete, ms", "lastChange"),
        row("longest task, ms", "longest"),
        row("CPU until then, all threads, ms", "cpu"),
        row("tasks for one meeting arriving, ms", "arrival"),
        row("longest frame while a meeting is dragged, ms", "frameTime"),
        row("JavaScript heap, kB", "heap", 1000),
        row("WebAssembly memory, kB", "memory", 1000),
    ]);
}

async function startWidget() {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/`;
    const program = new Program({
        name: "parley web",
        command: join(root, "bin/parley"),
        args: ["web"],
        env: {
            ...process.env, PUBLIC_URL: address, BIND_ADDRESS: "127.0.0.1", PORT: String(port), LOG_LEVEL: "warn",
            HOMESERVER_URL: "http://127.0.0.1:1", BOT_USERNAME: "@parley:bench.example", BOT_PASSWORD: "unused",
        },
        log: join(scratch, "parley.log"),
        answers: async () => (await fetch(address)).ok,
    });
    await program.start();
    return Object.assign(program, { address });
}

function serve(folder) {
    const types = { ".html": "text/html", ".js": "text/javascript" };
    const files = Object.fromEntries(["index.html", "main.js"].map((name) => [name, readFileSync(join(folder, name))]));
    const server = createServer((request, response) => {
        const name = new URL(request.url, "http://localhost").pathname.slice(1) || "index.html";
        response.writeHead(files[name] ? 200 : 404, { "Content-Type": types[extname(name)] ?? "text/plain" }).end(files[name]);
    });
    return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}
