// The planner's views: what they show, how people move in them, and how they look.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { dateTime, schedule } from "../stack/calendar.mjs";
import { createCommand } from "./meetings.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const VIEWS = { en: { list: "List", day: "Day", workweek: "Work week", week: "Week", month: "Month" }, de: { list: "Liste", day: "Tag", workweek: "Arbeitswoche", week: "Woche", month: "Monat" } };

/** Midnight of Monday of this week, where the meetings are. */
function monday() {
    const now = new Date();
    const local = new Date(now.toLocaleString("en-US", { timeZone: "Europe/Berlin" }));
    local.setHours(0, 0, 0, 0);
    local.setDate(local.getDate() - ((local.getDay() + 6) % 7));
    return local.getTime() + (now.getTime() - new Date(now.toLocaleString("en-US", { timeZone: "Europe/Berlin" })).getTime());
}

/** Plans meetings of this week: [title, day of the week, hour, hours, rule]. */
async function plan({ alice, bob, room }, meetings) {
    const begin = monday();
    await Promise.all(meetings.map(async ([title, day, hour, hours, rrule]) => {
        const start = begin + day * DAY + hour * HOUR;
        const { data, context } = createCommand({
            title, participants: [{ user_id: bob.user_id }],
            calendar: [{ uid: title, dtstart: dateTime(start), dtend: dateTime(start + hours * HOUR), ...(rrule && { rrule }) }],
        });
        const meeting = await schedule(alice.api, room, data, context);
        await alice.api.join(meeting);
    }));
}

const WEEK = [
    ["Planning", 0, 9, 1, "FREQ=WEEKLY"], ["Design review of the new start page", 0, 9.5, 1.5], ["Stand-up", 0, 9, 0.25, "FREQ=DAILY;COUNT=5"],
    ["Lunch talk", 2, 12, 0.75], ["Conference", 2, 8, 60], ["Night shift", 3, 22, 8], ["Retrospective", 4, 15, 1.5], ["Hike", 5, 10, 6],
];

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 1280], ["light", "de", 400], ["dark", "en", 225]])
    test(`views of the planner (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        await plan(calendar, WEEK);
        await schedule(calendar.bob.api, calendar.room, createCommand({ title: "An invitation", participants: [{ user_id: calendar.alice.user_id }] }).data);
        const client = await signIn("light", calendar.alice, { language, theme, viewport: { width, height: 860 } });
        const planner = new Planner(await client.openWidget(calendar.room), language);
        await expect(planner.createButton).toBeVisible();
        for (const [view, name] of Object.entries(VIEWS[language])) {
            await planner.view(name);
            if (view !== "list") await expect(planner.grid).toBeVisible();
            await picture(client.page, `view-${view}-${theme}-${language}-${width}`);
            await expectAccessible(await frameOf(client.widget()));
        }
    });
