// What the stories in Element's UI start from: an installation as the existing system's scenarios have it. Times are those of
// Berlin, written as in the United States; meetings are in October 2040.
//
// Where the scenarios are told that need a screen. Those in brackets are told there besides, with the light client or without one.
//
//     E2E-01…08, 13…19, 51        element-planner   (08, 09: access, editor; 13…16: planner; 18, 19, 51: scenarios-meetings, -series)
//     E2E-42…50, 52, 54           element-planner   (45…50: editor; all: scenarios-series)
//     E2E-09, 20, 25…32, 53       element-rooms     (09: share, invitations; 26…31: scenarios-meetings; 29: takeover)
//     E2E-10…12, 55…57            element-rooms     (breakout; scenarios-breakouts)
//     E2E-21…24                   element-rooms     (21: story, invitations; 22: scenarios-meetings; 23, 24: bot-guests)
//     E2E-58…65                   element-setup     (scenarios-groupware)
//     E2E-66…69                   element-setup     (66: widget; 67, 69: bot-help; 68: scenarios-breakouts)
//     E2E-33…41                   encrypted rooms: not yet
//
// What is ours is different in these: texts that are too long are refused at their field instead of cut off (19, 56); a date that was
// moved by itself stays moved when its series moves (45); one link leads to Open-Xchange instead of one for each of two buttons (58);
// a meeting from Open-Xchange is accepted by its organiser, too, where the homeserver hides whose it is before (64).
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base } from "../fixtures.mjs";

export { expect };
export const XCHANGE = "https://ox.example.org/appsuite/#app=io.ox/calendar";
export const COCKPIT = "Parley Details";
export const BREAKOUTS = "Breakout Sessions";
export const JITSI = "Video Conference";
export const OPTIONAL = "Video Conference (optional)";

const american = { locale: "en-US", viewport: { width: 1280, height: 1000 } };

export const test = base.extend({
    settings: [({}, use) => use(operator), { scope: "worker" }],

    /** Signs somebody in to Element. */
    enter: ({ signIn }, use) => use((person, options) => signIn("element", person, { ...american, ...options })),
});

/** How the operator of the scenarios starts the bot. */
async function operator(stack) {
    const [port, element] = [await stack.botPort(), await stack.client("element")];
    const events = join(stack.folder, "events.json");
    writeFileSync(events, JSON.stringify({ state_events: [
        state("m.room.power_levels", { users_default: 25, events: { "net.nordeck.meetings.metadata": 100 } }),
        state("m.room.history_visibility", { history_visibility: "shared" }),
        state("m.room.guest_access", { guest_access: "forbidden" }),
        state("m.room.join_rules", { join_rule: "public" }),
        conference("jitsi", JITSI), { ...conference("jitsi_2", OPTIONAL), optional: true },
    ] }));
    return { port, env: {
        AUTO_DELETION_OFFSET: "60",
        BREAKOUT_SESSION_WIDGET_URL: `http://127.0.0.1:${port}/`,
        DEFAULT_EVENTS_CONFIG: events,
        ENABLE_GUEST_USER_POWER_LEVEL_CHANGE: "true",
        MATRIX_LINK_SHARE: `http://localhost:${element.port}/#/room/`,
        OPEN_XCHANGE_MEETING_URL_TEMPLATE: `${XCHANGE}&id={{id}}&folder={{folder}}`,
    } };
}

const state = (type, content, state_key = "") => ({ type, state_key, content });

const conference = (id, name) => state("im.vector.modular.widgets", {
    type: "jitsi", name, url: "https://meet.example.org/?room={{base32_room_id}}", data: { domain: "meet.example.org", conferenceId: "{{base32_room_id}}" },
}, id);

export const METADATA = "net.nordeck.meetings.metadata";

/** When the room of a meeting may be deleted. */
export const deletion = async ({ api }, meeting) => new Date((await api.state(meeting, METADATA)).force_deletion_at).toISOString();
