// Other programs: those that run to their end, and those that run beside us. None is left behind.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, closeSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname } from "node:path";

const STOP_LIMIT_MS = 12_000;
const START_LIMIT_MS = 60_000;
const POLL_MS = 20;

// The kernel ends the child even when this process is killed and cannot do it itself.
const SETPRIV = "/usr/bin/setpriv";
const bound = (command, args) => (existsSync(SETPRIV) ? [SETPRIV, ["--pdeathsig", "KILL", command, ...args]] : [command, args]);

const children = new Set();
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")));

function launch(command, args, options) {
    const child = spawn(...bound(command, args), options);
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
}

/** Runs a program to its end. Its output is shown only when it fails. */
export function execute(command, args, { cwd, env } = {}) {
    return new Promise((resolve, reject) => {
        const child = launch(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
        let output = "";
        child.stdout.on("data", (data) => (output += data));
        child.stderr.on("data", (data) => (output += data));
        child.on("error", reject);
        child.on("close", (code) => {
            if (code === 0) resolve(output);
            else reject(new Error(`${basename(command)} ${args.join(" ")} ended with ${code}:\n${output}`));
        });
    });
}

/** A program that runs beside us with its output in a file. */
export class Program {
    #child;
    #exit;
    #ending = false;

    /**
     * name is what messages call it; answers is an async function that is true once the program serves.
     * onDeath is called with a description when it ends without having been asked to; limit is how long its start may take, in ms.
     */
    constructor({ name, command, args = [], cwd, env, log, answers, onDeath = () => {}, limit = START_LIMIT_MS }) {
        Object.assign(this, { name, command, args, cwd, env, log, answers, onDeath, limit });
        mkdirSync(dirname(log), { recursive: true });
    }

    get pid() {
        return this.#child?.pid;
    }

    get running() {
        return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
    }

    /** Starts it and resolves when it answers. */
    async start() {
        const output = openSync(this.log, "a");
        this.#ending = false;
        // A process group of its own: Ctrl-C reaches only us, and we end the parts in order.
        const child = launch(this.command, this.args, {
            cwd: this.cwd, env: this.env, detached: true, stdio: ["ignore", output, output],
        });
        closeSync(output);
        this.#child = child;
        this.#exit = new Promise((resolve) => {
            child.once("error", resolve);
            child.once("exit", resolve);
        });
        this.#exit.then(() => {
            if (!this.#ending && this.#child === child) this.onDeath(this.#death());
        });
        await this.#ready();
    }

    /** Asks it to end, and insists after a while. */
    async stop() {
        await this.#end("SIGTERM");
    }

    /** Ends it at once, as a crash would. */
    async kill() {
        await this.#end("SIGKILL");
    }

    async #end(signal) {
        if (!this.running) return;
        this.#ending = true;
        this.#child.kill(signal);
        const insist = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
        await this.#exit;
        clearTimeout(insist);
    }

    async #ready() {
        const deadline = Date.now() + this.limit;
        while (!(await this.answers().catch(() => false))) {
            if (!this.running) throw new Error(this.#death());
            if (Date.now() > deadline) throw new Error(`${this.name} does not answer.\n${this.lastLines()}`);
            await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        }
    }

    #death() {
        const { exitCode, signalCode } = this.#child;
        return `${this.name} ended by itself (${signalCode ?? `exit code ${exitCode}`}). Last lines of ${this.log}:\n${this.lastLines()}`;
    }

    /** The end of its log. */
    lastLines(count = 15) {
        return readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-count).join("\n");
    }
}

/** A port of the loopback interface that is free now. */
export async function freePort() {
    const server = createServer();
    await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
}

/** Fails with a remedy when somebody else listens on the port. */
export async function requireFree(port) {
    const server = createServer();
    await new Promise((resolve, reject) => {
        server.once("error", () => reject(new Error(`Port ${port} is in use. Choose another address with PORT=…`)));
        server.listen(port, "127.0.0.1", resolve);
    });
    await new Promise((resolve) => server.close(resolve));
}
