// The little of the Matrix client-server API that seeding and tests need.
import { randomUUID } from "node:crypto";

const PREFIX = "/_matrix/client/v3";
const LONG_POLL_MS = 30_000;
const WAKE_FILTER = JSON.stringify({
    presence: { types: ["none"] },
    account_data: { types: ["none"] },
    room: { state: { types: ["none"] }, ephemeral: { types: ["none"] }, account_data: { types: ["none"] }, timeline: { limit: 1 } },
});

/** A refusal of the homeserver: status is the HTTP status, errcode the Matrix error code. */
export class MatrixError extends Error {
    constructor(method, path, status, body) {
        super(`${method} ${path.split("?")[0]}: ${status} ${body.errcode ?? ""} ${body.error ?? ""}`);
        Object.assign(this, { status, errcode: body.errcode });
    }
}

/** One signed-in device. */
export class MatrixClient {
    #position;

    constructor(homeserver, { user_id, access_token, device_id } = {}) {
        Object.assign(this, { homeserver, userId: user_id, accessToken: access_token, deviceId: device_id });
    }

    /** One call of the API; path includes its prefix. */
    async request(method, path, body, { signal } = {}) {
        const headers = { "content-type": "application/json" };
        if (this.accessToken) headers.authorization = `Bearer ${this.accessToken}`;
        const response = await fetch(this.homeserver + path, { method, headers, body: body && JSON.stringify(body), signal });
        const answer = await response.json().catch(() => ({}));
        if (!response.ok) throw new MatrixError(method, path, response.status, answer);
        return answer;
    }

    setDisplayName(displayname) {
        return this.request("PUT", `${PREFIX}/profile/${encodeURIComponent(this.userId)}/displayname`, { displayname });
    }

    /** Creates a room and answers its id. */
    async createRoom(options) {
        return (await this.request("POST", `${PREFIX}/createRoom`, { preset: "private_chat", ...options })).room_id;
    }

    invite(roomId, userId) {
        return this.request("POST", room(roomId, "invite"), { user_id: userId });
    }

    join(roomId) {
        return this.request("POST", room(roomId, "join"), {});
    }

    leave(roomId) {
        return this.request("POST", room(roomId, "leave"), {});
    }

    kick(roomId, userId) {
        return this.request("POST", room(roomId, "kick"), { user_id: userId });
    }

    /** The ids of the rooms that this user has joined. */
    async joinedRooms() {
        return (await this.request("GET", `${PREFIX}/joined_rooms`)).joined_rooms;
    }

    /** Sends a room event and answers its id. */
    async send(roomId, type, content) {
        return (await this.request("PUT", room(roomId, "send", type, randomUUID()), content)).event_id;
    }

    /** Sends a room event with a time of its own (milliseconds since 1970), which Dendrite lets everybody do. Answers its id. */
    async sendAt(time, roomId, type, content) {
        return (await this.request("PUT", `${room(roomId, "send", type, randomUUID())}?ts=${time}`, content)).event_id;
    }

    /** Writes a state event and answers its id. */
    async sendState(roomId, type, content, stateKey = "") {
        return (await this.request("PUT", room(roomId, "state", type, stateKey), content)).event_id;
    }

    /** The content of one state event, undefined when there is none. */
    async state(roomId, type, stateKey = "") {
        return this.request("GET", room(roomId, "state", type, stateKey)).catch((error) => {
            if (error.status !== 404) throw error;
        });
    }

    /** All state events of a room. */
    fullState(roomId) {
        return this.request("GET", room(roomId, "state"));
    }

    /** The newest room events first, at most `limit`. */
    async messages(roomId, limit = 100) {
        return (await this.request("GET", `${room(roomId, "messages")}?dir=b&limit=${limit}`)).chunk;
    }

    /** The reactions to an event, as events. */
    async reactions(roomId, eventId) {
        const path = room(roomId, "relations", eventId, "m.annotation", "m.reaction").replace(`${PREFIX}/`, "/_matrix/client/v1/");
        return (await this.request("GET", `${path}?limit=50`)).chunk;
    }

    /** Waits for the first reaction to an event and answers it. */
    reaction(roomId, eventId, options) {
        return this.until(async () => (await this.reactions(roomId, eventId))[0], "a reaction to the event", options);
    }

    /** The invitations of this user: {room_id, events}, events being the stripped state. */
    async invitations() {
        const { rooms } = await this.request("GET", `${PREFIX}/sync?timeout=0&filter=${encodeURIComponent(WAKE_FILTER)}`);
        return Object.entries(rooms?.invite ?? {}).map(([room_id, { invite_state }]) => ({ room_id, events: invite_state.events }));
    }

    /**
     * Waits until `check` answers something truthy, and answers that.
     * It asks again whenever the homeserver has news for this user. `what` names the wish in the error after `limit` ms.
     */
    async until(check, what, { limit = 60_000 } = {}) {
        const signal = AbortSignal.timeout(limit);
        try {
            this.#position ??= await this.#sync(0, signal); // before the first look, so that no news is missed
            for (;;) {
                const result = await check();
                if (result) return result;
                this.#position = await this.#sync(LONG_POLL_MS, signal);
            }
        } catch (error) {
            if (signal.aborted) throw new Error(`${what}: not seen within ${limit / 1000} s`);
            throw error;
        }
    }

    async #sync(timeout, signal) {
        const query = new URLSearchParams({ timeout, filter: WAKE_FILTER });
        if (this.#position) query.set("since", this.#position);
        return (await this.request("GET", `${PREFIX}/sync?${query}`, undefined, { signal })).next_batch;
    }
}

function room(roomId, ...path) {
    return `${PREFIX}/rooms/${[roomId, ...path].map(encodeURIComponent).join("/")}`;
}
