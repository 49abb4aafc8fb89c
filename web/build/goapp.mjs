// Makes the changed copies of modules that widget/overlay/README.md describes.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { cached, digest, output } from "./cache.mjs";
import { withOneElementType } from "./elements.mjs";

const overlayFolder = "widget/overlay";
const { std, ...overlay } = JSON.parse(readFileSync(join(overlayFolder, "overlay.json"), "utf8"));

/**
 * The files of the toolchain that others replace: {path: path of the replacement}. One that is not the file that the replacement was
 * written for stays: the program only gets larger. Files with single changes are written to the draft folder.
 */
export function changedToolchain(goRoot, draft) {
    const changed = Object.entries(std.files).filter(([name, { original }]) => {
        const same = digest(readFileSync(join(goRoot, "src", name))) === original;
        if (!same) console.log(`    ${name} of this toolchain is new: compare it with its replacement in ${overlayFolder}`);
        return same;
    });
    const files = changed.map(([name, file]) => [join(goRoot, "src", name), resolve(overlayFolder, file.with)]);
    const packages = Object.entries(std.packages).flatMap(([name, folder]) => otherPackage(join(goRoot, "src", name), resolve(overlayFolder, folder)));
    const edited = Object.entries(std.edits).map(([name, edits]) => editedFile(join(goRoot, "src", name), join(draft, basename(name)), edits));
    return Object.fromEntries([...files, ...packages, ...edited]);
}

/** The file, and its copy in which each text that is there once is another. */
function editedFile(original, copy, edits) {
    let source = readFileSync(original, "utf8");
    for (const [from, to] of Object.entries(edits)) {
        const parts = source.split(from);
        if (parts.length === 2) source = parts.join(to);
        else console.log(`    ${original} has no single "${from.trim()}" any more: look what became of it`);
    }
    writeFileSync(copy, source);
    return [original, copy];
}

/** The files of a package, none of which stays, and those that come instead. */
const otherPackage = (original, replacement) => [
    ...sourcesOf(original).map((name) => [join(original, name), ""]),
    ...sourcesOf(replacement).map((name) => [join(original, name), join(replacement, name)]),
];

const sourcesOf = (folder) => readdirSync(folder).filter((name) => name.endsWith(".go") && !name.endsWith("_test.go"));

/** The folder of each changed module, by module path. */
export function changedModules() {
    const modules = Object.keys(overlay).map((path) => JSON.parse(output("go", ["mod", "download", "-json", path])));
    const versions = modules.map(({ Path, Version }) => `${Path}@${Version}\n`);
    const sources = [import.meta.filename, join(import.meta.dirname, "elements.mjs"), ...filesOf(overlayFolder)].map((file) => readFileSync(file));
    const folder = cached("go-app", [...versions, ...sources], (draft) => {
        for (const { Path, Dir } of modules) change(overlay[Path], Dir, join(draft, Path));
    });
    return Object.fromEntries(Object.keys(overlay).map((path) => [path, join(folder, path)]));
}

function change({ copy, files, imports = {}, elements, edits = {} }, source, target) {
    for (const part of copy) copyWithoutTests(join(source, part), join(target, part));
    for (const file of filesOf(target)) {
        chmodSync(file, 0o644); // the module cache is read-only
        writeFileSync(file, redirected(readFileSync(file, "utf8"), imports));
    }
    if (elements) writeFileSync(join(target, elements), withOneElementType(readFileSync(join(source, elements), "utf8")));
    for (const [name, { with: replacement, original }] of Object.entries(files)) {
        if (original) checkOriginal(join(source, name), original);
        mkdirSync(dirname(join(target, name)), { recursive: true });
        writeFileSync(
            join(target, name),
            replacement ? readFileSync(join(overlayFolder, replacement)) : `package ${basename(dirname(name))}\n`,
        );
    }
    for (const [name, changes] of Object.entries(edits)) editedFile(join(target, name), join(target, name), changes);
}

function checkOriginal(file, hash) {
    if (digest(readFileSync(file)) !== hash)
        throw new Error(`${file} is not the file that its replacement was written for: compare them, then put the new SHA-256 into ${overlayFolder}/overlay.json`);
}

const redirected = (source, imports) =>
    Object.entries(imports).reduce((text, [from, to]) => text.replace(`\n\t"${from}"\n`, `\n\t"${to}"\n`), source);

function copyWithoutTests(source, target) {
    mkdirSync(dirname(target), { recursive: true });
    cpSync(source, target, { recursive: true, mode: 0, filter: (name) => !/(_test\.go|\/gen)$/.test(name) });
}

const filesOf = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort();
