// How the existing system's widget behaves towards a bot, as far as a bot can tell: written from the reference facts about it.
import { openIdHeader } from "../tests/programs.mjs";
import { find, timeline } from "../tests/meetings.mjs";
import { ANSWERS, calendarFaults, EVENTS, faults } from "./schemas.mjs";

export const TYPE = {
    create: "net.nordeck.meetings.meeting.create",
    update: "net.nordeck.meetings.meeting.update",
    close: "net.nordeck.meetings.meeting.close",
    widgets: "net.nordeck.meetings.meeting.widgets.handle",
    participants: "net.nordeck.meetings.meeting.participants.handle",
    permissions: "net.nordeck.meetings.meeting.change.message_permissions",
    breakouts: "net.nordeck.meetings.breakoutsessions.create",
    message: "net.nordeck.meetings.sub_meetings.send_message",
};
const METADATA = "net.nordeck.meetings.metadata";
const WIDGET = "im.vector.modular.widgets";
const KINDS = { "net.nordeck.meetings.meeting": "meeting", "net.nordeck.meetings.breakoutsession": "breakout" };

/** The widget of one person in one room. It is deployed with the id of its bot. */
export class ExistingWidget {
    constructor(stack, person, room, { locale = "en", timezone = "Europe/Berlin" } = {}) {
        Object.assign(this, { stack, person, room, context: { locale, timezone }, bot: stack.bot.userId, sent: [] });
    }

    /** Sends one command and answers whether it takes it for done. */
    send(type, data) {
        return this.sendAll([[type, data]]);
    }

    /**
     * Sends commands, waits for its own echoes, then takes the first reactions to any of them, as many as it has sent.
     * All that are not ✅ mean that something failed.
     */
    async sendAll(commands) {
        const ids = [];
        for (const [type, data] of commands) ids.push(await this.person.api.send(this.room, type, { data, context: this.context }));
        this.sent.push(...ids);
        await this.person.api.until(async () => (await this.#events()).filter(({ event_id }) => ids.includes(event_id)).length === ids.length, "the echoes");
        const reactions = await this.person.api.until(async () => {
            const all = (await this.#events()).filter((event) => reactsTo(event, ids));
            return all.length >= ids.length && all.slice(0, ids.length);
        }, "the reactions");
        return reactions.every(({ content }) => content["m.relates_to"].key === "✅");
    }

    #events() {
        return timeline(this.person.api, this.room);
    }

    /** What is wrong with the reactions to all that it has sent: each needs one, from its bot, that it can read. */
    async reactionFaults() {
        const events = await this.#events();
        return this.sent.flatMap((id) => {
            const reactions = events.filter((event) => reactsTo(event, [id]));
            const count = reactions.length === 1 ? [] : [`${reactions.length} reactions`];
            return [...count, ...reactions.flatMap(({ sender, content }) => [
                ...(sender === this.bot ? [] : [`a reaction of ${sender}`]), ...faults(EVENTS["m.reaction"], content, "m.reaction"),
            ])];
        });
    }

    /**
     * The meetings that it lists in the planner, or below a meeting the breakout sessions, the first ones first. A room that it
     * would ignore because something in it is wrong is an error here.
     */
    async meetings() {
        const rooms = [...(await this.#joined()), ...(await this.#invited())];
        const here = KINDS[find(await this.person.api.fullState(this.room), "m.room.create").content.type];
        return rooms
            .filter(({ kind }) => kind === (here === "meeting" ? "breakout" : "meeting"))
            .filter(({ events, parent }) => !find(events, "m.room.tombstone") && parent === this.room && find(events, METADATA))
            .map((room) => read(room, this.bot))
            .sort((a, b) => a.start.localeCompare(b.start) || a.room.localeCompare(b.room));
    }

    /** Invitations whose time it cannot see: rooms that the current one names as children. */
    async invitations() {
        const here = await this.person.api.fullState(this.room);
        return (await this.#invited())
            .filter(({ kind, room, events }) => kind && !find(events, METADATA) && find(here, "m.space.child", room)?.content.via)
            .map(({ room, events }) => ({ room, title: find(events, "m.room.name").content.name, reason: find(events, "m.room.member", this.person.user_id).content.reason }));
    }

    async #joined() {
        return Promise.all((await this.person.api.joinedRooms()).map(async (room) => facts(room, await this.person.api.fullState(room))));
    }

    async #invited() {
        return (await this.person.api.invitations()).map(({ room_id, events }) => facts(room_id, events));
    }

    /** An answer of the bot's HTTP interface, asked for from the widget's own page. */
    async ask(path, schema = path) {
        const { url, widget } = this.stack.bot;
        const origin = this.origin ?? new URL(widget).origin;
        const asked = { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" };
        const preflight = await fetch(`${url}/v1${path}`, { method: "OPTIONS", headers: asked });
        for (const response of [preflight, await fetch(`${url}/v1${path}`, { headers: { origin, authorization: await openIdHeader(this.stack, this.person) } })]) {
            if (!response.ok) throw new Error(`${path}: ${response.status}`);
            if (!["*", origin].includes(response.headers.get("access-control-allow-origin"))) throw new Error(`${path}: ${origin} may not read it`);
            if (response === preflight) continue;
            const body = await response.json();
            const wrong = faults(ANSWERS[schema], body, path);
            if (wrong.length > 0) throw new Error(wrong.join("\n"));
            return body;
        }
    }
}

function reactsTo({ type, content }, ids) {
    return type === "m.reaction" && ids.includes(content["m.relates_to"]?.event_id);
}

function facts(room, events) {
    const kind = KINDS[find(events, "m.room.create")?.content.type];
    const parents = events.filter(({ type, content }) => type === "m.space.parent" && content.via?.length > 0);
    return { room, events, kind, parent: parents.at(-1)?.state_key };
}

/** A meeting as the widget shows it. All that is wrong with its room is one error. */
export function read({ room, events, parent, kind }, bot) {
    const wrong = roomFaults(events);
    if (wrong.length > 0) throw new Error(`${room}:\n${wrong.join("\n")}`);
    const { creator, ...times } = find(events, METADATA).content;
    const members = events.filter(({ type, state_key, content }) => type === "m.room.member" && state_key !== bot && ["join", "invite"].includes(content.membership));
    return {
        room, kind, parent, creator, ...times, start: times.calendar?.[0].dtstart.value ?? times.start_time,
        title: find(events, "m.room.name").content.name, description: find(events, "m.room.topic")?.content.topic ?? "",
        participants: Object.fromEntries(members.map(({ state_key, content }) => [state_key, content.membership])),
        widgets: events.filter(({ type, content }) => type === WIDGET && content.url).map(({ state_key }) => state_key).sort(),
    };
}

/** What is wrong with the state of a meeting room. */
export function roomFaults(events) {
    const known = events.filter(({ type, state_key }) => state_key !== undefined && EVENTS[type]);
    const missing = ["m.room.create", "m.room.name", METADATA].filter((type) => !find(events, type)).map((type) => `no ${type}`);
    return [
        ...missing,
        ...known.flatMap(({ type, content, state_key }) => faults(EVENTS[type], content, `${type} ${state_key}`)),
        ...known.filter(({ type, content, state_key }) => type === WIDGET && content.id !== undefined && content.id !== state_key).map(({ state_key }) => `${state_key}: another id`),
        ...calendarFaults(find(events, METADATA)?.content.calendar ?? []),
    ];
}

/** What the widget lets a person do with a meeting or a calendar room, by its power levels alone. */
export function permissions(events, user) {
    const levels = find(events, "m.room.power_levels").content;
    const own = levels.users?.[user] ?? levels.users_default ?? 0;
    const send = (type) => own >= (levels.events?.[type] ?? levels.events_default ?? 0);
    const write = (...types) => types.every((type) => own >= (levels.events?.[type] ?? levels.state_default ?? 50));
    const may = (action) => own >= (levels[action] ?? 50);
    return {
        create: send(TYPE.create), createBreakouts: send(TYPE.breakouts), messageBreakouts: send(TYPE.message),
        update: send("m.room.message") && send(TYPE.update) && write("m.room.name", "m.room.topic", METADATA, WIDGET),
        invite: send(TYPE.participants) && may("invite"), kick: send(TYPE.participants) && may("kick"),
        widgets: send(TYPE.widgets) && write(WIDGET, "io.element.widgets.layout"),
        permissions: send(TYPE.permissions) && write("m.room.power_levels"), close: send(TYPE.close) && write(WIDGET, "m.room.tombstone"),
    };
}
