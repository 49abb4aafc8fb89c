// go test -exec "node playwright/shared/run.mjs": runs a program that Go compiled for WebAssembly in a page of Chromium, with its
// arguments, output and exit code. It can read the repository's files, nothing else. In TEST_CHROMIUM may be the address of a
// Chromium that is already there: chromium.mjs.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "@playwright/test";
import config from "../playwright.config.mjs";
import { execute } from "../stack/process.mjs";
import { serve } from "./files.mjs";

const root = resolve(import.meta.dirname, "../..");
const [program, ...args] = process.argv.slice(2);
const output = { 1: process.stdout, 2: process.stderr };
const scripts = [join((await execute("go", ["env", "GOROOT"])).trim(), "lib/wasm/wasm_exec.js"), join(import.meta.dirname, "page.js")];
const server = await serve(root, {
    "/": { type: "text/html", content: "<!doctype html><script src=wasm_exec.js></script><script src=page.js></script>" },
    "/wasm_exec.js": { type: "text/javascript", content: readFileSync(scripts[0]) },
    "/page.js": { type: "text/javascript", content: readFileSync(scripts[1]) },
    "/program.wasm": { type: "application/wasm", content: readFileSync(program) },
});
const address = process.env.TEST_CHROMIUM;
const browser = address ? await chromium.connect(address) : await chromium.launch(config.use.launchOptions);
process.exitCode = await run();
await browser.close();
server.close();

async function run() {
    const page = await (await browser.newContext()).newPage();
    const crashed = new Promise((end) => page.once("crash", () => end("the page crashed")));
    const closed = new Promise((end) => browser.once("disconnected", () => end("the browser ended")));
    await page.exposeFunction("print", (stream, text) => void output[stream].write(text));
    page.on("console", (message) => output[2].write(`${message.text()}\n`));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const started = { argv: [program, ...args], cwd: process.cwd(), files: root, env: { PWD: process.cwd(), TZ: "UTC", ...settings() } };
    const exit = page.evaluate((start) => run(start), started).catch((error) => error.message);
    const result = await Promise.race([exit, crashed, closed]);
    if (typeof result === "number") return result;
    output[2].write(`${result}\n`);
    return 2;
}

/** What the environment says to tests: all names that begin with TEST_, but for the browser's address. */
function settings() {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("TEST_") && name !== "TEST_CHROMIUM"));
}
