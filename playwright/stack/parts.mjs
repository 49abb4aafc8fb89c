// The parts that a stack is put together from, each brought from its packages and built once per content.
import { cpSync, existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { cached } from "./cache.mjs";
import { execute } from "./process.mjs";
import { progress } from "./progress.mjs";

const here = resolve(import.meta.dirname, "..");

/** The folder of Dendrite's programs, dendrite and generate-keys. Pure Go, so no C compiler is needed. */
export async function homeserverPrograms() {
    const source = join(here, "homeserver");
    const version = await execute("go", ["env", "GOVERSION", "GOOS", "GOARCH"]);
    return cached("homeserver", [join(source, "go.mod"), join(source, "go.sum"), version], async (folder) => {
        progress("building the homeserver (once, 1 to 4 minutes)");
        await execute("go", ["build", "-C", source, "-trimpath", "-o", `${folder}/`, "tool"], { env: { CGO_ENABLED: "0" } });
    });
}

/** The static files of the light client. */
export function lightClient() {
    return bundle("light", "building the light client");
}

/** The static files of Element's UI: folders `2024` and `current`, one per version of the widget protocol. */
export function elementClient() {
    return bundle("element", "building Element's UI (once, about 1 minute)");
}

/** The static files of a client that answers from memory, for measuring the widget alone. */
export function memoryClient() {
    return bundle("memory", "building the client that answers from memory");
}

/** The folder of Etherpad's packages: its server, and the socket.io client that belongs to it. */
export function etherpadServer() {
    return packages(join(here, "etherpad"), "etherpad");
}

/** The page with the widget's controls in all of their states. */
export async function gallery() {
    const sources = ["go.sum", "shared", "wasm_exec", "web/build", "web/css", "web/critical.css", "web/gallery.mjs", "web/index.html", "widget"];
    const version = await execute("go", ["env", "GOVERSION"]);
    return cached("gallery", [...sources.map((name) => join(here, "..", name)), version], async (folder) => {
        progress("building the page of all controls");
        await execute(process.execPath, [join(here, "../web/gallery.mjs"), folder]);
    });
}

/** Makes the test tools' packages available as playwright/node_modules. */
export async function testPackages() {
    const link = join(here, "node_modules");
    const target = join(await packages(here, "playwright"), "node_modules");
    if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link, { recursive: true });
    symlinkSync(target, link);
}

async function bundle(name, text) {
    const source = join(here, name);
    return cached(name, [source, process.version], async (folder) => {
        const installed = await packages(source, name);
        progress(text);
        // Inside the packages' folder, so that imports find node_modules above them.
        const work = mkdtempSync(join(installed, "work-"));
        try {
            cpSync(source, work, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
            await execute(process.execPath, [join(work, "build.mjs"), folder]);
        } finally {
            rmSync(work, { recursive: true });
        }
    });
}

function packages(source, name) {
    const files = ["package.json", "package-lock.json", ".npmrc"].map((file) => join(source, file)).filter(existsSync);
    return cached(`${name}-packages`, files, async (folder) => {
        progress(`installing the packages of ${name}`);
        for (const file of files) cpSync(file, join(folder, file.slice(source.length + 1)));
        await execute("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
    });
}
