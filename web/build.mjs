// node web/build.mjs: makes web/dist, what the server embeds. Needs Go, Node and, the first time, the npm registry.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digest, integrity, output } from "./build/cache.mjs";

const dist = "web/dist";
process.chdir(join(import.meta.dirname, ".."));
installPackages();
const { page } = await import("./build/page.mjs");
const { compile, ofToolchain, toolchain } = await import("./build/wasm.mjs");
const { pack } = await import("./build/pack.mjs");

const program = compile(process.argv[2] ?? "./widget");
const wasm = {
    name: `assets/parley.${digest(program).slice(0, 16)}.wasm`,
    type: "application/wasm",
    size: program.length,
    integrity: integrity(program),
};
const { html, ...policy } = page(wasm);
clean();
Object.assign(wasm, pack(program, join(dist, wasm.name)));
writeFileSync(join(dist, "index.html"), html);
writeFileSync(join(dist, "zoneinfo.zip"), ofToolchain("lib/time/zoneinfo.zip"));
writeFileSync(join(dist, "manifest.json"), JSON.stringify({ toolchain, assets: [wasm], policy }, null, 4));
const kB = (bytes) => `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
console.log(`    program ${kB(wasm.size)}, gzip ${kB(wasm.gz)}, brotli ${kB(wasm.br)}; page ${kB(html.length)} (${toolchain})`);

/** The npm packages of package-lock.json, installed when they are not those. */
function installPackages() {
    const lock = readFileSync("web/package-lock.json", "utf8");
    const stamp = "web/node_modules/.parley-lock";
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest(lock)) return;
    output("npm", ["ci", "--no-progress", "--loglevel=error"], { cwd: "web" });
    writeFileSync(stamp, digest(lock));
}

function clean() {
    mkdirSync(join(dist, "assets"), { recursive: true });
    for (const name of readdirSync(dist)) if (name !== ".gitkeep") rmSync(join(dist, name), { recursive: true });
    mkdirSync(join(dist, "assets"));
}
