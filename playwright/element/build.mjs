// node build.mjs FOLDER: bundles Element's UI into FOLDER/2024 and FOLDER/current, one per version of the widget protocol.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { sources, themes } from "./plugins.mjs";

const THEMES = ["light", "dark"];
const LANGUAGES = { en: "en_EN", de: "de_DE" };
const PROTOCOLS = { 2024: "matrix-widget-api", current: "matrix-widget-api-current" };

const [folder] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const here = (file) => join(import.meta.dirname, "src", file);
const packageFolder = (name) => dirname(require.resolve(`${name}/package.json`));
const sdk = (file) => join(packageFolder("matrix-react-sdk"), file);
const files = (...endings) => Object.fromEntries(endings.map((ending) => [ending, "file"]));

const common = {
    bundle: true,
    platform: "browser",
    target: "chrome110",
    publicPath: "/bundles/",
    assetNames: "assets/[name]-[hash]",
    legalComments: "linked",
    logLevel: "error",
    loader: files(".png", ".gif", ".jpg", ".woff", ".woff2", ".ttf", ".mp3", ".ogg", ".wasm"),
};
const program = {
    ...common,
    plugins: sources,
    inject: [here("node-shims.js")],
    define: { "process.env.NODE_ENV": '"production"', "process.env.VERSION": '"test"', global: "globalThis" },
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: true, jsx: "react", target: "es2022" } },
};

const first = join(folder, Object.keys(PROTOCOLS)[0]);
await buildShared(first);
for (const protocol of Object.keys(PROTOCOLS)) {
    const target = join(folder, protocol);
    if (target !== first) cpSync(first, target, { recursive: true });
}
for (const [protocol, library] of Object.entries(PROTOCOLS)) await buildProgram(join(folder, protocol), library);

/** What does not depend on the protocol: workers, themes, languages, the page. */
async function buildShared(target) {
    const bundles = join(target, "bundles");
    await esbuild.build({
        ...program,
        outdir: bundles,
        format: "iife",
        alias: { util: here("util-shim.cjs") },
        entryPoints: {
            "blurhash.worker": sdk("src/workers/blurhash.worker.ts"),
            "indexeddb.worker": sdk("src/workers/indexeddb.worker.ts"),
            "playback.worker": sdk("src/workers/playback.worker.ts"),
            RecorderWorklet: sdk("src/audio/RecorderWorklet.ts"),
        },
    });
    await esbuild.build({
        ...common,
        outdir: bundles,
        plugins: themes,
        loader: { ...common.loader, ".svg": "file" },
        entryPoints: Object.fromEntries(THEMES.map((theme) => [`theme-${theme}`, sdk(`res/themes/${theme}/css/${theme}.pcss`)])),
    });
    writeLanguages(join(target, "i18n"));
    writePage(join(target, "index.html"));
}

async function buildProgram(target, library) {
    await esbuild.build({
        ...program,
        outdir: join(target, "bundles"),
        format: "esm",
        splitting: true,
        chunkNames: "chunk-[hash]",
        alias: { util: here("util-shim.cjs"), "matrix-widget-api": packageFolder(library) },
        entryPoints: { bundle: here("main.tsx") },
    });
}

function writeLanguages(target) {
    mkdirSync(target, { recursive: true });
    for (const name of Object.values(LANGUAGES)) cpSync(sdk(`src/i18n/strings/${name}.json`), join(target, `${name}.json`));
    const list = Object.fromEntries(Object.entries(LANGUAGES).map(([tag, name]) => [tag, `${name}.json`]));
    writeFileSync(join(target, "languages.json"), JSON.stringify(list));
}

function writePage(target) {
    const links = THEMES.map((theme) => `<link rel="stylesheet" disabled href="bundles/theme-${theme}.css" data-mx-theme="${theme}">`);
    writeFileSync(target, readFileSync(here("index.html"), "utf8").replace("<!--themes-->", links.join("\n    ")));
}
