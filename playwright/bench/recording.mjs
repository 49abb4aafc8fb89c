// A stand-in for a homeserver with very many rooms: it answers what a real one was seen to answer, and each of its rooms but one is a
// copy of one that was recorded.
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

const HELD_MS = 30_000; // a request for news without news

/** What a request asks for, without the names in it: those of rooms but `calendar`, events, aliases and transactions. */
function shape(method, url, calendar) {
    const path = decodeURIComponent(url.split("?")[0]).replaceAll(calendar, "calendar");
    return `${method} ${path.replace(/![^/]+/, "meeting").replace(/#[^/]+/, "alias").replace(/(\/send\/[^/]+\/).+/, "$1").replace(/\$[^/]+/, "event")}`;
}

/** Keeps what a proxy sees: a map of shapes to answers, growing. */
export function record(proxy, calendar) {
    const answers = new Map();
    proxy.watch = async ({ method, path, answer }, moment) => {
        if (moment === "answered" && !path.includes("/sync?")) answers.set(shape(method, path, calendar()), answer.toString());
    };
    return answers;
}

export class RecordedHomeserver {
    #server = createServer((request, response) => this.#answer(request, response).catch(() => response.destroy()));
    #news = []; // events that /sync has not told of
    #position = 1;
    #waiting = () => {};
    #made = 0;
    #reacted = () => {};
    said = 0; // messages of the bot

    /**
     * recorded is {answers, calendar, meeting, state, created, present}: answers by shape; the ids of the two rooms; the state of the
     * meeting, the events of its making, and what the first sync says of it. With push, {url, token}, events are pushed.
     */
    constructor(recorded, rooms, push) {
        Object.assign(this, { recorded, push, unknown: new Set() });
        const ids = Array.from({ length: rooms }, (_, n) => `!${String(n).padStart(18, "0")}:${recorded.meeting.split(":")[1]}`);
        this.joined = Buffer.from(JSON.stringify({ joined_rooms: ids }));
        const pieces = ids.map((id) => Buffer.from(`${JSON.stringify(id)}:${JSON.stringify(recorded.present)},`));
        this.present = Buffer.concat([Buffer.from('{"rooms":{"join":{'), ...pieces, Buffer.from(`${JSON.stringify(recorded.calendar)}:{}}},"next_batch":"s1"}`)]);
    }

    async start() {
        await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    async stop() {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }

    /** Lets somebody send a command in the calendar; resolves when the bot has reacted. */
    async command(event) {
        const reacted = new Promise((resolve) => (this.#reacted = resolve));
        await this.#tell([{ ...event, room_id: this.recorded.calendar, event_id: `$command${++this.#made}`, origin_server_ts: Date.now() }]);
        return reacted;
    }

    async #tell(events) {
        if (!this.push) {
            this.#news.push(...events);
            return this.#waiting();
        }
        const { url, token } = this.push;
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        const { ok } = await fetch(`${url}/_matrix/app/v1/transactions/${++this.#position}`, { method: "PUT", headers, body: JSON.stringify({ events }) });
        if (!ok) throw new Error("a transaction was refused");
    }

    async #answer(request, response) {
        const body = (await buffer(request)).toString();
        const send = (content, status = 200) => response.writeHead(status, { "content-type": "application/json" }).end(content);
        const { pathname, searchParams } = new URL(request.url, this.url);
        if (pathname.endsWith("/joined_rooms")) return send(this.joined);
        if (pathname.endsWith("/sync")) return send(searchParams.has("since") ? await this.#since(Number(searchParams.get("timeout"))) : this.present);
        if (pathname.endsWith("/filter")) return send('{"filter_id":"1"}');
        if (pathname.endsWith("/createRoom")) return this.#create(send);
        const wanted = shape(request.method, request.url, this.recorded.calendar);
        const state = /^GET \/_matrix\/client\/v3\/rooms\/meeting\/state\/([^/]+)\/?(.*)$/.exec(wanted);
        if (state) {
            const [, type, key] = state;
            const found = this.recorded.state.find((event) => event.type === type && event.state_key === key);
            return found ? send(JSON.stringify(found.content)) : send('{"errcode":"M_NOT_FOUND"}', 404);
        }
        if (wanted.endsWith("/send/m.room.message/")) this.said++;
        if (wanted.endsWith("/send/m.reaction/")) this.#reacted(JSON.parse(body));
        const known = wanted.endsWith("/rooms/meeting/state") ? JSON.stringify(this.recorded.state) : this.recorded.answers.get(wanted);
        if (known === undefined) this.unknown.add(wanted);
        send(known ?? '{"errcode":"M_NOT_FOUND"}', known === undefined || known.includes('"errcode"') ? 404 : 200);
    }

    #create(send) {
        const id = `!made${++this.#made}:${this.recorded.meeting.split(":")[1]}`;
        send(JSON.stringify({ room_id: id }));
        return this.make(id);
    }

    /** Tells of a new room, as the real homeserver told of the recorded one. */
    make(id) {
        this.#made++;
        const copy = JSON.stringify(this.recorded.created).replaceAll(this.recorded.meeting, id);
        return this.#tell(JSON.parse(copy).map((event, n) => ({ ...event, room_id: id, event_id: `$made${this.#made}-${n}` })));
    }

    async #since(timeout) {
        if (!this.#news.length && timeout) {
            await new Promise((resolve) => {
                this.#waiting = resolve;
                setTimeout(resolve, Math.min(timeout, HELD_MS)).unref();
            });
        }
        const join = grouped(this.#news);
        this.#news = [];
        const rooms = Object.fromEntries(Object.entries(join).map(([id, events]) => [id, { timeline: { events, limited: false } }]));
        return JSON.stringify({ next_batch: `s${++this.#position}`, rooms: { join: rooms } });
    }
}

function grouped(events) {
    const groups = {};
    for (const event of events) (groups[event.room_id] ??= []).push(event);
    return groups;
}
