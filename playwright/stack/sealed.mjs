// A device of somebody in encrypted rooms: the part of Element that encrypts (the Matrix Rust SDK), without its screens.
import { randomUUID } from "node:crypto";
import * as sdk from "@matrix-org/matrix-sdk-crypto-wasm";
import { MatrixClient } from "./matrix.mjs";

const PREFIX = "/_matrix/client/v3";
const TYPE = { upload: 0, query: 1, claim: 2, toDevice: 3, signatures: 4, message: 5 };
const ALGORITHM = "m.megolm.v1.aes-sha2";

/** The state of rooms that are encrypted from their beginning. */
export const ENCRYPTED = { type: "m.room.encryption", state_key: "", content: { algorithm: ALGORITHM } };

/** Decrypts a file that somebody has sent to an encrypted room, as the part of Element does that encrypts. */
export function openFile(data, info) {
    return Buffer.from(sdk.Attachment.decrypt(new sdk.EncryptedAttachment(new Uint8Array(data), JSON.stringify(info))));
}

/**
 * A MatrixClient whose `sendSealed` encrypts, and which reads what is encrypted for it, on a device of its own: the homeserver
 * gives each device its keys once, and waiting with `until` would take them.
 */
export class SealedClient extends MatrixClient {
    #device;
    #machine;
    #since;
    #position = Promise.resolve();

    /** Signs an account in on a new device; `signed` makes an identity of the account, too, which signs the device. */
    static async open(homeserver, account, { signed = true } = {}) {
        await sdk.initAsync();
        const client = new SealedClient(homeserver, account);
        const login = { type: "m.login.password", identifier: { type: "m.id.user", user: account.user_id }, password: account.password };
        client.#device = new MatrixClient(homeserver, await client.request("POST", `${PREFIX}/login`, login));
        client.#machine = await sdk.OlmMachine.initialize(new sdk.UserId(account.user_id), new sdk.DeviceId(client.#device.deviceId));
        await client.#flush();
        if (signed) await client.#sign(account.password);
        return client;
    }

    /** What makes another device of the same person one that the person has verified. */
    async identity() {
        const { masterKey, self_signing_key, userSigningKey } = await this.#machine.exportCrossSigningKeys();
        return [masterKey, self_signing_key, userSigningKey];
    }

    /** Verifies this device with the person's identity. */
    async verify(identity) {
        await this.#query([this.userId]);
        await this.#machine.importCrossSigningKeys(...identity);
        const device = await this.#machine.getDevice(new sdk.UserId(this.userId), new sdk.DeviceId(this.#device.deviceId));
        await this.#send(await device.verify());
        await this.#flush();
    }

    /** Sends an encrypted event to all devices of those in the room, and answers its id. */
    async sendSealed(roomId, type, content) {
        return this.send(roomId, "m.room.encrypted", await this.seal(roomId, type, content));
    }

    /** Encrypts for those in the room, who get the key, unless there is `held`: then `release` gives it to them. */
    async seal(roomId, type, content, { held } = {}) {
        await this.#receive();
        const users = await this.#meet(roomId);
        const claim = await this.#machine.getMissingSessions(users());
        if (claim) await this.#send(claim);
        for (const request of await this.#machine.shareRoomKey(new sdk.RoomId(roomId), users(), new sdk.EncryptionSettings())) {
            const give = () => this.#send(request);
            if (!held) await give();
            else held.push({ give, done: await this.#machine.markRequestAsSent(request.id, request.type, "{}") });
        }
        return JSON.parse(await this.#machine.encryptRoomEvent(new sdk.RoomId(roomId), type, JSON.stringify(content)));
    }

    /** Gives those in the room the key that was held back. */
    async release(held) {
        for (const { give } of held) await give();
    }

    /**
     * Reads an encrypted event. Answers {type, content, warning}: the warning that Element shows beside it, undefined for none.
     * Fails when the key is not there.
     */
    async unseal(roomId, event) {
        await this.#receive();
        await this.#meet(roomId);
        const settings = new sdk.DecryptionSettings(sdk.TrustRequirement.Untrusted);
        const read = await this.#machine.decryptRoomEvent(JSON.stringify(event), new sdk.RoomId(roomId), settings);
        return { ...JSON.parse(read.event), warning: read.shieldState(false)?.message };
    }

    /** The newest messages of a room first, those that are encrypted as `unseal` answers them; what cannot be read is {unreadable}. */
    async unsealed(roomId, sender) {
        const events = (await this.messages(roomId)).filter((event) => event.sender === sender && /^m\.room\.(encrypted|message)$/.test(event.type));
        const read = (event) => this.unseal(roomId, event).catch((error) => ({ ...event, unreadable: error.description ?? String(error) }));
        const all = [];
        for (const event of events) all.push(event.type === "m.room.encrypted" ? await read(event) : { ...event, warning: "not encrypted" });
        return all;
    }

    /** Learns the devices of those in a room, and answers how to name them. */
    async #meet(roomId) {
        const { chunk } = await this.request("GET", `${PREFIX}/rooms/${encodeURIComponent(roomId)}/members?not_membership=leave`);
        const users = () => chunk.map(({ state_key }) => new sdk.UserId(state_key));
        await this.#machine.updateTrackedUsers(users());
        await this.#flush();
        return users;
    }

    async #sign(password) {
        const requests = await this.#machine.bootstrapCrossSigning(true);
        if (requests.uploadKeysRequest) await this.#send(requests.uploadKeysRequest);
        const auth = { type: "m.login.password", identifier: { type: "m.id.user", user: this.userId }, password };
        const path = `${PREFIX}/keys/device_signing/upload`;
        const body = JSON.parse(requests.uploadSigningKeysRequest.body);
        const session = await this.#asked(path, body);
        await this.#device.request("POST", path, { ...body, auth: { ...auth, session } });
        await this.#send(requests.uploadSignaturesRequest);
        await this.#flush();
    }

    /** The session of the homeserver's question for the password. */
    async #asked(path, body) {
        const headers = { "content-type": "application/json", authorization: `Bearer ${this.#device.accessToken}` };
        const answer = await fetch(this.homeserver + path, { method: "POST", headers, body: JSON.stringify(body) });
        return (await answer.json()).session;
    }

    async #query(users) {
        await this.#send(this.#machine.queryKeysForUsers(users.map((id) => new sdk.UserId(id))));
    }

    async #flush() {
        for (const request of await this.#machine.outgoingRequests()) await this.#send(request);
    }

    async #send(request) {
        const [method, path] = {
            [TYPE.upload]: ["POST", "keys/upload"],
            [TYPE.query]: ["POST", "keys/query"],
            [TYPE.claim]: ["POST", "keys/claim"],
            [TYPE.toDevice]: ["PUT", `sendToDevice/${encodeURIComponent(request.event_type)}/${randomUUID()}`],
            [TYPE.signatures]: ["POST", "keys/signatures/upload"],
        }[request.type ?? TYPE.signatures];
        const answer = await this.#device.request(method, `${PREFIX}/${path}`, JSON.parse(request.body));
        if (request.id) await this.#machine.markRequestAsSent(request.id, request.type, JSON.stringify(answer));
    }

    /** Takes what the homeserver has for this device; one look at a time. */
    #receive() {
        return (this.#position = this.#position.then(async () => {
            const query = new URLSearchParams({ timeout: "0", filter: JSON.stringify({ room: { rooms: ["!none:none"] } }) });
            if (this.#since) query.set("since", this.#since);
            const news = await this.#device.request("GET", `${PREFIX}/sync?${query}`);
            const users = (ids = []) => ids.map((id) => new sdk.UserId(id));
            const lists = new sdk.DeviceLists(users(news.device_lists?.changed), users(news.device_lists?.left));
            const counts = new Map(Object.entries(news.device_one_time_keys_count ?? {}));
            await this.#machine.receiveSyncChanges(JSON.stringify(news.to_device?.events ?? []), lists, counts);
            this.#since = news.next_batch;
            await this.#flush();
        }));
    }
}
