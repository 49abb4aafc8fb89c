// What the existing system leaves to us: settings, an operator's files, and rooms as its bot has made them, written from the
// reference facts about it (rooms, power levels, metadata, markers).
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const METADATA = "net.nordeck.meetings.metadata";
const WIDGET = "im.vector.modular.widgets";
const LAYOUT = "io.element.widgets.layout";
const hex = () => randomBytes(16).toString("hex");
const fileOf = (name) => JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));

/** Settings as its documents name them, all of them. files is a folder to which the operator's files are written. */
export function settings({ account, files, address, more = {} }) {
    const events = fileOf("default_events.json");
    writeFileSync(join(files, "notes.png"), Buffer.from("89504e470d0a1a0a", "hex"));
    for (const { content } of events.state_events) {
        if (content.avatar_url === "notes.png") content.avatar_url = join(files, "notes.png");
        if (content.avatar_url?.startsWith("https:")) content.avatar_url = `${address}/logo.png`;
    }
    writeFileSync(join(files, "default_events.json"), JSON.stringify(events));
    writeFileSync(join(files, "default_widget_layouts.json"), JSON.stringify(fileOf("default_widget_layouts.json")));
    const widget = "#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id&matrix_room_id=$matrix_room_id";
    return {
        // The stack's own way to sign in and its address are not used.
        BOT_USERNAME: "", BOT_PASSWORD: "", PUBLIC_URL: "", ACCESS_TOKEN: account.access_token,
        MEETINGWIDGET_NAME: "NeoDateFix", MEETINGWIDGET_URL: `https://meetings.example.org/${widget}`,
        MEETINGWIDGET_COCKPIT_NAME: "NeoDateFix Details", MEETINGWIDGET_COCKPIT_URL: `https://meetings.example.org/cockpit/${widget}`,
        BREAKOUT_SESSION_WIDGET_NAME: "Breakout Sessions", BREAKOUT_SESSION_WIDGET_URL: `https://meetings.example.org/${widget}`,
        CALENDAR_ROOM_NAME: "NeoDateFix", BOT_DISPLAYNAME: "NeoDateFix Bot", LOG_LEVEL: "info", AUTO_DELETION_OFFSET: "60",
        DEFAULT_EVENTS_CONFIG: join(files, "default_events.json"), DEFAULT_WIDGET_LAYOUTS_CONFIG: join(files, "default_widget_layouts.json"),
        MATRIX_SERVER_EVENT_MAX_AGE_MINUTES: "5", STORAGE_FILE_FILENAME: "bot.json", ENABLE_CRYPTO: "false", CRYPTO_DATA_PATH: "crypto",
        MATRIX_LINK_SHARE: "https://element.example.org/#/room/", MATRIX_FILTER_APPLY: "true", MATRIX_FILTER_TIMELINE_LIMIT: "50",
        ENABLE_WELCOME_WORKFLOW: "true", WELCOME_WORKFLOW_DEFAULT_LOCALE: "de", ENABLE_CONTROL_ROOM_MIGRATION: "false",
        ENABLE_PRIVATE_ROOM_ERROR_SENDING: "true", OPEN_XCHANGE_MEETING_URL_TEMPLATE: "https://ox.example.org/#id={{id}}&folder={{folder}}",
        JITSI_DIAL_IN_JSON_URL: `${address}/numbers`, JITSI_PIN_URL: `${address}/pin?conference={base32_room_name}@conference.example.org`,
        ENABLE_GUEST_USER_POWER_LEVEL_CHANGE: "true", GUEST_USER_PREFIX: "@guest-", GUEST_USER_DEFAULT_POWER_LEVEL: "0",
        GUEST_USER_DELETE_POWER_LEVEL_ON_LEAVE: "true", ...more,
    };
}

/** The existing system's bot: the account `api` is signed in to, before ours takes it over. */
export class ExistingBot {
    constructor(api, serverName) {
        Object.assign(this, { api, serverName });
    }

    /** A calendar room of `owner` with the planner. */
    async calendarRoom(owner, { name = "Calendar" } = {}) {
        const room = await owner.createRoom({ name, power_level_content_override: { users: { [owner.userId]: 100, [this.api.userId]: 50 } } });
        await owner.invite(room, this.api.userId);
        await this.api.join(room);
        const id = `meetingwidget-${hex()}`;
        await this.#widget(room, id, "net.nordeck.meetings.widget.meetings", "NeoDateFix");
        await this.api.sendState(room, LAYOUT, { widgets: { [id]: { container: "top", index: 1, width: 100, height: 100 } } });
        return room;
    }

    /** A chat of two with `owner` that is a calendar. */
    async chat(owner) {
        const room = await owner.createRoom({ preset: "trusted_private_chat", is_direct: true, invite: [this.api.userId] });
        await this.api.join(room);
        await this.api.sendState(room, "m.room.name", { name: "NeoDateFix" });
        const id = `net.nordeck.meetings.widget.meetings-${hex()}`;
        await this.#widget(room, id, "net.nordeck.meetings.widget.meetings", "NeoDateFix");
        await this.api.sendState(room, LAYOUT, { widgets: { [id]: { container: "center" } } });
        await this.api.sendState(room, "net.nordeck.meetings.control_room", { room_version: 1 });
        return room;
    }

    /** The room in which `person` reads what went wrong. */
    errors(person) {
        return this.#direct(person, "NeoDateFix errors", { type: "net.nordeck.meetings.private_bot_message_room", content: { userId: person.userId } });
    }

    /** The room in which `person` is helped with another one. */
    help(person, about, locale = "en") {
        const content = { userId: person.userId, originalRoomId: about, locale };
        return this.#direct(person, "Help for Calendar", { type: "net.nordeck.meetings.private_welcome_room", content });
    }

    async #direct(person, name, marker) {
        const room = await this.api.createRoom({
            preset: "trusted_private_chat", is_direct: true, name, topic: name, visibility: "private",
            initial_state: [
                { ...marker, state_key: this.api.userId },
                { type: "m.room.guest_access", state_key: "", content: { guest_access: "forbidden" } },
                { type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } },
            ],
        });
        await this.api.sendState(room, "m.room.member", { membership: "invite", is_direct: true, reason: "Hello" }, person.userId);
        await person.join(room);
        return room;
    }

    /** A meeting, or below a meeting a breakout session, of `creator`. metadata holds its times in whatever form. */
    async meeting({ creator, parent, title, description = "", metadata, participants = [], kind = "meeting", widgets = ["jitsi", "etherpad"] }) {
        const room = await this.api.createRoom({
            name: title, topic: description, visibility: "private", creation_content: { type: `net.nordeck.meetings.${kind}` },
            power_level_content_override: { users_default: 25, events: { [METADATA]: 100 }, users: { [this.api.userId]: 101, [creator.userId]: 100 } },
            initial_state: [
                ...fileOf("default_events.json").state_events.filter(({ type }) => /visibility|guest_access|join_rules/.test(type)),
                { type: METADATA, state_key: "", content: { creator: creator.userId, ...metadata } },
                ...(parent ? [{ type: "m.space.parent", state_key: parent, content: { via: [this.serverName] } }] : []),
            ],
        });
        // Synapse puts the events of an override in place of its own, Dendrite adds them.
        const levels = await this.api.state(room, "m.room.power_levels");
        await this.api.sendState(room, "m.room.power_levels", { ...levels, invite: 0, events: { [METADATA]: 100 } });
        for (const user of [creator.userId, ...participants.map(({ userId }) => userId)])
            await this.api.sendState(room, "m.room.member", { membership: "invite", reason: "📅 10&#x2F;3&#x2F;2040", "io.element.html_reason": "📅 10/3/2040" }, user);
        if (kind === "meeting") await this.#own(room, "breakoutsessions", "Breakout Sessions");
        await this.#own(room, "cockpit", "NeoDateFix Details");
        for (const { state_key, content } of fileOf("default_events.json").state_events.filter(({ type }) => type === WIDGET))
            if (widgets.includes(state_key)) await this.api.sendState(room, WIDGET, rendered(content, { room, title }), state_key);
        if (widgets.length === 2) await this.api.sendState(room, LAYOUT, { widgets: fileOf("default_widget_layouts.json")[0].layouts });
        if (parent) await this.api.sendState(parent, "m.space.child", { via: [this.serverName] }, room);
        await creator.join(room);
        return room;
    }

    #own(room, name, label) {
        const type = `net.nordeck.meetings.widget.${name}`;
        return this.#widget(room, `${type}-${hex()}`, type, label);
    }

    #widget(room, id, type, name) {
        const content = { id, type, name, url: "https://meetings.example.org/#/?theme=$org.matrix.msc2873.client_theme", avatar_url: "mxc://example.org/logo" };
        return this.api.sendState(room, WIDGET, content, id);
    }
}

/** A widget's content as the existing system writes it: Mustache over its JSON. */
function rendered({ optional: _, ...content }, { room, title }) {
    const base32 = base32Of(room);
    const data = Object.fromEntries(Object.entries(content.data ?? {}).filter(([, value]) => !String(value).includes("{{")).map(([key, value]) => [`data.${key}`, value]));
    const values = { room_id: room, base32_room_id: base32, base32_room_id50: base32.slice(0, 50), title, uuid: hex(), ...data };
    const fill = (text) => text.replace(/\{\{([\w.]+)\}\}/g, (_, name) => JSON.stringify(String(values[name] ?? "")).slice(1, -1));
    const text = JSON.stringify(content).replace(/\{\{#encodeURIComponent\}\}(.*?)\{\{\/encodeURIComponent\}\}/g, (_, inner) => encodeURIComponent(fill(inner)));
    return { ...JSON.parse(fill(text)), ...(content.avatar_url && { avatar_url: "mxc://example.org/picture" }) };
}

function base32Of(text) {
    const bits = [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    return bits.match(/.{1,5}/g).map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[parseInt(five.padEnd(5, "0"), 2)]).join("");
}
