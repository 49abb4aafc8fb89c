// node build.mjs FOLDER: bundles the light client into the folder.
import { cpSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";

const [folder] = process.argv.slice(2);
const source = join(import.meta.dirname, "src");

await esbuild.build({
    entryPoints: { main: join(source, "main.ts"), style: join(source, "style.css") },
    outdir: folder,
    chunkNames: "[name]-[hash]",
    bundle: true,
    format: "esm",
    splitting: true,
    platform: "browser",
    target: "chrome110",
    minify: true,
    legalComments: "linked",
    define: { global: "globalThis" },
    loader: { ".wasm": "file" }, // end-to-end encryption, loaded only on demand
    logLevel: "warning",
});
cpSync(join(source, "index.html"), join(folder, "index.html"));
