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
import { choose, consumption, cost, dragging, install, longestFrame, middle, scrolling, settled } from "./probe.mjs";

const SIZES = [10, 100, 1000, 5000];
const RUNS = Number(process.argv[2] ?? 3);
const SLOW = 6; // times slower than this machine
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
    month: { part: { 10: 0.3, 100: 0.3, 1000: 0.05 }, 10: 270, 100: 580, 1000: 7500 },
    dialog: { budget: 50 },
    dialogAgain: { budget: 50 },
    drag: { budget: 50 },
    drop: { budget: 50 },
    scroll: { budget: 50 },
    typing: { budget: 50 },
};
const RIVAL_SLOW = { firstCard: { part: { 10: 0.6, 100: 0.2 }, 10: 6000, 100: 20_000 } };
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

/** Cold runs each have a new profile; warm ones follow in the profile of one of them. Slow ones are cold, too. */
async function measure(meetings) {
    const runs = { cold: [], warm: [], slow: [] };
    for (let i = 0; i < RUNS; i++) {
        progress(`${meetings} meetings, run ${i + 1} of ${RUNS}`);
        const profile = mkdtempSync(join(scratch, "profile-"));
        runs.cold.push(await run(profile, meetings));
        runs.warm.push(await run(profile, meetings));
        runs.slow.push(await run(mkdtempSync(join(scratch, "profile-")), meetings, SLOW));
    }
    return runs;
}

async function run(profile, meetings, rate) {
    const context = await chromium.launchPersistentContext(profile, { ...config.use.launchOptions, viewport: config.use.viewport });
    try {
        await context.addInitScript(install);
        const page = context.pages()[0];
        const query = new URLSearchParams({ widget: widget.address, meetings, ...(rate && { hold: "" }) });
        await page.goto(`http://localhost:${client.address().port}/?${query}`);
        const frame = await (await page.waitForSelector("iframe")).contentFrame();
        if (rate) {
            await frame.waitForURL(/health/);
            await (await context.newCDPSession(frame)).send("Emulation.setCPUThrottlingRate", { rate });
            await page.evaluate(() => start());
        }
        const times = await settled(frame);
        const session = await context.newCDPSession(frame);
        await consumption(session);
        const before = await consumption(session);
        const figures = { ...times, ...before, ...(await use(page, frame, session)) };
        await page.waitForTimeout(CACHE_MS);
        return figures;
    } finally {
        await context.close();
    }
}

/** What a person does, one after another; figures by their names in RIVAL. */
async function use(page, frame, session) {
    const nothing = await cost(session, () => {});
    const arrival = await cost(session, () => page.evaluate(() => arrive()));
    const scroll = await scrolling(page, frame);
    const search = frame.locator(".toolbar input[type=search]");
    const keys = [];
    await search.focus();
    const typing = await longestFrame(frame, async () => {
        for (const key of "meeti") keys.push(await cost(session, () => page.keyboard.press(key)));
    });
    await search.fill("");
    const create = await middle(frame.getByRole("button", { name: "New meeting" }));
    await page.mouse.move(...create);
    const dialog = await cost(session, () => page.mouse.click(...create));
    await frame.waitForSelector("dialog[open]");
    await page.keyboard.press("Escape");
    await frame.waitForSelector("dialog", { state: "detached" });
    const dialogAgain = await cost(session, () => page.mouse.click(...create));
    await page.keyboard.press("Escape");
    await frame.waitForSelector("dialog", { state: "detached" });
    const month = await cost(session, () => choose(session, ".toolbar-view", "month"));
    await choose(session, ".toolbar-view", "week");
    const key = Math.max(...keys.slice(1));
    return { nothing, arrival, scroll, typing, firstKey: keys[0], key, dialog, dialogAgain, month, ...(await dragging(page, frame, session)) };
}

function report(meetings, { cold, warm, slow }) {
    const row = (rivals, name, key, unit, ...columns) => {
        const rival = rivals[key]?.[meetings];
        const { part, budget = (part?.[meetings] ?? part) * rival } = rivals[key] ?? {};
        const ours = columns.map((runs) => spread(runs.map((result) => result[key] / unit)));
        return [name, ...ours, ...[budget, rival].map((value) => (value ? Math.round(value).toLocaleString("en") : ""))];
    };
    const rows = [
        ["first contentful paint, ms", "paint"],
        ["first card, ms", "firstCard"],
        ["list complete, ms", "lastChange"],
        ["longest task, ms", "longest"],
        ["CPU until then, all threads, ms", "cpu"],
        ["tasks when nothing happens, ms", "nothing"],
        ["tasks for one meeting arriving, ms", "arrival"],
        ["tasks for the first key in the search, ms", "firstKey"],
        ["tasks for another one, the worst of four, ms", "key"],
        ["longest frame meanwhile, ms", "typing"],
        ["tasks for opening the dialog, ms", "dialog"],
        ["tasks for opening it again, ms", "dialogAgain"],
        ["tasks for the month view, ms", "month"],
        ["longest frame while the list is scrolled, ms", "scroll"],
        ["longest frame while a meeting is dragged, ms", "drag"],
        ["longest frame when it is dropped, ms", "drop"],
        ["JavaScript heap, kB", "heap", 1000],
        ["WebAssembly memory, kB", "memory", 1000],
    ];
    print(`${meetings} meetings (${cold[0].cards} cards): median (least–most) of ${RUNS}`, [
        ["", "cold", "warm", "budget", "rival, recorded"],
        ...rows.map(([name, key, unit = 1]) => row(RIVAL, name, key, unit, cold, warm)),
    ]);
    print(`${meetings} meetings, a processor ${SLOW} times slower`, [
        ["", "cold", "budget", "rival, recorded"],
        ...rows.filter(([, key]) => key !== "cpu").map(([name, key, unit = 1]) => row(RIVAL_SLOW, name, key, unit, slow)),
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
