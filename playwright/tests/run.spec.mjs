// make run, as its users meet it: from an empty folder, again on the same data, and when something goes wrong.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "../fixtures.mjs";
import { scratchFolder } from "../scratch.mjs";
import { MatrixClient } from "../stack/matrix.mjs";
import { freePort, requireFree } from "../stack/process.mjs";

const RUN = resolve(import.meta.dirname, "../stack/run.mjs");
const runs = [];

test.afterEach(async () => {
    for (const run of runs.splice(0)) await run.end("SIGTERM");
});

test("a first run is seeded, Ctrl-C ends it, a second run keeps the data", async ({ page }) => {
    const folder = scratchFolder("run");
    const first = await begin(folder);
    const { stack } = first;
    expect(Object.keys(stack)).toEqual([
        "homeserver", "server_name", "bot_user_id", "bot_http", "widget", "cockpit", "etherpad", "client", "calendar_room", "users",
    ]);
    await page.goto(stack.client);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Calendar");
    await expect(page.getByRole("navigation").getByRole("link", { name: "Retrospective" })).toBeVisible();

    expect(await first.end("SIGINT")).toBe(0);
    expect(existsSync(join(folder, "stack.json"))).toBe(false);
    for (const address of [stack.client, stack.bot_http, stack.homeserver, stack.etherpad]) await requireFree(Number(new URL(address).port));

    const second = await begin(folder);
    expect(second.stack.users).toEqual(stack.users);
    expect(second.stack.calendar_room).toBe(stack.calendar_room);
    const alice = new MatrixClient(second.stack.homeserver, second.stack.users[0]);
    expect(await alice.joinedRooms()).toContain(stack.calendar_room);
    expect(await second.end("SIGTERM")).toBe(0);
});

test("a part that dies ends the run and is named", async () => {
    const run = await begin(scratchFolder("run"));
    const { pids } = run;
    expect(pids).toHaveLength(3);
    process.kill(pids[0], "SIGKILL");
    expect(await run.ended).toBe(1);
    expect(await run.errors).toMatch(/^(The bot|The homeserver|Etherpad) ended by itself/m);
    for (const { port } of [run.stack.client, run.stack.bot_http, run.stack.homeserver, run.stack.etherpad].map((address) => new URL(address)))
        await requireFree(Number(port));
});

test("a port that is taken is named with the remedy", async ({ stack }) => {
    const port = new URL(stack.bot.url).port;
    const run = start({ PORT: port, DATA: scratchFolder("run") });
    expect(await run.ended).toBe(1);
    expect(await run.errors).toContain(`Port ${port} is in use. Choose another address with PORT=`);
});

/** Starts a run and waits until it is ready; `stack` is what it wrote, `pids` are the parts it started. */
async function begin(folder) {
    const port = await fourFreePorts();
    const run = start({ PORT: String(port), DATA: folder });
    const ready = `Parley is ready: http://127.0.0.1:${port}/\n`;
    for await (const data of run.child.stdout) if (String(data).includes(ready)) break;
    const stack = JSON.parse(readFileSync(join(folder, "stack.json"), "utf8"));
    const pids = readFileSync(`/proc/${run.child.pid}/task/${run.child.pid}/children`, "utf8").trim().split(" ").map(Number);
    return { ...run, stack, pids };
}

function start(settings) {
    const child = spawn(process.execPath, [RUN], { env: { ...process.env, ...settings }, stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise((done) => child.once("exit", done));
    const end = (signal) => {
        child.kill(signal);
        return ended;
    };
    runs.push({ end });
    return { child, ended, end, errors: text(child.stderr) };
}

async function fourFreePorts() {
    for (;;) {
        const port = await freePort();
        const free = [port + 1, port + 2, port + 3].map(requireFree);
        if ((await Promise.allSettled(free)).every(({ status }) => status === "fulfilled")) return port;
    }
}
