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
        await bob.api.join(meeting); // names are those that members have given
    }));
}

/** Shows the planner from the client's site: the browser only keeps something for one that is. */
async function openOnSite(client, { alice, room }) {
    const { state_key, content } = (await alice.api.fullState(room)).find(({ type }) => type === "im.vector.modular.widgets");
    const url = content.url.replace("127.0.0.1", `parley.${new URL(client.url).hostname}`);
    await alice.api.sendState(room, "im.vector.modular.widgets", { ...content, url }, state_key);
    await client.openRoom(room);
    await client.answerCapabilities("approve");
    return new Planner(client.widget());
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
            if (view === "month") await expect(planner.grid.locator(".today > .month-date")).toBeInViewport();
            await picture(client.page, `view-${view}-${theme}-${language}-${width}`);
            await expectAccessible(await frameOf(client.widget()));
        }
    });

test("people move through time", async ({ calendar, signIn }) => {
    await plan(calendar, [["Planning", 0, 9, 1, "FREQ=WEEKLY;COUNT=3"], ["Only once", 8, 10, 1]]);
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.view("Week");
    await expect(planner.chip("Planning")).toHaveCount(1);
    const heading = planner.frame.getByRole("heading", { level: 2 }).first();
    const week = await heading.textContent();
    await planner.frame.getByRole("button", { name: "Later", exact: true }).click();
    await expect(planner.chip("Only once")).toBeVisible();
    await expect(heading).not.toHaveText(week);
    const next = monday() + 7 * DAY + 9 * HOUR;
    const details = planner.frame.getByRole("dialog", { name: "Planning" });
    await planner.chip("Planning").click(); // in the place of that of the week before
    await expect(details).toContainText(new Date(next).toLocaleDateString("en-GB", { timeZone: "Europe/Berlin", day: "numeric", month: "long", year: "numeric" }));
    await client.page.keyboard.press("Escape");
    await expect(details).toBeHidden();
    await planner.createButton.click(); // begins in the week that is shown
    await expect(planner.moment("start", "date")).toHaveValue(new Date(next).toISOString().slice(0, 10));
    await expect(planner.moment("start", "time")).toHaveValue("09:00");
    await client.page.keyboard.press("Escape");
    await planner.frame.getByRole("button", { name: "Today" }).click();
    await expect(heading).toHaveText(week);
    await expect(details).toBeHidden();
    await planner.view("Month");
    await expect(planner.chip("Only once").or(planner.chip("Planning")).first()).toBeVisible();
});

test("an empty time is pressed for a new meeting, a meeting for its details", async ({ calendar, signIn }) => {
    await plan(calendar, [["Planning", 0, 9, 1]]);
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.view("Week");
    await planner.chip("Planning").click();
    const details = planner.frame.getByRole("dialog", { name: "Planning" });
    await expect(details).toContainText("What to do next");
    await picture(client.page, "planner-details");
    await expectAccessible(await frameOf(client.widget()));
    await client.page.keyboard.press("Escape");
    await expect(details).toBeHidden();
    await expect(planner.chip("Planning")).toBeFocused();

    const tuesday = planner.grid.getByRole("gridcell", { name: /^Tuesday|^Today, Tuesday|^Tomorrow, Tuesday/ });
    const { height } = await tuesday.boundingBox();
    await tuesday.click({ position: { x: 10, y: (height * 10.6) / 24 } });
    await expect(planner.moment("start", "time")).toHaveValue("10:30");
    await expect(planner.moment("end", "time")).toHaveValue("11:30");
    await planner.field("title").fill("Where I pressed");
    await planner.submit.click();
    await expect(planner.chip("Where I pressed")).toBeVisible();
});

test("the calendar by keyboard alone", async ({ calendar, signIn }) => {
    await plan(calendar, [["Planning", 2, 9, 1], ["Review", 2, 11, 1]]);
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    const press = (key) => client.page.keyboard.press(key);
    await planner.view("Week");
    const cells = planner.grid.locator("[role=gridcell][data-day]");
    await planner.grid.locator("[role=gridcell][tabindex='0']").focus();
    for (let n = 0; n < 7; n++) await press("ArrowLeft");
    await expect(cells.first()).toBeFocused();
    await press("ArrowRight");
    await press("ArrowRight");
    await expect(cells.nth(2)).toBeFocused();
    await press("Enter");
    await expect(planner.chip("Planning")).toBeFocused();
    await press("ArrowDown");
    await expect(planner.chip("Review")).toBeFocused();
    await press("Enter");
    await expect(planner.frame.getByRole("dialog", { name: "Review" })).toBeVisible();
    await press("Escape");
    await press("Escape");
    await expect(cells.nth(2)).toBeFocused();
    await press("ArrowRight");
    await press("Enter");
    await expect(planner.field("title")).toBeFocused();
    await expect(planner.moment("start", "time")).toHaveValue("09:00");
    await press("Escape");

    await planner.view("Month");
    await planner.grid.locator("[role=gridcell][tabindex='0']").focus();
    const day = () => planner.frame.locator(":focus").getAttribute("data-day");
    const before = Number(await day());
    await press("ArrowUp");
    expect(before - Number(await day())).toBeGreaterThan(6 * DAY);
});

test("meetings are found by words and people, or are one's own", async ({ calendar, signIn }) => {
    await plan(calendar, [["Planning", 7, 9, 1], ["Übersicht", 8, 9, 1]]);
    const bobs = await schedule(calendar.bob.api, calendar.room, createCommand({ title: "Bob's", participants: [{ user_id: calendar.alice.user_id }] }).data);
    await calendar.alice.api.join(bobs);
    const client = await signIn("light", calendar.alice);
    const planner = await openOnSite(client, calendar);
    const search = planner.frame.getByRole("searchbox");
    await search.fill("ubers");
    await expect(planner.card("Planning")).toBeHidden();
    await expect(planner.card("Übersicht")).toBeVisible();
    await search.fill("baker plan");
    await expect(planner.card("Planning")).toBeVisible();
    await search.fill("nobody and nothing");
    await expect(planner.frame.getByText("No meeting fits")).toBeVisible();
    await picture(client.page, "planner-not-found");
    await planner.frame.getByRole("button", { name: "Clear the search" }).click();
    await expect(planner.card("Bob's")).toBeVisible();
    await expect(search).toHaveValue("");
    await expect(search).toBeFocused();
    const mine = planner.frame.getByRole("button", { name: "Only mine" });
    await mine.click();
    await expect(planner.card("Bob's")).toBeHidden();
    await expect(planner.card("Planning")).toBeVisible();
    await mine.click();

    const organiser = planner.frame.getByRole("combobox", { name: "Organised by …" });
    await organiser.focus();
    await client.page.keyboard.press("ArrowDown");
    await expect(planner.frame.getByRole("option", { name: "Bob Baker" })).toBeVisible();
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "planner-organisers");
    await organiser.pressSequentially("nobody");
    await expect(planner.frame.getByText("Nobody else found")).toBeVisible();
    await expect(organiser).toHaveValue("nobody");
    await organiser.fill("BAK");
    await expect(planner.frame.getByRole("option", { name: "Bob Baker" })).toBeVisible();
    await client.page.keyboard.press("Enter");
    await expect(organiser).toHaveValue("");
    await expect(planner.card("Planning")).toBeHidden();
    await expect(planner.card("Bob's")).toBeVisible();

    await client.page.setViewportSize({ width: 225, height: 860 });
    await client.page.reload();
    const later = new Planner(await client.openWidget(calendar.room, { prompts: false }));
    await expect(later.card("Bob's")).toBeVisible();
    await expect(later.card("Planning")).toBeHidden();
    await later.frame.getByRole("searchbox").fill("budget");
    await expect(later.notice("Only meetings that Bob Baker organises are shown.")).toContainText("Only meetings with “budget” are shown.");
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "planner-not-found-225");
    await later.frame.getByRole("button", { name: "Clear the search" }).press("Enter");
    await later.frame.getByRole("button", { name: "Show everybody’s meetings" }).press("Enter");
    await expect(organiser).toBeFocused();
    await expect(later.card("Planning")).toBeVisible();
});

test("a full day of a month leads to its hours", async ({ calendar, signIn }) => {
    await plan(calendar, ["A", "B", "C", "D", "E"].map((title, n) => [title, 1, 9 + n, 1]));
    const client = await signIn("light", calendar.alice, { viewport: { width: 400, height: 600 } });
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.view("Month");
    await planner.grid.getByRole("button", { name: "2 more" }).click();
    for (const title of ["A", "B", "C", "D", "E"]) await expect(planner.chip(title)).toBeVisible();
    await expect(planner.frame.locator(".toolbar-view")).toHaveValue("day");

    // What is gone to is in sight, though the tile is low.
    await planner.view("Month");
    await planner.frame.getByRole("button", { name: "Search and filter" }).press("Enter");
    await planner.goTo("2040-10-31");
    await expect(planner.grid.locator("[data-date='2040-10-31'] > .month-date")).toBeInViewport();
    await planner.frame.getByRole("button", { name: "Today" }).press("Enter");
    await expect(planner.grid.locator(".today > .month-date")).toBeInViewport();
});
