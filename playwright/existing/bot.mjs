// The existing system's bot, played on the account of ours: it takes the commands of a widget as the reference facts about it say, and
// answers as sparely as it does: a reaction without a room, a code or warnings. What its validation would refuse is an error here.
import { randomUUID } from "node:crypto";
import { find, timeline } from "../tests/meetings.mjs";
import { calendarFaults, COMMANDS, faults } from "./schemas.mjs";

const PREFIX = "net.nordeck.meetings.";
const METADATA = `${PREFIX}metadata`;
const POWERS = "m.room.power_levels";
const WIDGET = "im.vector.modular.widgets";
const utc = (time) => ({ tzid: "UTC", value: new Date(time).toISOString().replace(/[-:]|\.\d+Z/g, "") });

export class ExistingBot {
    #taken = new Set();

    /** api is that of its account. */
    constructor(api) {
        this.api = api;
    }

    /** Carries out the next command in a room and answers {type, data, created}: the rooms that it has made. */
    async carryOut(room) {
        const command = await this.#next(room);
        const created = (await this[command.kind](command.content.data, command.sender, room)) ?? [];
        await this.#react(room, command, "✅");
        return { type: command.kind, data: command.content.data, created };
    }

    /** Refuses the next command in a room; details is the room in which it says that something failed. */
    async refuse(room, details) {
        const command = await this.#next(room);
        await this.#react(room, command, "❌", { [`${PREFIX}bot.meta`]: { ...(details && { room_id: details }) } });
        await this.#react(room, command, "✅"); // as it does: only the first counts
        return { type: command.kind, data: command.content.data };
    }

    async #next(room) {
        const isNew = ({ type, event_id }) => COMMANDS[type.replace(PREFIX, "")] && !this.#taken.has(event_id);
        const command = await this.api.until(async () => (await timeline(this.api, room)).find(isNew), "a command");
        this.#taken.add(command.event_id);
        const kind = command.type.replace(PREFIX, "");
        const wrong = [...faults(COMMANDS[kind], command.content, kind), ...calendarFaults(command.content.data.calendar ?? [])];
        if (wrong.length > 0) throw new Error(wrong.join("\n"));
        return { ...command, kind };
    }

    #react(room, { event_id }, key, meta) {
        return this.api.send(room, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id, key }, ...meta });
    }

    async "meeting.create"({ title, description, calendar, participants = [], messaging_power_level }, creator, parent) {
        const people = participants.map(({ user_id }) => user_id);
        return [await this.#room("meeting", parent, { title, description, calendar, creator, people, messaging_power_level })];
    }

    async "breakoutsessions.create"({ groups, description, start_time, end_time }, creator, parent) {
        const created = [];
        for (const { title, participants = [] } of groups) {
            const calendar = [{ uid: randomUUID(), dtstart: utc(start_time), dtend: utc(end_time) }];
            created.push(await this.#room("breakoutsession", parent, { title, description, calendar, creator, people: participants.map(({ user_id }) => user_id) }));
        }
        return created;
    }

    /** Metadata are written anew from what it knows of them, then the name and the topic. */
    async "meeting.update"({ target_room_id: room, title, description, calendar, external_data }) {
        const { creator, external_data: before } = await this.api.state(room, METADATA);
        const external = external_data ?? before;
        await this.api.sendState(room, METADATA, { creator, calendar, ...(external && { external_data: external }) });
        if (title !== undefined) await this.api.sendState(room, "m.room.name", { name: title });
        if (description !== undefined) await this.api.sendState(room, "m.room.topic", { topic: description });
        await this.api.send(room, "m.room.message", { msgtype: "m.text", body: "The meeting was changed", format: "org.matrix.custom.html", formatted_body: "<strong>The meeting was changed</strong>" });
    }

    async "meeting.participants.handle"({ target_room_id: room, invite, userIds }) {
        for (const user of userIds)
            if (invite) await this.#invite(room, user);
            else await this.api.kick(room, user);
    }

    async "meeting.change.message_permissions"({ target_room_id: room, messaging_power_level }) {
        await this.api.sendState(room, POWERS, { ...(await this.api.state(room, POWERS)), events_default: messaging_power_level });
    }

    async "sub_meetings.send_message"({ target_room_id, message }) {
        for (const { type, state_key } of await this.api.fullState(target_room_id))
            if (type === "m.space.child") await this.api.send(state_key, "m.room.message", { msgtype: "m.notice", body: message });
    }

    async "meeting.close"({ target_room_id: room }) {
        const state = await this.api.fullState(room);
        for (const { type, state_key } of state) if (type === WIDGET) await this.api.sendState(room, WIDGET, {}, state_key);
        const parent = state.find(({ type, content }) => type === "m.space.parent" && content.via)?.state_key;
        await this.api.sendState(room, "m.room.tombstone", { body: "The meeting was closed", ...(parent && { replacement_room: parent }) });
        await this.api.leave(room);
    }

    async #room(kind, parent, { title, description, calendar, creator, people, messaging_power_level }) {
        const via = [this.api.userId.split(":")[1]];
        const state = (type, content, state_key = "") => ({ type, content, state_key });
        const room = await this.api.createRoom({
            name: title, topic: description, visibility: "private", room_version: "10", creation_content: { type: PREFIX + kind },
            initial_state: [
                state("m.room.history_visibility", { history_visibility: "shared" }), state("m.room.guest_access", { guest_access: "forbidden" }),
                state("m.room.join_rules", { join_rule: "public" }), state(METADATA, { creator, calendar }), state("m.space.parent", { via }, parent),
            ],
            power_level_content_override: {
                events: { [METADATA]: 100 }, users: { [this.api.userId]: 101, [creator]: 100 },
                ...(messaging_power_level && { events_default: messaging_power_level }),
            },
        });
        for (const user of new Set([creator, ...people])) await this.#invite(room, user);
        await this.api.sendState(parent, "m.space.child", { via }, room);
        return room;
    }

    // It writes a state event, with which Dendrite sends no name of the room along; Synapse does.
    #invite(room, user_id) {
        const reason = "📅 10/3/2040, 10:30 – 11:30 AM GMT+2\n🔁 Recurrence: Every day for 2 times";
        return this.api.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/invite`, { user_id, reason });
    }
}
