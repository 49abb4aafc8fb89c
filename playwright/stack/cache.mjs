// A folder of built things, keyed by the content of what they are built from. What is there is complete and never changes,
// so a second clone, a second run and a run beside this one all use it as it is.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";

/** The cache's folder: PARLEY_CACHE, else the user's cache folder. */
export const cacheFolder =
    process.env.PARLEY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "parley");

/**
 * Returns the folder that `build` made from the given inputs, and makes it when it is missing.
 * Inputs are files, folders or plain strings such as a tool's version. `build` gets an empty folder to fill;
 * it appears under its final name only when `build` has finished.
 */
export async function cached(name, inputs, build) {
    const folder = join(cacheFolder, `${name}-${hashOf(inputs)}`);
    if (existsSync(folder)) return folder;
    mkdirSync(cacheFolder, { recursive: true });
    const draft = mkdtempSync(join(cacheFolder, `.${name}-`));
    const discard = () => rmSync(draft, { recursive: true, force: true });
    process.once("exit", discard);
    try {
        await build(draft);
        renameSync(draft, folder);
    } catch (error) {
        if (!existsSync(folder)) throw error; // else somebody else was quicker
    } finally {
        discard();
        process.off("exit", discard);
    }
    return folder;
}

function hashOf(inputs) {
    const hash = createHash("sha256");
    for (const input of inputs) for (const part of parts(input)) hash.update(part).update("\0");
    return hash.digest("hex").slice(0, 16);
}

function* parts(input) {
    if (!existsSync(input)) yield input;
    else if (!statSync(input).isDirectory()) yield* [basename(input), readFileSync(input)];
    else
        for (const name of readdirSync(input).sort())
            if (name !== "node_modules") yield* parts(join(input, name));
}
