// What a program that runs beside us takes, as the kernel and its metrics tell.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** CPU time of a program so far, in ms: the kernel's exact account of each thread. */
export function cpu({ pid }) {
    const threads = `/proc/${pid}/task`;
    const spent = readdirSync(threads).map((thread) => Number(readFileSync(join(threads, thread, "schedstat"), "utf8").split(" ")[0]));
    return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

/**
 * Memory of a program, in MB: `written` is what it has made itself. With the pages of its file that nobody else uses it is `all`, and
 * with what it shares with others `resident`.
 */
export function memory({ pid }) {
    const fields = [...readFileSync(`/proc/${pid}/smaps_rollup`, "utf8").matchAll(/^(\w+): +(\d+) kB/gm)];
    const [resident, clean, dirty, written] = ["Rss", "Private_Clean", "Private_Dirty", "Anonymous"].map((name) => fields.find(([, field]) => field === name)[2] / 1024);
    return { resident, all: clean + dirty, written };
}

/** How many files, sockets and pipes a program has open, and how many threads it has. */
export function handles({ pid }) {
    return { files: readdirSync(`/proc/${pid}/fd`).length, threads: readdirSync(`/proc/${pid}/task`).length };
}

/** The metrics at an address, as a function: the sum of all series of a name whose labels have these values. */
export async function metrics(address) {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    const series = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = "", value]) => ({ name, labels, value: Number(value) }));
    return (name, labels = {}) => {
        const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
        return series.filter((one) => one.name === name && wanted.every((label) => one.labels.includes(label))).reduce((sum, { value }) => sum + value, 0);
    };
}

/** What Go's last collection left, in MB: heap, stacks and globals. */
export function live(metric) {
    return metric("go_memstats_next_gc_bytes") / (1 + metric("go_gc_gogc_percent") / 100) / 2 ** 20;
}
