// What the widget does beside the main story: drafts, the client's theme and language, the cockpit, and life outside of a client.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible } from "../pages/axe.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { schedule } from "../stack/calendar.mjs";
import { createCommand, entry } from "./meetings.mjs";

test("a closed dialog leaves a draft, a created meeting none", async ({ calendar, signIn }) => {
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.openDialog();
    await planner.fill({ title: "Drafted", date: dateIn(2), start: "11:00", end: "11:30", description: "so far" });
    await client.page.keyboard.press("Escape");
    await expect(planner.dialog).toBeHidden();

    await planner.openDialog();
    await expect(planner.dialog.getByText("Continued from your draft.")).toBeVisible();
    await expect(planner.field("title")).toHaveValue("Drafted");
    await expect(planner.field("description")).toHaveValue("so far");
    await expect(planner.moment("end", "time")).toHaveValue("11:30");
    await picture(client.page, "widget-draft");
    await planner.submit.click();
    await expect(planner.card("Drafted")).toBeVisible();

    await planner.openDialog();
    await expect(planner.field("title")).toHaveValue("");
});

test("moving the start moves the end, and what was chosen can be removed", async ({ calendar, signIn }) => {
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.openDialog();
    await planner.fill({
        title: "Moved", date: dateIn(1), start: "23:00", end: "23:30", people: [{ search: "bob", choose: calendar.bob.user_id }],
    });
    await planner.moment("start", "time").fill("23:45");
    await expect(planner.moment("end", "date")).toHaveValue(dateIn(2));
    await expect(planner.moment("end", "time")).toHaveValue("00:15");
    await planner.dialog.getByRole("button", { name: /^Remove Bob/ }).click();
    await expect(planner.field("people")).toBeFocused();
    await planner.submit.click();
    const card = planner.card("Moved");
    await expect(card).toContainText("23:45");
    const members = (await calendar.alice.api.fullState(await card.getAttribute("data-room"))).filter(({ type }) => type === "m.room.member");
    expect(members.map(({ state_key }) => state_key)).not.toContain(calendar.bob.user_id);
});

test("what was typed for participants is not lost", async ({ calendar, signIn }) => {
    const { alice, bob } = calendar;
    const client = await signIn("light", alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.openDialog();
    await planner.fill({ title: "Nobody lost", date: dateIn(1), start: "09:00", end: "10:00" });
    await planner.field("people").fill("Nobody of this name");
    await planner.submit.click();
    await expect(planner.dialog.getByText("Please choose somebody from the list, or remove this text.")).toBeVisible();
    await expect(planner.field("people")).toBeFocused();
    await picture(client.page, "widget-unchosen");

    await planner.cancel.click();
    await planner.openDialog();
    await expect(planner.field("people")).toHaveValue("Nobody of this name");
    await planner.field("people").fill(bob.user_id);
    await planner.submit.click();
    const meeting = await planner.card("Nobody lost").getAttribute("data-room");
    await alice.api.until(async () => (await alice.api.state(meeting, "m.room.member", bob.user_id))?.membership === "invite", "bob is invited");
});

test("the widget follows the client's theme", async ({ calendar, signIn }) => {
    const client = await signIn("light", calendar.alice, { theme: "light" });
    const planner = await client.openWidget(calendar.room);
    const root = planner.locator("html");
    await expect(root).toHaveAttribute("data-theme", "light");
    await client.page.getByRole("button", { name: "Dark mode" }).click();
    await expect(root).toHaveAttribute("data-theme", "dark");
});

test("a meeting in another time zone says its own time too", async ({ calendar, signIn }) => {
    const { alice, room } = calendar;
    const day = dateIn(1).replaceAll("-", "");
    const at = (time) => ({ tzid: "America/New_York", value: `${day}T${time}` });
    const { data } = createCommand({ title: "Overseas", calendar: [entry({ dtstart: at("090000"), dtend: at("100000") })] });
    const meeting = await schedule(alice.api, room, data);
    await alice.api.join(meeting);
    const client = await signIn("light", alice);
    const planner = new Planner(await client.openWidget(room));
    const card = planner.card("Overseas");
    await expect(card.locator(".card-elsewhere")).toContainText("GMT-");
    await picture(client.page, "widget-zones");
});

test("the cockpit tells about the meeting and leads back", async ({ calendar, signIn }) => {
    const { alice, bob, room } = calendar;
    const { data } = createCommand({ title: "Inside", description: "All about it", participants: [{ user_id: bob.user_id }] });
    const meeting = await schedule(alice.api, room, data);
    await alice.api.join(meeting);
    await bob.api.join(meeting);
    const client = await signIn("light", alice);
    await client.openRoom(meeting);
    await client.page.getByRole("button", { name: "Widgets" }).click();
    await client.page.getByRole("button", { name: "Parley Details" }).click();
    const cockpit = await client.openWidget(meeting, { name: "Parley Details" });
    await expect(cockpit.getByRole("heading", { name: "Inside" })).toBeVisible();
    await expect(cockpit.getByText("All about it")).toBeVisible();
    for (const { display_name } of [alice, bob]) await expect(cockpit.getByText(display_name, { exact: true })).toBeVisible();
    await cockpit.getByRole("button", { name: "Changes" }).click();
    await expect(cockpit.getByText("Created", { exact: true })).toBeVisible();
    await picture(client.page, "widget-cockpit");
    await cockpit.getByRole("button", { name: "To the calendar room" }).click();
    await expect(client.heading).toHaveText("Calendar");
});

for (const [language, words, works] of [["en", "Parley works inside a Matrix client", "The meeting bot works: @parley:"], ["de", "Parley läuft in einem Matrix-Client", "Der Besprechungs-Bot arbeitet: @parley:"]])
    test(`outside of a client the page says what it is (${language})`, async ({ stack, browser }) => {
        const context = await browser.newContext({ locale: language, permissions: ["clipboard-read", "clipboard-write"] });
        const page = await context.newPage();
        await page.goto(stack.bot.url);
        await expect(page.getByRole("heading", { name: words })).toBeVisible();
        await expect(page.getByText(/^Version /)).toBeVisible();
        await expect(page.getByRole("status").getByText(works)).toBeVisible();
        const line = `/addwidget ${stack.bot.url}/#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id`;
        await expect(page.getByText(line)).toBeVisible();
        await page.getByRole("button").click();
        expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(line);
        await picture(page, `widget-outside-${language}`);
        await page.route("**/v1/health", (route) => route.fulfill({ status: 503, json: {} }));
        await page.reload();
        await expect(page.getByText("parley check")).toBeVisible();
        await picture(page, `widget-outside-silent-${language}`);
        await expectAccessible(page);
        await context.close();
    });
