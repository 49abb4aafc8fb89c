// node playwright/shared/fuzz.mjs [SECONDS] [--only NAME,NAME] [--lanes N] [--keep]: runs each fuzz target of shared,
// bot/chat, bot/pdf and the JSON of the widget for that long, two or N at a time.
// What Go found on the way lies in its cache and is tried first the next time; --keep adds the few files that together reach
// everything to testdata/fuzz, see corpus.mjs.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { execute } from "../stack/process.mjs";
import { keepCorpus } from "./corpus.mjs";

const root = resolve(import.meta.dirname, "../..");

/** Runs the targets whose name begins with one of only, prints a line for each, and answers {passed, failed, skipped}. */
export async function fuzz({ seconds, only = "", lanes = 2, keep = false }) {
    const scratch = mkdtempSync(join(tmpdir(), "parley-fuzz-"));
    try {
        const targets = (await compiled(scratch)).filter(({ name }) => only.split(",").some((begin) => name.startsWith(begin)));
        const results = await inLanes(lanes, targets, (target) => run(target, seconds));
        if (keep) for (const target of targets) console.log(await keepCorpus(target));
        const failed = results.filter((passed) => !passed).length;
        return { passed: results.length - failed, failed, skipped: 0 };
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

/** Compiles the tests of each package once, watched for what they reach: [{name, program, folder, cache}]. */
async function compiled(scratch) {
    const go = async (...args) => (await execute("go", args, { cwd: root })).trim();
    const cache = join(await go("env", "GOCACHE"), "fuzz");
    const targets = [];
    for (const line of (await go("list", "-tags", "goolm", "-f", "{{.ImportPath}} {{.Dir}} {{len .TestGoFiles}}", "./shared/...", "./widget/overlay/json", "./bot/chat", "./bot/pdf")).split("\n")) {
        const [path, folder, tests] = line.split(" ");
        const program = join(scratch, `${basename(path)}.test`);
        if (tests === "0") continue;
        await go("test", "-tags", "goolm", "-c", "-fuzz=.", "-o", program, path);
        const names = (await execute(program, ["-test.list=^Fuzz"], { cwd: folder })).match(/^Fuzz\w+/gm) ?? [];
        targets.push(...names.map((name) => ({ name, program, folder, cache: join(cache, path) })));
    }
    return targets;
}

async function inLanes(lanes, targets, work) {
    const waiting = [...targets];
    const results = [];
    await Promise.all(Array.from({ length: lanes }, async () => {
        for (let target; (target = waiting.shift()); ) results.push(await work(target));
    }));
    return results;
}

/** Runs one target, prints its figures or what failed, and answers whether it passed. */
function run({ name, program, folder, cache }, seconds) {
    const args = ["-test.run=^$", `-test.fuzz=^${name}$`, `-test.fuzztime=${seconds}s`, `-test.fuzzcachedir=${cache}`, "-test.parallel=1"];
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    return new Promise((done) => child.once("close", (code) => {
        const passed = code === 0 || lateEnd(output);
        console.log(passed ? figures(name, output) : failure(name, folder, output));
        done(passed);
    }));
}

// https://go.dev/issue/75804: when time is over while an input is being minimised, Go calls it a failure, without an input.
const lateEnd = (output) => /^\s+context deadline exceeded$/m.test(output) && !output.includes("Failing input");

function figures(name, output) {
    const [, execs, , found] = [...output.matchAll(/execs: (\d+) \((\d+)\/sec\), new interesting: (\d+)/g)].at(-1) ?? [];
    return `    ${name.padEnd(28)} ${Number(execs).toLocaleString("en").padStart(12)} runs, ${found} new inputs of interest`;
}

function failure(name, folder, output) {
    const [, file] = output.match(/Failing input written to (\S+)/) ?? [];
    const input = file ? `\nThe input, ${relative(root, join(folder, file))}:\n${readFileSync(join(folder, file), "utf8")}` : "";
    const again = file ? `\nAgain: go test -tags goolm -run '${name}/${basename(file)}' ./${relative(root, folder)}\n` : "";
    return `    ${name} FAILED\n${output}${input}${again}`;
}

if (resolve(process.argv[1]) === import.meta.filename) {
    const args = process.argv.slice(2);
    const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
    const seconds = /^\d+$/.test(args[0]) ? Number(args[0]) : 10;
    const { failed } = await fuzz({ seconds, only: option("--only"), lanes: Number(option("--lanes") ?? 2), keep: args.includes("--keep") });
    process.exitCode = failed ? 1 : 0;
}
