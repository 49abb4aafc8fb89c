// Meetings are moved, made longer, and drawn in the calendars: by mouse, finger and keyboard.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Grid, dayIn } from "../pages/grid.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { schedule } from "../stack/calendar.mjs";
import { createCommand } from "./meetings.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const CHANGED = "The meeting has been changed.";
const zoned = (date, time) => ({ tzid: "Europe/Berlin", value: `${date.replaceAll("-", "")}T${time.replace(":", "")}00` });
const times = ({ dtstart, dtend }) => [dtstart.value, dtend.value];

/** Next week in the planner of alice, with meetings of hers: {title: [day of the week, start, end, rule, days]}. */
async function scene({ calendar, signIn, view = "Week", meetings, options, by = calendar.alice }) {
    const rooms = {};
    for (const [title, [day, start, end, rrule, days = 0]] of Object.entries(meetings)) {
        const { data, context } = createCommand({
            title, participants: [{ user_id: (by === calendar.alice ? calendar.bob : calendar.alice).user_id }],
            calendar: [{ uid: title, dtstart: zoned(dayIn(day), start), dtend: zoned(dayIn(day + days), end), ...(rrule && { rrule }) }],
        });
        rooms[title] = await schedule(by.api, calendar.room, data, context);
        await calendar.alice.api.join(rooms[title]);
    }
    const client = await signIn("light", calendar.alice, options);
    const planner = new Planner(await client.openWidget(calendar.room), options?.language);
    await planner.view(view);
    await planner.frame.getByRole("button", { name: options?.language === "de" ? "Später" : "Later", exact: true }).click();
    for (const title of Object.keys(meetings)) await expect(planner.chip(title).first()).toBeVisible();
    const entries = async (title) => (await calendar.alice.api.state(rooms[title], METADATA)).calendar;
    return { client, planner, grid: new Grid(client.page, planner), entries, rooms, page: client.page };
}

test("a meeting is dragged to another day and time, made longer, and both are taken back", async ({ calendar, signIn }) => {
    const { client, planner, grid, entries, page } = await scene({ calendar, signIn, meetings: { Planning: [1, "10:00", "11:00"], Other: [3, "10:00", "11:00"] } });
    await grid.grab(planner.chip("Planning"));
    await grid.moveTo(dayIn(2), "12:05");
    await expect(grid.ghost).toContainText("Planning");
    await expect(grid.ghost).toContainText("11:30–12:30");
    await picture(page, "drag-ghost");
    await grid.drop();
    await expect(planner.notice(CHANGED)).toBeVisible();
    await expect(grid.ghost).toHaveCount(0);
    await expect(planner.chip("Planning")).toHaveAttribute("data-from", `${dayIn(2)}T11:30`);
    expect(times((await entries("Planning"))[0])).toEqual(times({ dtstart: zoned(dayIn(2), "11:30"), dtend: zoned(dayIn(2), "12:30") }));
    await picture(page, "drag-undo");
    await expectAccessible(await frameOf(client.widget()));

    await planner.notice(CHANGED).getByRole("button", { name: "Undo" }).click();
    await expect(planner.chip("Planning")).toHaveAttribute("data-from", `${dayIn(1)}T10:00`);
    await expect(planner.notice(CHANGED)).toBeVisible();
    expect(times((await entries("Planning"))[0])).toEqual(times({ dtstart: zoned(dayIn(1), "10:00"), dtend: zoned(dayIn(1), "11:00") }));

    await grid.grab(planner.chip("Other"), { edge: true });
    await grid.moveTo(dayIn(3), "11:45");
    await expect(grid.ghost).toContainText("10:00–11:45");
    await grid.drop();
    await expect(planner.chip("Other")).toHaveAttribute("data-to", `${dayIn(3)}T11:45`);
    await expect(planner.frame.getByRole("dialog")).toBeHidden();
});

test("Escape puts a meeting back, a click opens it, and near the border the hours scroll", async ({ calendar, signIn }) => {
    const { planner, grid, page } = await scene({ calendar, signIn, meetings: { Planning: [1, "10:00", "11:00"] } });
    const before = await planner.chip("Planning").boundingBox();
    await grid.grab(planner.chip("Planning"));
    await grid.moveTo(dayIn(2), "12:00");
    await page.keyboard.press("Escape");
    await expect(grid.ghost).toHaveCount(0);
    await grid.drop();
    expect(await planner.chip("Planning").boundingBox()).toEqual(before);
    await expect(planner.frame.locator(".banner")).toHaveCount(0);

    await grid.grab(planner.chip("Planning"));
    const { x, width, y, height } = await planner.frame.locator(".times-scroll").boundingBox();
    await page.mouse.move(x + width / 2, y + height - 5, { steps: 4 });
    await expect(grid.ghost).toContainText(/1[1-9]:/);
    await expect.poll(() => planner.frame.locator(".times-scroll").evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop)).toBeLessThan(20);
    await page.keyboard.press("Escape");
    await grid.drop();

    await planner.chip("Planning").click();
    await expect(planner.frame.getByRole("dialog", { name: "Planning" })).toBeVisible();
});

test("empty time is drawn for a new meeting", async ({ calendar, signIn }) => {
    const { planner, grid, page } = await scene({ calendar, signIn, meetings: { Planning: [1, "10:00", "11:00"] } });
    await grid.press(dayIn(3), "10:10");
    await grid.moveTo(dayIn(3), "12:20");
    await expect(grid.ghost).toContainText("10:00–12:30");
    await picture(page, "drag-draw");
    await grid.drop();
    await expect(planner.moment("start", "date")).toHaveValue(dayIn(3));
    await expect(planner.moment("start", "time")).toHaveValue("10:00");
    await expect(planner.moment("end", "time")).toHaveValue("12:30");
});

test("a date of a series is dragged: only it, or all", async ({ calendar, signIn }) => {
    const { client, planner, grid, entries, page } = await scene({ calendar, signIn, meetings: { "Stand-up": [0, "09:00", "09:30", "FREQ=WEEKLY;COUNT=3"] } });
    await grid.grab(planner.chip("Stand-up"));
    await grid.moveTo(dayIn(1), "12:05");
    await grid.drop();
    const dialog = planner.frame.getByRole("dialog", { name: /^Move “Stand-up” to .*11:45.*12:15/ });
    await expect(dialog.getByRole("radio", { name: "Only" })).toBeChecked();
    await expect(grid.ghost).toBeVisible();
    await picture(page, "drag-series");
    await expectAccessible(await frameOf(client.widget()));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(grid.ghost).toHaveCount(0);
    await expect(planner.chip("Stand-up")).toHaveAttribute("data-from", `${dayIn(0)}T09:00`);

    await grid.grab(planner.chip("Stand-up"));
    await grid.moveTo(dayIn(1), "12:05");
    await grid.drop();
    await dialog.getByRole("radio", { name: "The whole series" }).check();
    await dialog.getByRole("button", { name: "Move", exact: true }).click();
    await expect(planner.notice(CHANGED)).toBeVisible();
    await expect(planner.chip("Stand-up")).toHaveAttribute("data-from", `${dayIn(1)}T11:45`);
    const [series] = await entries("Stand-up");
    expect(series).toMatchObject({ dtstart: zoned(dayIn(1), "11:45"), rrule: "FREQ=WEEKLY;COUNT=3" });
});

test("meetings are moved by keyboard alone", async ({ calendar, signIn }) => {
    const { client, planner, grid, entries, page } = await scene({ calendar, signIn, meetings: { Planning: [1, "10:00", "11:00"], "Stand-up": [0, "09:00", "09:30", "FREQ=DAILY;COUNT=3"] } });
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await planner.chip("Planning").focus();
    await press("Alt+ArrowRight", "Alt+ArrowDown", "Alt+ArrowDown", "Alt+Shift+ArrowDown");
    await expect(grid.status).toHaveText(/Wednesday.*10:30.*11:45/);
    await picture(page, "drag-keys");
    await expectAccessible(await frameOf(client.widget()));
    await press("Escape");
    await expect(grid.status).toBeEmpty();
    await expect(planner.chip("Planning")).toBeFocused();

    await press("Alt+ArrowRight", "Alt+ArrowUp", "Enter");
    await expect(planner.notice(CHANGED)).toBeVisible();
    await expect(planner.chip("Planning")).toHaveAttribute("data-from", `${dayIn(2)}T09:45`);
    await expect(planner.chip("Planning")).toBeFocused();

    await planner.chip("Stand-up").nth(1).focus();
    await press("Alt+ArrowDown", "Enter");
    const dialog = planner.frame.getByRole("dialog", { name: /^Move “Stand-up”/ });
    await expect(dialog.getByRole("radio", { name: "Only" })).toBeChecked();
    await dialog.getByRole("radio", { name: "Only" }).focus();
    await press("ArrowDown", "Tab", "Tab");
    await expect(dialog.getByRole("button", { name: "Move", exact: true })).toBeFocused();
    await press("Enter");
    await expect(planner.notice(CHANGED)).toBeVisible();
    await expect(planner.chip("Stand-up").nth(2)).toHaveAttribute("data-from", `${dayIn(2)}T09:15`);
    await expect(planner.chip("Stand-up").nth(1)).toBeFocused();
    expect((await entries("Stand-up")).map(({ dtstart }) => dtstart)).toEqual([zoned(dayIn(0), "09:00"), zoned(dayIn(1), "09:15")]);
});

test("a meeting of somebody else springs back, and the past takes none", async ({ calendar, signIn }) => {
    const { planner, grid, page } = await scene({ calendar, signIn, by: calendar.bob, meetings: { Theirs: [1, "10:00", "11:00"] } });
    await grid.grab(planner.chip("Theirs"));
    await grid.moveTo(dayIn(2), "12:00");
    await grid.drop();
    await expect(planner.notice("You may not change this meeting")).toBeVisible();
    await expect(grid.ghost).toHaveCount(0);
    await expect(planner.chip("Theirs")).toHaveAttribute("data-from", `${dayIn(1)}T10:00`);
    await picture(page, "drag-refused");
    await planner.notice("You may not change this meeting").getByRole("button", { name: "Dismiss" }).click();
    await planner.chip("Theirs").focus();
    for (let n = 0; n < 21; n++) await page.keyboard.press("Alt+ArrowLeft");
    await page.keyboard.press("Enter");
    await expect(planner.notice("A meeting cannot be moved into the past")).toBeVisible();
});

test("a meeting of several days is moved by days, and arrows follow the direction of writing", async ({ calendar, signIn }) => {
    const { planner, grid, entries, page } = await scene({ calendar, signIn, meetings: { Conference: [0, "09:00", "17:00", undefined, 2] } });
    await grid.grab(planner.chip("Conference"));
    const cell = await planner.frame.locator(`.times-cell[data-date="${dayIn(3)}"]`).boundingBox();
    await page.mouse.move(cell.x + cell.width / 2, cell.y + 10, { steps: 5 });
    await expect(grid.ghost).toHaveCount(3);
    await picture(page, "drag-days");
    await grid.drop();
    await expect(planner.notice(CHANGED)).toBeVisible();
    expect(times((await entries("Conference"))[0])).toEqual(times({ dtstart: zoned(dayIn(2), "09:00"), dtend: zoned(dayIn(4), "17:00") }));

    await planner.frame.locator("html").evaluate((html) => (html.dir = "rtl"));
    await planner.chip("Conference").focus();
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(grid.status).toHaveText(new RegExp(`${Number(dayIn(3).slice(8))} `));
    const last = await planner.frame.locator(".ghost").last().boundingBox();
    expect(last.x).toBeLessThan((await planner.frame.locator(".ghost").first().boundingBox()).x);
    await picture(page, "drag-right-to-left");
    await page.keyboard.press("Escape");
});

test("in a month a meeting keeps its time on another day", async ({ calendar, signIn }) => {
    const { planner, grid, entries, page } = await scene({ calendar, signIn, meetings: { Planning: [1, "10:05", "11:00"] } });
    await planner.view("Month");
    await grid.grab(planner.chip("Planning"));
    await grid.moveTo(dayIn(3));
    await expect(grid.ghost).toContainText("Planning");
    await picture(page, "drag-month");
    await grid.drop();
    await expect(planner.notice(CHANGED)).toBeVisible();
    expect((await entries("Planning"))[0].dtstart).toEqual(zoned(dayIn(3), "10:05"));
});

test("a finger that rests moves a meeting, one that does not scrolls", async ({ calendar, signIn }) => {
    const { planner, grid, page } = await scene({
        calendar, signIn, view: "Day", meetings: { Planning: [0, "10:00", "11:00"] },
        options: { viewport: { width: 400, height: 860 }, hasTouch: true },
    });
    const touch = await grid.finger();
    const { x, y } = await grid.middleOf(planner.chip("Planning"));
    const scroller = planner.frame.locator(".times-scroll");
    const top = await scroller.evaluate((e) => e.scrollTop);
    const rested = scroller.evaluate((e) => new Promise((done) => e.addEventListener("scrollend", () => done(e.scrollTop), { once: true })));
    await touch("touchStart", x, y);
    for (let n = 1; n <= 8; n++) await touch("touchMove", x, y - n * 8);
    await touch("touchEnd");
    expect(await rested).toBeGreaterThan(top);
    await expect(grid.ghost).toHaveCount(0);

    const now = await grid.middleOf(planner.chip("Planning"));
    await touch("touchStart", now.x, now.y);
    await expect(grid.ghost).toHaveCount(1);
    const still = await scroller.evaluate((e) => e.scrollTop);
    const hour = (await planner.frame.locator(".times-body").boundingBox()).height / 24;
    for (let n = 1; n <= 8; n++) await touch("touchMove", now.x, now.y + (n * hour) / 4);
    await expect(grid.ghost).toContainText("12:00–13:00");
    await picture(page, "drag-finger");
    await touch("touchEnd");
    await expect(planner.chip("Planning")).toHaveAttribute("data-from", /T12:00$/);
    expect(await scroller.evaluate((e) => e.scrollTop)).toBe(still);
});

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 400], ["light", "de", 225]])
    test(`hours of a second time zone (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        const { client, planner, page } = await scene({
            calendar, signIn, view: language === "de" ? "Woche" : "Week", meetings: { Planning: [1, "10:00", "11:00"] }, options: { theme, language, viewport: { width, height: 860 } },
        });
        const name = language === "de" ? "Zweite Zeitzone" : "Second time zone";
        await planner.frame.getByRole("button", { name }).click();
        const dialog = planner.frame.getByRole("dialog", { name });
        await dialog.getByRole("combobox").selectOption("Europe/London");
        await picture(page, `zone-choice-${theme}-${language}-${width}`);
        await expectAccessible(await frameOf(client.widget()));
        await dialog.getByRole("button", { name: language === "de" ? "Speichern" : "Save" }).click();
        await expect(dialog).toBeHidden();
        await expect(planner.frame.getByRole("button", { name: `London, ${name}` })).toBeFocused();
        await expect(planner.frame.locator(".times-there").nth(12)).toHaveText(/^11:00$/);
        await picture(page, `zone-hours-${theme}-${language}-${width}`);
        await expectAccessible(await frameOf(client.widget()));
    });

for (const [theme, language, width] of [["dark", "de", 400], ["light", "de", 225], ["dark", "en", 1280]])
    test(`a move and its question as they look (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        const { client, planner, grid, page } = await scene({
            calendar, signIn, view: language === "de" ? "Woche" : "Week", meetings: { "Stand-up": [1, "09:00", "10:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"] },
            options: { theme, language, viewport: { width, height: 860 } },
        });
        const look = async (state) => {
            await picture(page, `drag-${state}-${theme}-${language}-${width}`);
            await expectAccessible(await frameOf(client.widget()));
        };
        await planner.chip("Stand-up").first().focus();
        for (const key of ["Alt+ArrowRight", "Alt+ArrowDown"]) await page.keyboard.press(key);
        await expect(grid.status).not.toBeEmpty();
        await look("moving");
        await page.keyboard.press("Enter");
        const dialog = planner.frame.getByRole("dialog", { name: /Stand-up/ });
        await dialog.getByRole("radio").last().check();
        await expect(dialog.getByRole("status")).not.toBeEmpty(); // workdays stay workdays
        await look("question");
        await dialog.getByRole("radio").first().check();
        await dialog.getByRole("button", { name: language === "de" ? "Verschieben" : "Move", exact: true }).click();
        await expect(planner.notice(language === "de" ? "Die Besprechung wurde geändert." : CHANGED)).toBeVisible();
        await look("moved");
    });
