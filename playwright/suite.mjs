// make test: everything that has to pass, and one line over all of it. `node suite.mjs lint` only lints.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { COUNTS_FILE } from "./counts.mjs";
import { goTest } from "./gotest.mjs";
import { lint } from "./lint.mjs";
import setUp, { scratchFolder } from "./scratch.mjs";
import { startChromium } from "./shared/chromium.mjs";
import { fuzz } from "./shared/fuzz.mjs";
import { clientPackages } from "./shared/packages.mjs";
import { startPostgres } from "./stack/postgres.mjs";
import { progress } from "./stack/progress.mjs";

const root = resolve(import.meta.dirname, "..");
const FUZZ_SECONDS = 6;
const total = { passed: 0, failed: 0, skipped: 0 };

if (process.argv[2] === "lint") await step("lint", () => lint(root));
else {
    await step("lint", () => lint(root));
    await step("Go tests", goTests);
    await step("Go tests on PostgreSQL", sharedTests);
    await step("oracles", oracleTests);
    await step("Go tests of shared in Chromium", chromiumTests);
    await step(`fuzzing, ${FUZZ_SECONDS} s each`, () => fuzz({ seconds: FUZZ_SECONDS }));
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

/** The tests of what works on the database once more, on PostgreSQL, with those that only it can pass. */
async function sharedTests() {
    const cleanUp = setUp();
    const postgres = await startPostgres({ folder: scratchFolder("postgres") });
    try {
        return await goTest(["-tags", "goolm,postgres", "./bot/store", "./bot/engine"], { CGO_ENABLED: "0", PARLEY_TEST_POSTGRES: postgres.url });
    } finally {
        await postgres.program.stop();
        cleanUp();
    }
}

/** Differences to other implementations: the tests that need them, with the figures that they print. */
async function oracleTests() {
    const run = ["-tags", "goolm,oracle", "-count=1", "-run", "Oracle", "-v", "./shared/..."];
    return goTest(run, { CGO_ENABLED: "0" }, (line) => process.stdout.write(line));
}

/** The tests of shared once more, compiled as the widget is, in Chromium. */
async function chromiumTests() {
    const packages = await clientPackages();
    const chromium = await startChromium();
    try {
        return await goTest([...chromium.args, ...packages.map(({ path }) => path)], chromium.env);
    } finally {
        await chromium.stop();
    }
}

async function browserTests() {
    rmSync(COUNTS_FILE, { force: true });
    const here = import.meta.dirname;
    const child = spawn(process.execPath, [join(here, "node_modules/@playwright/test/cli.js"), "test"], { cwd: here, stdio: ["ignore", "inherit", "inherit"] });
    await new Promise((done) => child.once("close", done));
    return existsSync(COUNTS_FILE) ? JSON.parse(readFileSync(COUNTS_FILE, "utf8")) : { passed: 0, failed: 1, skipped: 0 };
}
