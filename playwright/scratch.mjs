// Where the stacks of a test run keep their data: in memory where the system offers it, because SQLite waits for the disk a lot.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "parley-test-";
const root = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** A new folder within that of the run. */
export function scratchFolder(name) {
    return mkdtempSync(join(process.env.PARLEY_SCRATCH, `${name}-`));
}

/** Playwright's global set-up: makes the run's folder, removes those of runs that were killed, answers the tear-down. */
export default function setUp() {
    for (const name of readdirSync(root).filter((entry) => entry.startsWith(PREFIX)))
        if (!running(Number(name.slice(PREFIX.length)))) rmSync(join(root, name), { recursive: true, force: true });
    process.env.PARLEY_SCRATCH = join(root, PREFIX + process.pid);
    mkdirSync(process.env.PARLEY_SCRATCH, { mode: 0o711 }); // PostgreSQL's user reaches its own folder in it
    return () => rmSync(process.env.PARLEY_SCRATCH, { recursive: true, force: true });
}

function running(pid) {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}
