// The page: everything but the program, in one file. What only the server knows stays as {{config}} and {{basePath}}.
import { readFileSync } from "node:fs";
import { integrity, output } from "./cache.mjs";
import { styles } from "./styles.mjs";
import { ofToolchain } from "./wasm.mjs";

/** Returns the page around a program ({name, size, integrity}) and the sources that its policy has to allow. */
export function page(wasm) {
    const inline = {
        styles: styles(),
        loader: ["tables.js", "loader.js"].map((name) => shortened(readFileSync(`wasm_exec/${name}`, "utf8"))).join(""),
        pointer: ["press.js", "drag.js"].map((name) => shortened(readFileSync(`web/${name}`, "utf8"))).join(""),
        wasm_exec: shortened(ofToolchain("lib/wasm/wasm_exec.js").toString()),
        // It runs here, whatever machine the server is built for.
        texts: output("go", ["run", "./web/texts"], { env: { ...process.env, GOOS: "", GOARCH: "" } }),
    };
    for (const [name, text] of Object.entries(inline))
        if (/<\/(script|style)|<!--|{{/i.test(text)) throw new Error(`${name} must not hold ${RegExp.lastMatch} inside the page`);
    const values = { ...inline, "wasm.name": wasm.name, "wasm.size": wasm.size, "wasm.integrity": wasm.integrity };
    const html = readFileSync("web/index.html", "utf8").replace(/{{([\w.]+)}}/g, (placeholder, name) => values[name] ?? placeholder);
    return {
        html,
        scripts: [integrity(inline.loader), integrity(inline.pointer), integrity(inline.wasm_exec)],
        styles: [integrity(inline.styles)],
    };
}

/** Without indentation and whole lines of comment; the sources have no text over several lines. */
const shortened = (script) => script.replace(/^\s*(\/\/.*|\/\*\*.*\*\/)?\n/gm, "").replace(/^\s+/gm, "");
