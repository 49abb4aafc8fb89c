// Runs go test and counts.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "..");

/**
 * Runs go test with arguments in an environment, and answers {passed, failed, skipped}. The output of tests that fail is shown;
 * shown, if given, gets each line of output that a test wrote itself.
 */
export async function goTest(args, env, shown) {
    const child = spawn("go", ["test", "-json", ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((done) => child.once("close", done));
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const outputs = new Map();
    for await (const line of createInterface({ input: child.stdout })) {
        const event = parse(line);
        const key = `${event.Package ?? event.ImportPath} ${event.Test ?? ""}`;
        if (event.Output) outputs.set(key, (outputs.get(key) ?? "") + event.Output);
        if (event.Output && event.Test && !/^\s*(===|---) /.test(event.Output)) shown?.(event.Output);
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
