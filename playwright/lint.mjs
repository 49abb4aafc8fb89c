// Checks that need no running program: format, vet, syntax, lock files, and the doors between the parts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { testPackages } from "./stack/parts.mjs";
import { execute } from "./stack/process.mjs";

const WASM = { GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0" };

// What a part must never import, itself or through others: docs/architecture.md.
const CLOSED_DOORS = [
    { packages: "./shared/...", env: {}, closed: /^(net\/http|syscall\/js|database\/sql|parley\/(bot|widget)(\/.*)?)$/ },
    { packages: "./shared/...", env: WASM, closed: /^(net\/http|database\/sql|parley\/(bot|widget)(\/.*)?)$/ },
    { packages: "./widget/...", env: WASM, closed: /^parley\/bot(\/.*)?$/ },
    { packages: "./bot/...", env: {}, closed: /^parley\/widget(\/.*)?$/ },
];

const EVENT_TYPE = /"(m\.(room|space)\.|net\.nordeck\.|im\.vector\.|io\.element\.(widgets|html))/;

/** Runs all checks in the folder of the repository and answers how many passed and failed. */
export async function lint(root) {
    const run = (command, args, env) => execute(command, args, { cwd: root, env });
    const files = (await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])).split("\0").filter(Boolean);
    const named = (pattern) => files.filter((file) => pattern.test(file));
    const checks = {
        "Go files are formatted": async () => expectEmpty(await run("gofmt", ["-l", ...named(/\.go$/)])),
        "go vet": () => run("go", ["vet", "-tags", "goolm", "./..."]),
        "go vet for WebAssembly": () => run("go", ["vet", "./shared/...", "./widget/..."], WASM),
        "JavaScript is well-formed": async () => {
            for (const file of named(/\.m?js$/)) await run(process.execPath, ["--check", file]);
        },
        "the container file is well-formed": async () => {
            await testPackages();
            const { validate } = await import("dockerfile-utils");
            const faults = validate(readFileSync(join(root, "deploy/Containerfile"), "utf8"));
            expectEmpty(faults.map(({ range, message }) => `${range.start.line + 1}: ${message}`).join("\n"));
        },
        "lock files name no server": () => {
            for (const file of named(/package-lock\.json$/))
                if (readFileSync(join(root, file), "utf8").includes('"resolved": "http')) throw new Error(file);
        },
        "Matrix' and our own event types stand in shared alone": () => {
            const elsewhere = named(/^(bot|widget)\/.*\.go$/).filter((file) => !file.endsWith("_test.go") && EVENT_TYPE.test(readFileSync(join(root, file), "utf8")));
            expectEmpty(elsewhere.join("\n"));
        },
        "the doors between the parts": async () => {
            for (const { packages, env, closed } of CLOSED_DOORS) {
                const imports = await run("go", ["list", "-tags", "goolm", "-deps", packages], env);
                expectEmpty(imports.split("\n").filter((name) => closed.test(name)).join("\n"));
            }
        },
    };
    const counts = { passed: 0, failed: 0, skipped: 0 };
    for (const [name, check] of Object.entries(checks)) {
        const problem = await Promise.resolve().then(check).then(() => undefined, (error) => error.message);
        counts[problem === undefined ? "passed" : "failed"]++;
        if (problem !== undefined) process.stdout.write(`${name}:\n${problem}\n`);
    }
    return counts;
}

function expectEmpty(text) {
    if (text.trim()) throw new Error(text);
}
