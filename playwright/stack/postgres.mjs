// A PostgreSQL on loopback, with its data in a folder of its own. It forgets what a crash of the machine would cost.
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute, freePort, Program } from "./process.mjs";

const VERSIONS = "/usr/lib/postgresql";
const NOBODY = 65534; // its programs refuse to run as root
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", shared_buffers: "32MB", max_connections: 200, jit: "off" };

/**
 * Starts a PostgreSQL with its data in `folder`, which is made; where we are root, nobody must be able to enter the folders above.
 * Answers {url, query, program}; query runs SQL and answers what it prints, program has stop, kill and start.
 */
export async function startPostgres({ folder, log = join(folder, "postgres.log"), onDeath }) {
    const port = await freePort();
    const password = randomBytes(16).toString("hex");
    mkdirSync(folder, { recursive: true });
    if (root) chownSync(folder, NOBODY, NOBODY);
    const file = join(folder, "password");
    writeFileSync(file, password, { mode: 0o644 });
    await run("initdb", "--no-sync", "--auth=scram-sha-256", "--username=parley", `--pwfile=${file}`, "--encoding=UTF8", "--locale=C.UTF-8", `--pgdata=${folder}/data`);
    const url = `postgres://parley:${password}@127.0.0.1:${port}/postgres`;
    const options = { ...SETTINGS, port, listen_addresses: "127.0.0.1", unix_socket_directories: folder };
    const [command, args] = unprivileged("postgres", ["-D", `${folder}/data`, ...Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`])]);
    const program = new Postgres({
        name: "PostgreSQL", command, args, cwd: folder, log, onDeath,
        answers: async () => (await execute(binary("pg_isready"), ["-q", "-h", "127.0.0.1", "-p", String(port)]), true),
    });
    await program.start();
    return { url, program, query: (sql) => execute(binary("psql"), ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, url]) };
}

class Postgres extends Program {
    /** Asks it to end without waiting for those who are connected. */
    async stop() {
        if (this.running) process.kill(this.pid, "SIGINT");
        await super.stop();
    }
}

const root = process.getuid() === 0;

function binary(name) {
    const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).filter((version) => existsSync(join(VERSIONS, version, "bin/postgres"))) : [];
    const newest = versions.sort((a, b) => Number(a) - Number(b)).at(-1);
    if (newest === undefined) throw new Error("There is no PostgreSQL. Please install the package postgresql first.");
    return join(VERSIONS, newest, "bin", name);
}

// Ends with us: what ends it is said anew after the change of the user, which forgets it.
function unprivileged(name, args) {
    if (!root) return [binary(name), args];
    const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--pdeathsig", "KILL"];
    return ["/usr/bin/setpriv", [...ids, binary(name), ...args]];
}

function run(name, ...args) {
    return execute(...unprivileged(name, args), { cwd: "/" });
}
