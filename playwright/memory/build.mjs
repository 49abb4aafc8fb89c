// node build.mjs FOLDER: bundles the client that answers from memory into the folder.
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

const [folder] = process.argv.slice(2);
const source = join(import.meta.dirname, "src");

await esbuild.build({
    entryPoints: [join(source, "main.ts")],
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "chrome110",
    minify: true,
    define: { global: "globalThis" },
    logLevel: "warning",
});
cpSync(join(source, "index.html"), join(folder, "index.html"));
