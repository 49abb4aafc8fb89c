// A reporter: the last line says how many tests passed, failed and were skipped; test-results/counts.json says it to programs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const COUNTS_FILE = join(import.meta.dirname, "test-results", "counts.json");

export default class Counts {
    onBegin(config, suite) {
        this.suite = suite;
    }

    onEnd() {
        const counts = { passed: 0, failed: 0, skipped: 0 };
        for (const test of this.suite.allTests()) {
            const outcome = test.outcome();
            counts[outcome === "expected" ? "passed" : outcome === "skipped" ? "skipped" : "failed"]++;
        }
        mkdirSync(join(COUNTS_FILE, ".."), { recursive: true });
        writeFileSync(COUNTS_FILE, JSON.stringify(counts));
        process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    }
}
