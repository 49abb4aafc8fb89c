// make audit: known vulnerabilities of what Parley is built from. What docs/security.md names is explained there; all else that
// Parley calls is a failure. Not part of make test: what is known changes from day to day, and asking takes a network.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { progress } from "./stack/progress.mjs";

const root = resolve(import.meta.dirname, "..");
const GOVULNCHECK = "golang.org/x/vuln/cmd/govulncheck@v1.9.0";
const DATABASE = "golang.org/x/vulndb@latest"; // the database as a Go module, for where the database's own server is not reached
const SHIPPED = "web"; // the only folder whose npm packages get into Parley

const explained = readFileSync(join(root, "docs/security.md"), "utf8");
const total = { passed: 0, failed: 0, skipped: 0 };

auditGo();
for (const lock of run("git", ["ls-files", "*package-lock.json"]).stdout.trim().split("\n")) auditNpm(dirname(lock));
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 ? 1 : 0;

function auditGo() {
    progress("govulncheck");
    const check = (...database) => run("go", ["run", GOVULNCHECK, ...database, "-tags", "goolm", "-json", "./..."]);
    let { status, stdout } = check();
    if (status !== 0) {
        const { Dir: folder } = JSON.parse(run("go", ["mod", "download", "-json", DATABASE]).stdout || "{}");
        ({ status, stdout } = check("-db", `file://${folder}/data/osv`));
    }
    if (status !== 0) return count("skipped", "there is no database to be had");
    const messages = stdout.split(/\n(?=\{)/).map((message) => JSON.parse(message));
    const { config } = messages.find((message) => message.config);
    progress(`${config.go_version}, ${config.db}`);
    const advisories = new Map(messages.flatMap(({ osv }) => (osv ? [[osv.id, osv]] : [])));
    const called = new Map(messages.flatMap(({ finding }) => (finding?.trace[0].function ? [[finding.osv, finding]] : [])));
    for (const [id, { fixed_version: fixed = "no version", trace }] of [...called].sort()) {
        const { module, version } = trace[0];
        count(explained.includes(id) ? "passed" : "failed", `${id} ${module} ${version}, mended in ${fixed}: ${advisories.get(id).summary}`);
    }
    if (called.size === 0) count("passed", "nothing that Parley calls");
}

function auditNpm(folder) {
    progress(`npm audit in ${folder}`);
    const { stdout } = run("npm", ["audit", "--package-lock-only", "--json"], join(root, folder));
    const { vulnerabilities } = JSON.parse(stdout || "{}");
    if (!vulnerabilities) return count("skipped", "the registry does not answer audits");
    for (const { name, severity, range } of Object.values(vulnerabilities)) process.stdout.write(`    ${severity}: ${name} ${range}\n`);
    const found = Object.keys(vulnerabilities).length;
    count(found > 0 && folder === SHIPPED ? "failed" : "passed", `${found} packages with known vulnerabilities`);
}

function count(result, text) {
    total[result]++;
    process.stdout.write(`    ${result}: ${text}\n`);
}

function run(command, args, cwd = root) {
    return spawnSync(command, args, { cwd, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
}
