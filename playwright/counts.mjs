// A reporter: in the end each failure once more, in short, after the end of its logs; then how many tests passed, failed and were
// skipped. test-results/counts.json says it to programs.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";

const ERROR_LINES = 12;
const LOG_LINES = 25;
const LINE_LENGTH = 240;

export const COUNTS_FILE = join(import.meta.dirname, "test-results", "counts.json");

export default class Counts {
    #failures = [];

    onBegin(config, suite) {
        this.suite = suite;
    }

    onTestEnd(test, result) {
        if (test.outcome() === "unexpected") this.#failures.push(describe(test, result));
    }

    onEnd() {
        const counts = { passed: 0, failed: 0, skipped: 0 };
        for (const test of this.suite.allTests()) {
            const outcome = test.outcome();
            counts[outcome === "expected" ? "passed" : outcome === "skipped" ? "skipped" : "failed"]++;
        }
        this.#failures.forEach((failure) => process.stdout.write(failure));
        mkdirSync(join(COUNTS_FILE, ".."), { recursive: true });
        writeFileSync(COUNTS_FILE, JSON.stringify(counts));
        process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
    }
}

/** What happened comes last: the end of an output is what is kept of it. */
function describe({ title, location }, { errors, attachments }) {
    const parts = [`\n--- ${location.file}:${location.line} ${title}\n`];
    for (const { name, body } of attachments)
        if (name.endsWith(".log")) parts.push(`- ${name}\n${lines(body.toString().trimEnd()).slice(-LOG_LINES).join("\n")}\n`);
    for (const { message = "", location: at } of errors)
        parts.push(`- ${at ? `${at.file}:${at.line}: ` : ""}${lines(stripVTControlCharacters(message)).slice(0, ERROR_LINES).join("\n")}\n`);
    return parts.join("");
}

const lines = (text) => text.split("\n").map((line) => line.slice(0, LINE_LENGTH));
