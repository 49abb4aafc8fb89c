// What was made once from the same inputs is kept outside the checkout, so another clone makes it no more.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cacheFolder = process.env.PARLEY_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "parley");

/** The folder that `make` filled for these inputs (strings or buffers). It appears complete or not at all. */
export function cached(name, inputs, make) {
    const folder = join(cacheFolder, `${name}-${digest(...inputs).slice(0, 16)}`);
    if (existsSync(folder)) return folder;
    mkdirSync(cacheFolder, { recursive: true });
    const draft = mkdtempSync(join(cacheFolder, `.${name}-`));
    try {
        make(draft);
        renameSync(draft, folder);
    } catch (error) {
        rmSync(draft, { recursive: true, force: true });
        if (!existsSync(folder)) throw error; // else another build was quicker
    }
    return folder;
}

/** SHA-256 of the parts, in hexadecimal. */
export function digest(...parts) {
    const hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    return hash.digest("hex");
}

/** SHA-256 as in Subresource Integrity and Content Security Policy. */
export const integrity = (content) => `sha256-${createHash("sha256").update(content).digest("base64")}`;

/** Runs a program and returns what it prints, without the last line break. Its errors go to our own. */
export const output = (command, args, options) =>
    execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...options }).trimEnd();
