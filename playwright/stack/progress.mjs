/** One line per step, so that a person sees what takes its time. Goes to stderr: stdout belongs to results. */
export function progress(text) {
    process.stderr.write(`==> ${text}\n`);
}
