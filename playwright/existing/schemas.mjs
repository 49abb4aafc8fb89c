// What the existing system's widget demands of what it reads, as JSON Schemas, and beyond them what it needs to work: reference facts
// "State it reads", "Identifiers to keep" and the list "must hold". Unknown members are fine everywhere; null is not.
import Ajv from "ajv";
import formats from "ajv-formats";

const text = { type: "string" };
const object = (required, optional = {}) => ({ type: "object", required: Object.keys(required), properties: { ...required, ...optional } });
const FORM = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/;
const dateTime = object({ tzid: text, value: { type: "string", pattern: FORM.source } });
const level = { type: "integer" };
const levels = { type: "object", additionalProperties: level };
const names = { type: "array", minItems: 1, items: text };

const entry = object({ uid: text, dtstart: dateTime, dtend: dateTime }, { rrule: text, exdate: { type: "array", items: dateTime }, recurrenceId: dateTime });
const metadata = {
    ...object({ creator: text }, {
        calendar: { type: "array", minItems: 1, items: entry }, force_deletion_at: { type: "number" }, external_data: { type: "object", additionalProperties: { type: "object" } },
        start_time: { type: "string", format: "date-time" }, end_time: { type: "string", format: "date-time" }, auto_deletion_offset: { type: "number" },
    }),
    oneOf: [
        { required: ["calendar"], not: { anyOf: [{ required: ["start_time"] }, { required: ["end_time"] }] } },
        { required: ["start_time", "end_time"], not: { required: ["calendar"] } },
    ],
};

/** Contents of events by type. */
export const EVENTS = {
    "m.room.create": object({}, { type: text, room_version: text }),
    "m.room.name": object({ name: text }),
    "m.room.topic": object({ topic: text }),
    "m.room.member": object({ membership: { enum: ["join", "invite", "leave", "ban", "knock"] } }, { reason: text }),
    "m.room.power_levels": object({}, {
        users: levels, events: levels, users_default: level, events_default: level, state_default: level, invite: level, kick: level, ban: level, redact: level,
    }),
    "m.room.tombstone": object({ body: text }, { replacement_room: { type: "string", pattern: "^!" } }),
    "m.space.parent": object({ via: names }),
    "m.space.child": { anyOf: [object({ via: names }), { type: "object", maxProperties: 0 }] },
    "net.nordeck.meetings.metadata": metadata,
    "im.vector.modular.widgets": { anyOf: [object({ type: text, name: text, url: text }, { id: text, avatar_url: { type: "string", pattern: "^mxc://" } }), { type: "object", maxProperties: 0 }] },
    "m.reaction": object(
        { "m.relates_to": object({ rel_type: { const: "m.annotation" }, event_id: text, key: { enum: ["✅", "❌"] } }) },
        { "net.nordeck.meetings.bot.meta": object({}, { room_id: text, created_room_id: text }) },
    ),
};

/** Answers of the HTTP interface by path below /v1. */
export const ANSWERS = {
    "/config": object({ homeServer: text, jitsiDialInEnabled: { type: "boolean" } }, { openXchangeMeetingUrlTemplate: text }),
    "/widget/list": { type: "array", items: object({ id: text, name: text }, { optional: { type: "boolean" } }) },
    "/meeting/sharingInformation": object({}, { jitsi_dial_in_number: text, jitsi_pin: { type: "number" } }),
};

// What its bot demands of commands: reference facts "Commands as implemented". Unknown members are kept and ignored.
const userId = { type: "string", pattern: "^@.*:" };
const target_room_id = { type: "string", pattern: "^!" };
const participants = { type: "array", items: object({ user_id: userId }, { power_level: { type: "integer", minimum: 0 } }) };
const messaging_power_level = { type: "integer", minimum: 0 };
const time = { type: "string", format: "date-time" };
const common = { enable_auto_deletion: { type: "boolean" }, widget_ids: { type: "array", items: text } };
const external_data = { type: "object", additionalProperties: { type: "object" } };
const calendar = { type: "array", minItems: 1, items: entry };
const command = (data) => object({ data }, { context: object({ locale: text, timezone: text }) });

/** Contents of commands by the end of their type. */
export const COMMANDS = {
    "meeting.create": command(object({ title: text, description: text, calendar }, { participants, messaging_power_level, external_data, ...common })),
    // Its bot fails without the times, whatever its documents say.
    "meeting.update": command(object({ target_room_id, calendar }, { title: text, description: text, external_data })),
    "meeting.close": command(object({ target_room_id }, { method: { enum: ["tombstone", "kick_all_participants"] } })),
    "meeting.widgets.handle": command(object({ target_room_id, add: { type: "boolean" }, widget_ids: names })),
    "meeting.participants.handle": command(object({ target_room_id, invite: { type: "boolean" }, userIds: { type: "array", minItems: 1, items: userId } })),
    "meeting.change.message_permissions": command(object({ target_room_id, messaging_power_level })),
    "breakoutsessions.create": command(object({ groups: { type: "array", minItems: 1, items: object({ title: text }, { participants }) }, description: text, start_time: time, end_time: time }, common)),
    "sub_meetings.send_message": command(object({ target_room_id, message: text })),
};

const ajv = formats(new Ajv({ allErrors: true }));
const compiled = new Map();

/** What is wrong with a value, as texts; none when nothing is. */
export function faults(schema, value, name) {
    if (!compiled.has(schema)) compiled.set(schema, ajv.compile(schema));
    const validate = compiled.get(schema);
    if (validate(value)) return [];
    return validate.errors.map(({ instancePath, message }) => `${name}${instancePath}: ${message}`);
}

/** What is wrong with a calendar beyond its form: zones, dates, overrides. */
export function calendarFaults(entries) {
    const dates = (e) => [e.dtstart, e.dtend, e.recurrenceId, ...(e.exdate ?? [])].filter((date) => FORM.test(date?.value));
    const series = entries.filter(({ rrule, recurrenceId }) => rrule !== undefined && !recurrenceId).map(({ uid }) => uid);
    return entries.flatMap((e) => [
        ...dates(e).flatMap(dateFaults),
        ...(e.dtend.value <= e.dtstart.value && e.dtend.tzid === e.dtstart.tzid ? [`${e.uid}: ends before it begins`] : []),
        ...(e.recurrenceId && !series.includes(e.uid) ? [`${e.uid}: an override of no series`] : []),
    ]);
}

// Names such as +01:00 are none of IANA's, although browsers take them for zones.
function dateFaults({ tzid, value }) {
    const [, year, month, day, hour, minute, second] = FORM.exec(value).map(Number);
    const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
    const real = date.toISOString().replace(/[-:]|\.\d+Z/g, "") === value;
    const zone = /^[A-Z]/i.test(tzid) && (tzid === "UTC" || Intl.supportedValuesOf("timeZone").includes(tzid));
    return [...(real ? [] : [`${value} is no date`]), ...(zone ? [] : [`${tzid} is no zone`])];
}
