// Compiles the widget with the installed toolchain and takes the rest of what it needs from there.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output } from "./cache.mjs";
import { compilerFlags, experiments } from "./flags.mjs";
import { changedModules, changedToolchain } from "./goapp.mjs";
import { withPackedTables } from "./tables.mjs";

const goRoot = output("go", ["env", "GOROOT"]);

/** The compiler's version, such as "go1.26.8". */
export const toolchain = output("go", ["env", "GOVERSION"]);

/** A file of the toolchain: wasm_exec.js belongs to exactly the compiler that made the binary. */
export const ofToolchain = (path) => readFileSync(join(goRoot, path));

/**
 * Compiles a package for the browser, stripped and reproducible, and returns the binary. added are files that it has besides its
 * own: {path: path of the content}.
 */
export function compile(source, added = {}) {
    const draft = mkdtempSync(join(tmpdir(), "parley-wasm-"));
    try {
        const modFile = join(draft, "go.mod");
        const replacements = Object.entries(changedModules()).map(([path, folder]) => `-replace=${path}=${folder}`);
        for (const name of ["go.mod", "go.sum"]) copyFileSync(name, join(draft, name));
        output("go", ["mod", "edit", ...replacements, modFile]);
        const overlay = join(draft, "overlay.json");
        writeFileSync(overlay, JSON.stringify({ Replace: { ...changedToolchain(goRoot, draft), ...added } }));
        const binary = join(draft, "parley.wasm");
        output("go", ["build", `-modfile=${modFile}`, `-overlay=${overlay}`, ...compilerFlags, "-ldflags=-s -w", "-o", binary, source], {
            env: { ...process.env, GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0", GOEXPERIMENT: experiments },
        });
        return withPackedTables(readFileSync(binary));
    } finally {
        rmSync(draft, { recursive: true });
    }
}
