// Etherpad as the bot uses it, and as a person with a program instead of a browser.
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { etherpadServer } from "../stack/parts.mjs";

const PAD = "meeting_notes";
let meetings = 0;

export const inSeconds = (seconds) => String(Math.floor(Date.now() / 1000) + seconds);

/** The bot's side: makes pads, people and links. */
export class Pads {
    constructor({ url, apiKey }) {
        Object.assign(this, { url, apiKey });
    }

    post(path, form, apikey = this.apiKey) {
        return fetch(`${this.url}/${path}`, { method: "POST", body: new URLSearchParams({ ...form, apikey }) });
    }

    /** The data of a call of Etherpad's API, or of the plugin's. */
    async api(name, form) {
        return this.#data(`api/1.2.15/${name}`, form);
    }

    async plugin(name, form) {
        return this.#data(`readSession/${name}`, form);
    }

    async #data(path, form) {
        const { code, message, data } = await (await this.post(path, form)).json();
        if (code !== 0) throw new Error(`${path}: ${message}`);
        return data;
    }

    /** A meeting's group and pad. */
    async meeting(text = "Agenda\n") {
        const { groupID } = await this.api("createGroupIfNotExistsFor", { groupMapper: `meeting-${process.pid}-${++meetings}` });
        const { padID } = await this.api("createGroupPad", { groupID, padName: PAD, text }).then((data) => data ?? { padID: `${groupID}$${PAD}` });
        return { groupID, padID };
    }

    async person({ groupID }, name) {
        return (await this.api("createAuthorIfNotExistsFor", { authorMapper: `${groupID} ${name}`, name })).authorID;
    }

    async ticket({ groupID }, authorID, mode, validUntil = inSeconds(120)) {
        const call = mode === "write" ? "createWriteSession" : "createReadSession";
        return (await this.plugin(call, { groupID, authorID, validUntil })).sessionID;
    }

    linkOf({ groupID }, sessionID, more = {}) {
        return `${this.url}/auth_session?${new URLSearchParams({ sessionID, padName: PAD, groupID, ...more })}`;
    }

    async link(meeting, authorID, mode) {
        return this.linkOf(meeting, await this.ticket(meeting, authorID, mode));
    }

    async text({ padID }) {
        return (await this.api("getText", { padID })).text;
    }

    async sessions({ groupID }) {
        return Object.keys((await this.api("listSessionsOfGroup", { groupID })) ?? {});
    }
}

/** Opens a link without a browser: {status, location, cookie, own}, own is the session in the cookie. */
export async function openLink(link, { cookie = "", method = "GET", headers = {} } = {}) {
    const response = await fetch(link, { method, redirect: "manual", headers: { cookie, ...headers } });
    const set = response.headers.getSetCookie().map((line) => line.split(";")[0]);
    const own = set.find((pair) => pair.startsWith("notes_"))?.split("=")[1];
    return { status: response.status, location: response.headers.get("location"), text: await response.text(), cookie: set.join("; "), own };
}

/** A connection of Etherpad's own client library, with whatever its owner wants to say. */
export class RawPad {
    got = [];
    #watchers = new Set();

    /** Connects and asks for the pad; resolves when there is an answer: the pad, a refusal or the end. */
    static async open({ url }, { cookie = "", padID, sessionID, origin, query = {}, more = {} }) {
        const connect = createRequire(join(await etherpadServer(), "package.json"))("socket.io-client");
        const raw = new RawPad();
        raw.padID = padID;
        raw.socket = connect(url, {
            forceNew: true, transports: ["websocket"], reconnection: false, query,
            transportOptions: { websocket: { extraHeaders: { ...(cookie && { cookie }), ...(origin && { origin }) } } },
        });
        const note = (message) => {
            raw.got.push(message);
            raw.#watchers.forEach((watcher) => watcher());
        };
        raw.socket.on("message", note);
        for (const name of ["error", "connect_error", "disconnect"]) raw.socket.on(name, (reason) => note({ end: String(reason) }));
        raw.socket.on("connect", () => raw.send({ type: "CLIENT_READY", padId: padID, sessionID, token: `t.${"x".repeat(20)}`, protocolVersion: 2, ...more }));
        await raw.until(({ type, accessStatus, end, data }) => type === "CLIENT_VARS" || data?.type === "CLIENT_RECONNECT" || accessStatus || end);
        return raw;
    }

    get pad() {
        return this.got.find(({ type }) => type === "CLIENT_VARS")?.data;
    }

    /** All that has come, as text. */
    get heard() {
        return JSON.stringify(this.got);
    }

    send(message) {
        this.socket.send({ component: "pad", ...message });
    }

    /** Inserts text at the beginning, as a writer's page does; `base` is what the pad was when a connection opened it, `list` the list it is in. */
    insert(text, { base = this.pad, list, ...more } = {}) {
        const { initialAttributedText, rev } = base.collab_client_vars;
        const [before, length] = [initialAttributedText.text.length.toString(36), text.length.toString(36)];
        const mark = list === undefined ? "" : "*0+1"; // stands before the line
        const changeset = `Z:${before}>${(text.length + (mark ? 1 : 0)).toString(36)}${mark}+${length}$${mark ? "*" : ""}${text}`;
        const apool = list === undefined ? { numToAttrib: {}, nextNum: 0 } : { numToAttrib: { 0: ["list", list] }, nextNum: 1 };
        this.send({ type: "COLLABROOM", data: { type: "USER_CHANGES", baseRev: rev, changeset, apool }, ...more });
    }

    history(padId = this.padID, data = {}, more = {}) {
        this.send({ type: "CHANGESET_REQ", padId, data: { start: 0, granularity: 1, requestID: 1, ...data }, ...more });
    }

    /** Waits until all that was sent before has been looked at: for the answer to a question that everybody may ask. */
    async settled() {
        const requestID = `settled-${this.got.length}`;
        this.history(this.padID, { requestID });
        await this.until(({ type, data }) => type === "CHANGESET_REQ" && data.requestID === requestID);
    }

    /** The first message, come or to come, for which the check holds. */
    async until(check) {
        while (!this.got.some(check)) {
            await new Promise((resolve, reject) => {
                const late = setTimeout(() => reject(new Error(`Nothing more has come: ${this.heard.slice(0, 2000)}`)), 20_000);
                const watcher = () => [clearTimeout(late), this.#watchers.delete(watcher), resolve()];
                this.#watchers.add(watcher);
            });
        }
        return this.got.find(check);
    }

    async expectEnd() {
        await this.until(({ end }) => end);
        expect(this.socket.connected).toBe(false);
    }

    close() {
        this.socket.close();
    }
}
