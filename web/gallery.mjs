// node web/gallery.mjs FOLDER: makes the page with the widget's controls in all of their states; any static server shows it. Needs what build.mjs
// has brought.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { integrity } from "./build/cache.mjs";

const OWN = `<style>
.gallery { display: grid; gap: var(--cpd-space-6x); max-inline-size: 60rem; margin-inline: auto; padding: var(--cpd-space-4x); grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.gallery > h1 { grid-column: 1 / -1; }
.gallery > section { min-inline-size: 0; }
.gallery .card { content-visibility: visible; }
.gallery-column { display: flex; flex-direction: column; gap: var(--cpd-space-3x); margin-block-start: var(--cpd-space-3x); min-inline-size: 0; }
</style></head>`;

const folder = resolve(process.argv[2]);
process.chdir(join(import.meta.dirname, ".."));
const { page } = await import("./build/page.mjs");
const { compile } = await import("./build/wasm.mjs");
const program = compile("./widget/ui/gallery");
const { html } = page({ name: "gallery.wasm", size: program.length, integrity: integrity(program) });
const values = { config: JSON.stringify({ basePath: "/", version: "", botUserId: "", apiBaseUrl: "" }), basePath: "/" };
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "gallery.wasm"), program);
writeFileSync(join(folder, "index.html"), html.replace(/{{(\w+)}}/g, (_, name) => values[name]).replace("</head>", OWN));
