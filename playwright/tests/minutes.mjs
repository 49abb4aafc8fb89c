// Meetings with notes, and what people ask about them: as an event of the room, or over HTTP.
import { test as base } from "../fixtures.mjs";
import { notesSettings } from "../stack/etherpad.mjs";
import { answerTo, CREATE, createCommand } from "./meetings.mjs";
import { asker } from "./programs.mjs";

export const NOTES = "net.nordeck.meetings.meeting_notes";
export const SELECT = `${NOTES}.select_writer`;
export const DESELECT = `${NOTES}.deselect_writer`;
export const PDF = `${NOTES}.generate_pdf`;
export const LINK = /^http:\/\/127\.0\.0\.1:\d+\/auth_session\?groupID=g\.\w{16}&(lang=en&)?padName=meeting_notes&sessionID=s\.\w+$/;

/** How the bot of a stack is started whose meetings have notes; Etherpad is started first. */
export async function withNotes(stack, env = {}) {
    await stack.startEtherpad();
    return { env: { ...notesSettings(stack.etherpad), ...env } };
}

/** Stories in an installation whose meetings have notes. */
export const test = base.extend({ settings: [({}, use) => use((stack) => withNotes(stack)), { scope: "worker" }] });

/** A meeting that Alice plans in a calendar and all of `people` join. */
export async function aMeeting({ room, alice, ...others }, data = {}) {
    const participants = Object.values(others).map(({ user_id }) => ({ user_id }));
    const { room: meeting } = await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({ participants, ...data })));
    for (const { api } of [alice, ...Object.values(others)]) await api.join(meeting);
    return meeting;
}

const ids = (people) => people.map((person) => person.user_id ?? person);

/** What a person does with the notes of a meeting. */
export function notesOf(stack, person, meeting) {
    const ask = asker(stack, person);
    const path = `/meeting/${encodeURIComponent(meeting)}/notes`;
    const command = async (type, data = {}) => {
        const { content } = await person.api.reaction(meeting, await person.api.send(meeting, type, { data, context: { locale: "en", timezone: "Europe/Berlin" } }));
        const { error, pdf_event_id } = content[`net.nordeck.meetings.bot.meta`] ?? {};
        return { done: content["m.relates_to"].key === "✅", ...(error && { code: error.code }), ...(pdf_event_id && { pdf_event_id }) };
    };
    return {
        command,
        select: (...people) => command(SELECT, { participant_ids: ids(people) }),
        deselect: (...people) => command(DESELECT, { participant_ids: ids(people) }),
        pdf: () => command(PDF),
        ask: (method, what, body) => ask(method, what ? `${path}/${what}` : path, body),
        status: async () => (await ask("GET", path)).body,
        access: () => ask("POST", `${path}/access`),
        /** A fresh link. */
        link: async () => {
            const { status, body, text } = await ask("POST", `${path}/access`);
            if (status !== 200) throw new Error(`no link: ${status} ${text}`);
            return body.url;
        },
    };
}
