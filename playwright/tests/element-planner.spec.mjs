// The planner in Element, as the existing system's scenarios go through it; element.mjs says which scenario is where.
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { COCKPIT, deletion, expect, JITSI, METADATA, test } from "./element.mjs";
import { on, widgets, zoned } from "./scenarios.mjs";

const FIRST = "2040-10-03";
const times = { date: FIRST, start: "10:30", end: "11:30" };

test.describe.configure({ timeout: 300_000 }); // long stories, and machines may be busy

test("E2E-01…08, 13…19, 51: a meeting is planned, and seen in all views", async ({ calendar, enter }) => {
    const { alice, room } = calendar;
    const client = await enter(alice);
    const planner = new Planner(await client.openWidget(room));
    const look = async (what) => {
        await picture(client.page, `element-${what}`);
        await expectAccessible(await frameOf(client.widget()));
    };
    await planner.goTo(FIRST);
    await expect(planner.frame.getByText(/^No meetings until/)).toBeVisible();
    await look("list-empty"); // E2E-01

    await planner.openDialog();
    await look("editor"); // E2E-08
    await planner.fill({ title: "ü".repeat(100_000), description: "x".repeat(100_000), ...times }); // E2E-19
    await planner.submit.click();
    await expect(planner.dialog.getByText("This text is too long. Please shorten it.")).toHaveCount(2);
    await planner.field("title").fill("ü".repeat(255));
    await planner.field("description").fill("x".repeat(20_000));
    await planner.submit.click();
    await expect(planner.card("ü".repeat(255))).toContainText("10:30 – 11:30 AM");

    await planner.openDialog();
    await planner.fill({ title: "My Meeting", description: "My Description", ...times });
    await planner.submit.click();
    await expect(planner.dialog).toBeHidden();
    const card = planner.card("My Meeting"); // E2E-18
    await expect(card).toContainText("10:30 – 11:30 AM");
    await look("list"); // E2E-02
    const meeting = await card.getAttribute("data-room");
    await alice.api.until(async () => (await alice.api.state(meeting, "m.room.member", alice.user_id))?.membership === "join", "alice joins her meeting");
    expect(await deletion(alice, meeting)).toBe("2040-10-03T10:30:00.000Z"); // E2E-51

    const details = planner.frame.getByRole("dialog", { name: "My Meeting" });
    for (const view of ["Day", "Work week", "Week", "Month"]) { // E2E-13…16, 03…06
        await planner.view(view);
        await look(view.replace(" ", "-").toLowerCase());
        await planner.chip("My Meeting").click();
        await expect(details).toContainText("Wed, October 3, 2040, 10:30 – 11:30 AM");
        if (view === "Month") await look("details"); // E2E-07
        await details.getByRole("button", { name: "Close" }).click();
        await expect(details).toBeHidden();
    }
    await planner.view("Week"); // E2E-17
    await client.page.setViewportSize({ width: 700, height: 1000 });
    await expect(planner.frame.locator(".toolbar-view")).toHaveValue("day");
    await expect(planner.chip("My Meeting")).toBeVisible();
    await look("narrow");
    await client.page.setViewportSize({ width: 1280, height: 1000 });
    await expect(planner.frame.locator(".toolbar-view")).toHaveValue("week");

    await planner.chip("My Meeting").click();
    await details.getByRole("button", { name: "Go to room" }).click();
    await expect(client.heading).toHaveText("My Meeting");
    await expect(client.tile(JITSI)).toBeVisible();
    await picture(client.page, "element-meeting");
});

test("E2E-42…50, 52, 54: a series, one of its dates, and all of them", async ({ calendar, enter, stack }) => {
    const { alice, room } = calendar;
    const client = await enter(alice);
    const planner = new Planner(await client.openWidget(room));
    const editor = new Editor(planner.frame);
    const cards = planner.card("My Meeting");
    const entries = async (meeting) => (await alice.api.state(meeting, METADATA)).calendar;
    const edit = async (n) => {
        const details = await openDetails(planner, cards.nth(n), "My Meeting");
        await details.getByRole("button", { name: "Edit", exact: true }).click();
        await expect(editor.dialog).toBeVisible();
    };
    await planner.goTo(FIRST);
    await planner.openDialog(); // E2E-42
    await planner.fill({ title: "My Meeting", ...times });
    const create = new Editor(planner.frame, "New meeting");
    const repeat = async (dialog, kind, count) => {
        await dialog.choose("Repeats", kind);
        await dialog.choose("Ends", "After a number of dates");
        await dialog.field("Number of dates").fill(count);
    };
    await repeat(create, "Daily", "5");
    await picture(client.page, "element-series-editor");
    await planner.submit.click();
    await expect(cards).toHaveCount(5); // E2E-43
    await expect(cards.first()).toContainText("Daily, 5 times");
    const meeting = await cards.first().getAttribute("data-room");
    expect(await deletion(alice, meeting)).toBe("2040-10-07T10:30:00.000Z"); // E2E-52
    await planner.view("Month"); // E2E-44
    await expect(planner.chip("My Meeting")).toHaveCount(5);
    await picture(client.page, "element-series-month");
    await planner.view("List");

    await edit(1); // E2E-46
    await editor.field("Start: date").fill("2040-10-05");
    await editor.field("Start: time").fill("10:40");
    await editor.save();
    await expect(cards.filter({ hasText: "10:40 – 11:40 AM" })).toHaveCount(1);
    await expect(cards.filter({ hasText: "10:30 – 11:30 AM" })).toHaveCount(4);

    const remover = planner.frame.getByRole("dialog", { name: "Delete “My Meeting”?" }); // E2E-50
    const details = await openDetails(planner, cards.nth(3), "My Meeting");
    await expect(details).toContainText("Sat, October 6, 2040");
    await details.getByRole("button", { name: "Delete", exact: true }).click();
    await picture(client.page, "element-series-delete");
    await remover.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(cards).toHaveCount(4);

    await edit(0); // E2E-45
    await editor.scope("The whole series").check();
    await editor.field("Start: date").fill("2040-10-04");
    await editor.field("Start: time").fill("11:00");
    await editor.choose("Repeats", "Custom …");
    await editor.choose("Unit", "weeks");
    for (const day of ["Monday", "Tuesday"]) await editor.dialog.getByRole("button", { name: day, exact: true }).click();
    await picture(client.page, "element-series-custom");
    await editor.save();
    expect(await entries(meeting)).toMatchObject([
        { dtstart: zoned("20401004T110000"), dtend: zoned("20401004T120000"), rrule: "FREQ=WEEKLY;COUNT=5;BYDAY=MO,TU,TH" },
        { dtstart: zoned("20401005T104000"), recurrenceId: zoned("20401004T110000") }, // what was moved stays where it is
    ]);
    await expect(cards).toHaveCount(4); // the fifth is on the 15th, which the list does not reach
    await expect(cards.nth(1)).toContainText("11:00 AM – 12:00 PM");
    expect(await deletion(alice, meeting)).toBe("2040-10-15T11:00:00.000Z"); // E2E-54

    await edit(0); // E2E-47
    await editor.scope("The whole series").check();
    await editor.choose("Repeats", "Does not repeat");
    await editor.save();
    await expect(cards).toHaveCount(1);
    await edit(0); // E2E-48
    await repeat(editor, "Daily", "5");
    await editor.save();
    await expect(cards).toHaveCount(5);

    await cards.first().getByRole("button", { name: /^Go to room/ }).click();
    await expect(client.heading).toHaveText("My Meeting");
    for (const words of [
        "One date of the series was moved to Fri, October 5, 2040, 10:40 – 11:40 AM GMT+2",
        "(previously: Thu, October 4, 2040, 10:30 – 11:30 AM GMT+2)",
        "One date of the series was cancelled: Sat, October 6, 2040, 10:30 – 11:30 AM GMT+2",
        "Date: Thu, October 4, 2040, 11:00 AM – 12:00 PM GMT+2",
        "Repeats: Weekly on Monday, Tuesday, and Thursday, 5 times",
        "(previously: Daily, 5 times)",
        "Repeats: never",
        "(previously: never)",
    ]) await expect(client.timeline).toContainText(words);
    await client.openExtensions();
    const cockpit = await client.openExtension(COCKPIT); // E2E-42
    await expect(cockpit.getByText("Thu, October 4, 2040, 11:00 AM – 12:00 PM")).toBeVisible();
    await expect(cockpit.getByText("Daily, 5 times")).toBeVisible();
    await picture(client.page, "element-series-cockpit");
    await cockpit.getByRole("button", { name: "Delete", exact: true }).click(); // E2E-49
    const dialog = cockpit.getByRole("dialog", { name: "Delete “My Meeting”?" });
    await dialog.getByRole("radio", { name: "The whole series" }).check();
    await picture(client.page, "element-series-cockpit-delete");
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await client.tombstone.getByRole("link").click();
    await expect(client.heading).toHaveText("Calendar");
    await expect(planner.frame.getByRole("searchbox")).toBeVisible();
    await planner.goTo(FIRST);
    await expect(planner.frame.getByText(/^No meetings until/)).toBeVisible();
    expect(widgets(await alice.api.fullState(meeting))).toEqual([]);
});
