// The figures of shared: node playwright/bench/shared.mjs [RUNS]. Needs `make build`. Native, in Chromium as the widget is compiled,
// and beside others, one after the other in each run: machines differ, the ratio tells.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startChromium } from "../shared/chromium.mjs";
import { execute } from "../stack/process.mjs";
import { progress } from "../stack/progress.mjs";
import { median, print, spread } from "./figures.mjs";

const RUNS = Number(process.argv[2] ?? 5);
const root = resolve(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "parley-bench-"));
const chromium = await startChromium();
try {
    const programs = await compiled(["calendar", "room"]);
    const runs = [];
    for (let run = 1; run <= RUNS; run++) runs.push(await measure(programs, run));
    report(runs);
} finally {
    await chromium.stop();
    rmSync(scratch, { recursive: true, force: true });
}

/** The test programs of packages of shared, {native, browser} by package: functions that run a benchmark so many times. */
async function compiled(packages) {
    const programs = {};
    for (const name of packages) {
        progress(`compiling the benchmarks of ${name}`);
        const [native, browser] = [join(scratch, `${name}.test`), join(scratch, `${name}.wasm`)];
        const folder = join(root, "shared", name);
        await execute("go", ["test", "-c", "-tags", "goolm", "-o", native, folder], { cwd: root, env: { CGO_ENABLED: "0" } });
        await execute("go", ["test", "-c", ...chromium.build, "-o", browser, folder], { cwd: root, env: chromium.env });
        programs[name] = {
            native: (benchmark, times) => bench(native, [], folder, benchmark, times),
            browser: (benchmark, times) => bench(process.execPath, [chromium.runner, browser], folder, benchmark, times),
        };
    }
    return programs;
}

/** Runs a benchmark and answers its figures by unit, such as {"ns/op": …, "allocs/op": …}. */
async function bench(command, args, cwd, benchmark, times) {
    const run = ["-test.run=^$", `-test.bench=^Benchmark${benchmark}$`, `-test.benchtime=${times}x`];
    const output = await execute(command, [...args, ...run], { cwd, env: { TEST_CHROMIUM: chromium.env.TEST_CHROMIUM } });
    const [, figures] = output.match(/^Benchmark\S+\s+\d+\s+(.*)$/m) ?? [];
    if (!figures) throw new Error(`${benchmark} has no figures:\n${output}`);
    return Object.fromEntries([...figures.matchAll(/(\S+) (\S+)/g)].map(([, value, unit]) => [unit, Number(value)]));
}

async function measure({ calendar, room }, run) {
    const both = async (program, benchmark, times) => ({ native: await program.native(benchmark, times), browser: await program.browser(benchmark, times) });
    progress(`run ${run} of ${RUNS}: a month of 10,000 series`);
    const month = { ...(await both(calendar, "MonthWindow", 20)), rruleGo: await calendar.native("NaiveRRuleGo", 1), npm: await npm() };
    requireSame(month);
    progress(`run ${run} of ${RUNS}: the model`);
    return {
        month,
        next: await both(calendar, "NextAfterTwentyYears", 1000),
        rebuild: await both(room, "Rebuild10000", 1),
        oneEvent: await both(room, "OneEvent10000", 1000),
        decode: await both(room, "Decode5000StateEvents", 10),
        parse: { browser: await room.browser("JSONParse5000", 10) },
    };
}

/** npm's rrule on Node, in the form of the others. */
async function npm() {
    const { ms, after, occurrences, checksum } = JSON.parse(await execute(process.execPath, [join(import.meta.dirname, "rrule.mjs")]));
    return { "ns/op": ms * 1e6, after: after * 1e6, occurrences, checksum };
}

function requireSame(results) {
    const found = Object.values(results).map(({ occurrences, checksum }) => `${occurrences} occurrences, checksum ${checksum}`);
    if (new Set(found).size > 1) throw new Error(`The month differs: ${found.join("; ")}`);
}

function report(runs) {
    const month = (name, by, budget) => [name, ...figures(runs.map((run) => run.month[by]), 1e6), ratios(runs, (run) => run.month[by], (run) => run.month.native), budget];
    print(`A month of 10,000 series that are five years old: median (least–most) of ${RUNS}, the same ${runs[0].month.native.occurrences.toLocaleString("en")} instants`, [
        ["", "ms", "kB allocated", "allocations", "× native", "budget"],
        month("Parley, native", "native", "≤ 70 ms"),
        month("Parley, in Chromium", "browser", "≤ 5"),
        month("rrule-go, used naively", "rruleGo", "≥ 40"),
        month("rrule of npm on Node", "npm", "≥ 20"),
    ]);
    const both = (name, key, unit, by) => [name, ...figures(runs.map((run) => run[key][by]), unit)];
    const ratio = (name, pick, to, budget) => [name, ratios(runs, pick, to), "", "", budget];
    print("Questions and the model", [
        ["", "time", "kB allocated", "allocations", "budget"],
        ...["native", "browser"].flatMap((by) => [
            both(`next after 20 years of days, ${by}, µs`, "next", 1e3, by),
            both(`a model of 10,000 meetings, ${by}, ms`, "rebuild", 1e6, by),
            both(`   one event into it, ${by}, µs`, "oneEvent", 1e3, by),
            ratio("   model ÷ event", (run) => run.rebuild[by], (run) => run.oneEvent[by], "≥ 1,000"),
            both(`decoding 5,000 state events, ${by}, ms`, "decode", 1e6, by),
        ]),
        both("   JSON.parse of the same bytes, ms", "parse", 1e6, "browser"),
        ratio("   decoding ÷ JSON.parse", (run) => run.decode.browser, (run) => run.parse.browser, ""),
    ].map((row) => [...row, ...Array(5 - row.length).fill("")]));
}

/** Cells: time, kB and number of allocations, of one benchmark in several runs. */
function figures(all, unit) {
    const amount = (key, part) => (all[0][key] === undefined ? "" : Math.round(median(all.map((figure) => figure[key] / part))).toLocaleString("en"));
    return [spread(all.map((figure) => figure["ns/op"] / unit)), amount("B/op", 1000), amount("allocs/op", 1)];
}

/** "median (least–most)" of how many times as long one takes as the other in the same run. */
function ratios(runs, pick, to) {
    const all = runs.map((run) => pick(run)["ns/op"] / to(run)["ns/op"]);
    const text = (value) => (value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en"));
    return `${text(median(all))} (${text(Math.min(...all))}–${text(Math.max(...all))})`;
}
