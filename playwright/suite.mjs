// make test: everything that has to pass, and one line over all of it. `node suite.mjs lint` only lints.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { COUNTS_FILE } from "./counts.mjs";
import { lint } from "./lint.mjs";
import { execute } from "./stack/process.mjs";
import { progress } from "./stack/progress.mjs";

const root = resolve(import.meta.dirname, "..");
const total = { passed: 0, failed: 0, skipped: 0 };

if (process.argv[2] === "lint") await step("lint", () => lint(root));
else {
    await step("lint", () => lint(root));
    await step("Go tests", goTests);
    await step("Go tests of shared in WebAssembly", wasmTests);
    await step("browser tests", browserTests);
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function step(name, run) {
    progress(name);
    const begin = Date.now();
    const counts = await run();
    for (const key of Object.keys(total)) total[key] += counts[key];
    progress(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${Math.round((Date.now() - begin) / 1000)} s`);
}

// The race detector needs a C compiler, which is not asked for.
async function goTests() {
    const race = process.env.PATH.split(delimiter).some((folder) => existsSync(join(folder, "gcc")));
    return goTest(["-tags", "goolm", ...(race ? ["-race"] : []), "./..."], { CGO_ENABLED: race ? "1" : "0" });
}

async function wasmTests() {
    const runner = join((await execute("go", ["env", "GOROOT"])).trim(), "lib/wasm/go_js_wasm_exec");
    return goTest(["-exec", runner, "./shared/..."], { GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0" });
}

/** Runs go test and counts its tests; the output of those that fail is shown. */
async function goTest(args, env) {
    const child = spawn("go", ["test", "-json", ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((done) => child.once("close", done));
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const outputs = new Map();
    for await (const line of createInterface({ input: child.stdout })) {
        const event = parse(line);
        const key = `${event.Package ?? event.ImportPath} ${event.Test ?? ""}`;
        if (event.Output) outputs.set(key, (outputs.get(key) ?? "") + event.Output);
        if (event.Action === "fail" || event.Action === "build-fail") process.stdout.write(outputs.get(key) ?? "");
        if (event.Test && event.Action === "pass") counts.passed++;
        if (event.Test && event.Action === "skip") counts.skipped++;
        if (event.Test && event.Action === "fail") counts.failed++;
    }
    // A package that does not compile, or a test program that crashes, has no failed test.
    if ((await ended) !== 0 && counts.failed === 0) counts.failed = 1;
    return counts;
}

function parse(line) {
    try {
        return JSON.parse(line);
    } catch {
        return { Action: "fail", Package: line, Output: `${line}\n` };
    }
}

async function browserTests() {
    rmSync(COUNTS_FILE, { force: true });
    const here = import.meta.dirname;
    const child = spawn(process.execPath, [join(here, "node_modules/@playwright/test/cli.js"), "test"], { cwd: here, stdio: ["ignore", "inherit", "inherit"] });
    await new Promise((done) => child.once("close", done));
    return existsSync(COUNTS_FILE) ? JSON.parse(readFileSync(COUNTS_FILE, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
}
