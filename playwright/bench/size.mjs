// What shared costs the widget: node playwright/bench/size.mjs. Compiles the widget once more with every function and method that
// the packages of shared export, used or not, and compares what is transferred.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { clientPackages } from "../shared/packages.mjs";
import { progress } from "../stack/progress.mjs";
import { print } from "./figures.mjs";

const BUDGET = 1_000_000; // bytes, brotli
const root = resolve(import.meta.dirname, "../..");
process.chdir(root); // as web/build expects
const { compile } = await import("../../web/build/wasm.mjs");
const { pack } = await import("../../web/build/pack.mjs");

const scratch = mkdtempSync(join(tmpdir(), "parley-size-"));
try {
    const everything = join(scratch, "everything.go");
    const { source, count } = await references();
    writeFileSync(everything, source);
    progress("compiling the widget, and once more with all of shared");
    const [alone, whole] = [{}, { [join(root, "widget/everything.go")]: everything }].map((added) => packed(compile("./widget", added)));
    const row = (name, { size, gz, br }, of) => [name, size, gz, br, of ? `${Math.round((of / BUDGET) * 100)} %` : ""];
    print("What shared costs the widget, bytes", [
        ["program", "plain", "gzip", "brotli", "of the budget"],
        row("the widget", alone, alone.br),
        row(`the widget with all ${count} functions of shared`, whole, whole.br),
        row("   more", { size: whole.size - alone.size, gz: whole.gz - alone.gz, br: whole.br - alone.br }),
    ]);
} finally {
    rmSync(scratch, { recursive: true, force: true });
}

function packed(program) {
    return { size: program.length, ...pack(program, join(scratch, "program")) };
}

/** A Go file that mentions everything that can be called, so that the linker keeps it. */
async function references() {
    const packages = await clientPackages();
    const imports = packages.map(({ path }, i) => `\tp${i} "${path}"`);
    const names = packages.flatMap(({ folder, files }, i) => exported(files.map((file) => readFileSync(join(folder, file), "utf8")).join("\n"), `p${i}`));
    const lines = names.map((name) => `\t${name},`);
    const source = `package main\n\nimport (\n${imports.join("\n")}\n)\n\nvar everything = []any{\n${lines.join("\n")}\n}\n\nfunc init() { println(len(everything)) }\n`;
    return { source, count: names.length };
}

/** The exported functions and methods of a package, as expressions; generic ones are left out. */
function exported(source, name) {
    const found = source.matchAll(/^func (?:\((?:\w+ )?(\*?)([A-Z]\w*)\) )?([A-Z]\w*)\(/gm);
    return [...found].map(([, pointer, type, func]) => (type ? `(${pointer}${name}.${type}).${func}` : `${name}.${func}`));
}
