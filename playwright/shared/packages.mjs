import { resolve } from "node:path";
import { execute } from "../stack/process.mjs";

const root = resolve(import.meta.dirname, "../..");
const TOOLS = /^parley\/shared\/(schema|text\/check)$/; // run while Parley is built, not in it

/** The packages of shared that a client can have in it, as compiled for the browser: [{path, folder, files}]. */
export async function clientPackages() {
    const form = '{{.ImportPath}}|{{.Dir}}|{{join .GoFiles ","}}';
    const list = await execute("go", ["list", "-f", form, "./shared/..."], { cwd: root, env: { GOOS: "js", GOARCH: "wasm" } });
    const packages = list.trim().split("\n").map((line) => line.split("|"));
    return packages.filter(([path, , files]) => files && !TOOLS.test(path)).map(([path, folder, files]) => ({ path, folder, files: files.split(",") }));
}
