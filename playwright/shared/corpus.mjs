// Which of the inputs that fuzzing found are kept with the tests: one after the other, the smallest first, each that reaches a
// statement of shared that none before it has reached.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execute } from "../stack/process.mjs";

const root = resolve(import.meta.dirname, "../..");
const MAX_FILES = 64;
const MAX_BYTES = 200_000;

/** Adds the files of one target to its testdata/fuzz and answers a line about it. */
export async function keepCorpus({ name, folder, cache }) {
    const [found, kept] = [join(cache, name), join(folder, "testdata/fuzz", name)];
    const scratch = mkdtempSync(join(tmpdir(), "parley-corpus-"));
    try {
        const program = join(scratch, "program");
        await execute("go", ["test", "-tags", "goolm", "-c", "-coverpkg=./shared/...", "-o", program, folder], { cwd: root });
        const seeds = join(folder, "testdata");
        if (existsSync(seeds)) cpSync(seeds, join(scratch, "testdata"), { recursive: true, filter: (path) => path !== join(seeds, "fuzz") });
        const reached = new Set(await covered(program, scratch, name, files(kept)));
        let [count, bytes] = [files(kept).length, size(files(kept))];
        for (const file of files(found)) {
            if (count >= MAX_FILES || bytes + statSync(file).size > MAX_BYTES) break;
            const fresh = (await covered(program, scratch, name, [file])).filter((block) => !reached.has(block));
            if (!fresh.length) continue;
            fresh.forEach((block) => reached.add(block));
            mkdirSync(kept, { recursive: true });
            copyFileSync(file, join(kept, file.split("/").at(-1)));
            [count, bytes] = [count + 1, bytes + statSync(file).size];
        }
        return `    ${name.padEnd(28)} ${count} of ${files(found).length} inputs kept, ${Math.round(bytes / 1000)} kB`;
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}

const size = (list) => list.reduce((sum, file) => sum + statSync(file).size, 0);

/** The files of a folder, the smallest first. */
function files(folder) {
    if (!existsSync(folder)) return [];
    return readdirSync(folder).map((name) => join(folder, name)).sort((a, b) => statSync(a).size - statSync(b).size);
}

/** The blocks of statements that a target reaches with its own seeds and these inputs. */
async function covered(program, scratch, name, inputs) {
    const corpus = join(scratch, "testdata/fuzz", name);
    rmSync(corpus, { recursive: true, force: true });
    mkdirSync(corpus, { recursive: true });
    for (const file of inputs) copyFileSync(file, join(corpus, file.split("/").at(-1)));
    const profile = join(scratch, "cover");
    await execute(program, [`-test.run=^${name}$`, `-test.coverprofile=${profile}`], { cwd: scratch });
    return readFileSync(profile, "utf8").split("\n").slice(1).filter((line) => line && !line.endsWith(" 0")).map((line) => line.split(" ")[0]);
}
