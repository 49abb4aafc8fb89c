// Everything that a person or a test needs, together: homeserver, bot, Etherpad, accounts and browser clients.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { register } from "./accounts.mjs";
import { makeRegistration, startBot } from "./bot.mjs";
import { ClientServer } from "./clients.mjs";
import { startEtherpad } from "./etherpad.mjs";
import { startHomeserver } from "./homeserver.mjs";
import { MatrixClient } from "./matrix.mjs";
import { elementClient, etherpadServer, homeserverPrograms, lightClient } from "./parts.mjs";
import { freePort } from "./process.mjs";
import { progress } from "./progress.mjs";

// PARLEY_EVENTS=pushed makes the bot of every stack an application service. What is about the bot's asking for events has the tag
// @asked.
export const PUSHED = process.env.PARLEY_EVENTS === "pushed";

/** The browser clients that there are: kind, and how its files are brought. */
export const CLIENTS = {
    light: { kind: "light", files: lightClient },
    element: { kind: "element", files: async () => join(await elementClient(), "current") },
    element2024: { kind: "element", files: async () => join(await elementClient(), "2024") },
};

export class Stack {
    #stops = [];
    #accounts = {};
    #clients = new Map();
    #service; // the bot's account as an application service

    /**
     * folder keeps everything: data of homeserver and bot, accounts, logs.
     * onDeath is called with a description when a part ends by itself. With pushed, the bot is an application service.
     */
    constructor({ folder, onDeath, pushed = PUSHED }) {
        Object.assign(this, { folder, onDeath, pushed });
        mkdirSync(folder, { recursive: true });
        if (existsSync(this.#accountsFile)) this.#accounts = JSON.parse(readFileSync(this.#accountsFile, "utf8"));
    }

    async startHomeserver(port, roomVersion) {
        const programs = await homeserverPrograms();
        if (this.pushed) this.#service = await makeRegistration(join(this.folder, "registration.yaml"));
        progress("starting the homeserver");
        this.homeserver = await startHomeserver({
            programs, port, roomVersion, registration: this.#service?.registration, folder: join(this.folder, "homeserver"), log: this.logOf("homeserver"), onDeath: this.onDeath,
        });
        this.#stops.push(() => this.homeserver.program.stop());
    }

    /** Starts the bot; env adds to its settings. */
    async startBot({ port, env, part } = {}) {
        const account = await this.account("parley", "Parley");
        progress("starting the bot");
        this.bot = await startBot({
            port, env, part, account, homeserver: this.homeserver, folder: join(this.folder, "bot"), log: this.logOf("bot"), onDeath: this.onDeath,
        });
        this.#stops.push(() => this.bot.program.stop());
    }

    /** A port for the bot: a free one, or the one at which it is registered. */
    async botPort() {
        return this.#service?.port ?? freePort();
    }

    /** Starts Etherpad; env adds to its settings: see ../etherpad/start.mjs. */
    async startEtherpad({ port, env } = {}) {
        const packages = await etherpadServer();
        progress("starting Etherpad");
        this.etherpad = await startEtherpad({
            packages, port, env, folder: join(this.folder, "etherpad"), log: this.logOf("etherpad"), onDeath: this.onDeath,
        });
        this.#stops.push(() => this.etherpad.program.stop());
    }

    /** Ends the bot; its widget goes on being served. Answers the API of its account, so that the test can play the bot. */
    async playBot() {
        await this.bot.program.kill();
        await this.startBot({ port: new URL(this.bot.url).port, part: "web" });
        return this.api(await this.account("parley"));
    }

    /** The browser client of this name in CLIENTS, started when it is not yet. */
    client(name, port) {
        if (!this.#clients.has(name)) this.#clients.set(name, this.#startClient(name, port));
        return this.#clients.get(name);
    }

    /** The account of this name, registered when it is new: see accounts.mjs. */
    async account(username, displayName, options) {
        if (this.#service && username === "parley") return this.#service;
        if (!this.#accounts[username]) {
            this.#accounts[username] = await register(this.homeserver, { username, displayName, ...options });
            writeFileSync(this.#accountsFile, JSON.stringify(this.#accounts, null, 4), { mode: 0o600 });
        }
        return this.#accounts[username];
    }

    /** The client-server API as an account. */
    api(account) {
        return new MatrixClient(this.homeserver.url, account);
    }

    /** Ends all parts, the last one started first. */
    async stop() {
        for (const stop of this.#stops.splice(0).reverse()) await stop();
    }

    async #startClient(name, port) {
        const { kind, files } = CLIENTS[name];
        const client = new ClientServer({ kind, folder: await files(), homeserver: this.homeserver.url });
        await client.start(port);
        this.#stops.push(() => client.stop());
        return client;
    }

    /** The file with what a part wrote: `bot`, `homeserver` or `etherpad`. */
    logOf(part) {
        return join(this.folder, "log", `${part}.log`);
    }

    get #accountsFile() {
        return join(this.folder, "accounts.json");
    }
}
