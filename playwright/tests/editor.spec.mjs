// Changing, repeating and deleting meetings in the widget; the dialog as it looks.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { schedule } from "../stack/calendar.mjs";
import { createCommand } from "./meetings.mjs";

const REMINDER = "Reminder in the meeting’s room";
const METADATA = "net.nordeck.meetings.metadata";
const zoned = (days, time) => ({ tzid: "Europe/Berlin", value: `${dateIn(days).replaceAll("-", "")}T${time}` });
const series = { uid: "stand-up", dtstart: zoned(1, "103000"), dtend: zoned(1, "113000"), rrule: "FREQ=DAILY;COUNT=5" };

/** A meeting that alice organises, and the planner in her client. */
async function scene({ alice, bob, room }, signIn, entry, options) {
    const { data, context } = createCommand({ title: "Stand-up", calendar: [entry], participants: [{ user_id: bob.user_id }] });
    const meeting = await schedule(alice.api, room, data, context);
    await alice.api.join(meeting);
    const client = await signIn("light", alice, options);
    const planner = new Planner(await client.openWidget(room), options?.language);
    const calendar = async () => (await alice.api.state(meeting, METADATA)).calendar;
    return { client, planner, meeting, calendar, cards: planner.card("Stand-up") };
}

test("one date of a series is moved, the whole series gets another rule, a date and then all is deleted", async ({ calendar, signIn }) => {
    const { client, planner, meeting, calendar: entries, cards } = await scene(calendar, signIn, series);
    await expect(cards).toHaveCount(5);
    const editor = new Editor(planner.frame);
    const edit = async (n) => {
        const details = await openDetails(planner, cards.nth(n), "Stand-up");
        await details.getByRole("button", { name: "Edit", exact: true }).click();
        await expect(editor.dialog).toBeVisible();
    };

    await edit(1);
    await expect(editor.scope("Only")).toBeChecked();
    await expect(editor.field("Start: date")).toHaveValue(dateIn(2));
    await editor.field("Start: time").fill("14:00");
    await expect(editor.field("End: time")).toHaveValue("15:00");
    await expect(editor.field(REMINDER).locator("option:checked")).toHaveText("10 minutes before");
    await editor.choose(REMINDER, "1 hour before");
    await editor.save();
    await expect(cards.nth(1)).toContainText("14:00");
    expect((await calendar.alice.api.state(meeting, "net.nordeck.meetings.settings")).reminders).toEqual([60]);
    await expect(cards).toHaveCount(5);
    expect(await entries()).toEqual([series, { uid: series.uid, dtstart: zoned(2, "140000"), dtend: zoned(2, "150000"), recurrenceId: zoned(2, "103000") }]);

    let details = await openDetails(planner, cards.nth(1), "Stand-up");
    await details.getByRole("button", { name: "Changes" }).click();
    await expect(details.locator(".history-what")).toHaveText(["Changed: Reminder and Time", "Created"]);
    await expect(details.locator(".history-who").first()).toContainText(calendar.alice.display_name);
    await expectAccessible(await frameOf(client.widget()));
    await details.getByRole("button", { name: "Close", exact: true }).click();

    await edit(0);
    await editor.scope("The whole series").check();
    await expect(editor.field(REMINDER).locator("option:checked")).toHaveText("1 hour before");
    await editor.field("Start: time").fill("10:00");
    await expect(editor.dialog).toContainText("1 date that was moved on its own stays where it is.");
    await editor.field("Start: time").fill("10:30");
    await expect(editor.dialog).not.toContainText("stays where it is");
    await expect(editor.field("Number of dates")).toHaveValue("5");
    await editor.choose("Repeats", "Custom …");
    await editor.field("Every").fill("2");
    await editor.choose("Unit", "days");
    await editor.choose("Ends", "After a number of dates");
    await editor.field("Number of dates").fill("3");
    await editor.field("Title").fill("Stand-up");
    await expect(editor.dialog).toContainText("1 date that was moved or cancelled on its own goes back to the series.");
    await editor.save();
    await expect(cards).toHaveCount(3);
    expect(await entries()).toEqual([{ ...series, rrule: "FREQ=DAILY;INTERVAL=2;COUNT=3" }]);

    details = await openDetails(planner, cards.nth(1), "Stand-up");
    await details.getByRole("button", { name: "Delete", exact: true }).click();
    const remover = planner.frame.getByRole("dialog", { name: "Delete “Stand-up”?" });
    await expectAccessible(await frameOf(client.widget()));
    await remover.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(cards).toHaveCount(2);
    await expect(planner.notice("The meeting has been deleted.")).toBeVisible();
    expect((await entries())[0].exdate).toEqual([zoned(3, "103000")]);

    details = await openDetails(planner, cards.nth(0), "Stand-up");
    await details.getByRole("button", { name: "Delete", exact: true }).click();
    await remover.getByRole("radio", { name: "The whole series" }).check();
    await expect(remover).toContainText("The room is closed for everybody.");
    await remover.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(cards).toHaveCount(0);
    await calendar.alice.api.until(async () => (await calendar.alice.api.fullState(meeting)).some(({ type }) => type === "m.room.tombstone"), "the room is closed");
});

test("this and all following dates get another time; the meeting is copied; a single one becomes a series", async ({ calendar, signIn }) => {
    const { client, planner, calendar: entries, cards } = await scene(calendar, signIn, series);
    const editor = new Editor(planner.frame);
    let details = await openDetails(planner, cards.nth(2), "Stand-up");
    await details.getByRole("button", { name: "Edit", exact: true }).click();
    await editor.field("Start: time").fill("09:00");
    await editor.scope("This and all following dates").check();
    await expect(editor.field("Start: time")).toHaveValue("09:00");
    await editor.save();
    await expect(cards.nth(4)).toContainText("09:00");
    const [before, after] = await entries();
    expect(before.dtstart).toEqual(series.dtstart);
    expect(after).toMatchObject({ dtstart: zoned(3, "090000"), rrule: "FREQ=DAILY;COUNT=3" });

    details = await openDetails(planner, cards.nth(0), "Stand-up");
    await details.getByRole("button", { name: "Duplicate" }).click();
    await expect(planner.field("title")).toHaveValue("Stand-up");
    await planner.field("title").fill("Copy");
    const encrypt = planner.dialog.getByRole("checkbox", { name: "Encrypt messages end-to-end" });
    await encrypt.check();
    await expect(encrypt).toHaveAccessibleDescription(/^This cannot be undone later. Title, .* are not encrypted/);
    await planner.submit.click();
    await expect(planner.card("Copy").first()).toBeVisible();
    const copy = await planner.card("Copy").first().getAttribute("data-room");
    expect(await calendar.alice.api.state(copy, "m.room.encryption")).toEqual({ algorithm: "m.megolm.v1.aes-sha2" });

    await planner.openDialog();
    await planner.dialog.getByRole("button", { name: "Use the details of “Copy”" }).click();
    await expect(planner.field("title")).toHaveValue("Copy");
    await expect(planner.dialog.getByLabel("Repeats", { exact: true }).locator("option:checked")).toHaveText("Does not repeat");
    await expect(planner.dialog.getByRole("listitem").filter({ hasText: "Bob" })).toBeVisible();
    await expect(encrypt).toBeChecked();

    // What is not where one looks is led to.
    await planner.field("title").fill("Far away");
    await planner.moment("start", "date").fill("2040-10-03");
    await planner.submit.click();
    const notice = planner.notice("The meeting has been created. Date: Wed, 3 October 2040");
    await expect(notice).toBeVisible();
    await picture(client.page, "editor-away");
    await expectAccessible(await frameOf(client.widget()));
    await notice.getByRole("button", { name: "Show" }).click();
    await expect(planner.card("Far away")).toBeFocused();
    await expect(notice).toBeHidden();
});

test("what is refused is told, and what was typed is kept", async ({ calendar, signIn }) => {
    const { client, planner, meeting, cards } = await scene(calendar, signIn, { ...series, rrule: undefined });
    const details = await openDetails(planner, cards.first(), "Stand-up");
    await details.getByRole("button", { name: "Edit", exact: true }).click();
    const editor = new Editor(planner.frame);
    await editor.field("Title").fill("Mine");
    // Somebody else changes the time meanwhile: it is shown, and the title that was typed stays.
    const moved = { ...series, rrule: undefined, dtstart: zoned(1, "160000"), dtend: zoned(1, "170000") };
    await calendar.alice.api.send(calendar.room, "net.nordeck.meetings.meeting.update", {
        data: { target_room_id: meeting, calendar: [moved] }, context: { locale: "en", timezone: "Europe/Berlin" },
    });
    await expect(editor.field("Start: time")).toHaveValue("16:00");
    await expect(editor.dialog).toContainText("Somebody has changed this meeting meanwhile.");
    await expect(editor.field("Title")).toHaveValue("Mine");
    await editor.field("End: time").fill("15:00");
    await editor.dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(editor.dialog).toContainText("The end must be after the start.");
    await expectAccessible(await frameOf(client.widget()));
    await editor.field("End: time").fill("17:30");
    await editor.save();
    await expect(planner.card("Mine")).toContainText("17:30");
});

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 400], ["light", "de", 225]])
    test(`the dialogs for a series (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        const { client, planner, cards } = await scene(calendar, signIn, series, { language, theme, viewport: { width, height: 1400 } });
        const words = language === "en"
            ? { edit: "Edit", changes: "Changes", remove: "Delete", repeats: "Repeats", custom: "Custom …", all: "The whole series", title: "Edit meeting", zone: "Change the time zone", tools: "Choose other ones than usual" }
            : { edit: "Bearbeiten", changes: "Änderungen", remove: "Löschen", repeats: "Wiederholung", custom: "Benutzerdefiniert …", all: "Die ganze Serie", title: "Besprechung bearbeiten", zone: "Zeitzone ändern", tools: "Andere als üblich auswählen" };
        const keep = async (what) => {
            await picture(client.page, `${what}-${theme}-${language}-${width}`);
            await expectAccessible(await frameOf(client.widget()));
        };
        let details = await openDetails(planner, cards.first(), "Stand-up");
        await expect(details.getByRole("button", { name: words.edit, exact: true })).toBeVisible();
        await details.getByRole("button", { name: words.changes }).click();
        await expect(details.locator(".history li")).toHaveCount(1);
        await keep("details");
        await details.getByRole("button", { name: words.edit, exact: true }).click();
        const editor = new Editor(planner.frame, words.title);
        await expect(editor.dialog).toBeVisible();
        await keep("edit-one");
        await editor.scope(words.all).check();
        await editor.choose(words.repeats, words.custom);
        await editor.dialog.getByRole("button", { name: words.zone }).click();
        await editor.dialog.getByRole("button", { name: words.tools }).click();
        await expect(editor.dialog.getByRole("checkbox", { name: "Video conference" })).toBeChecked();
        await keep("edit-all");
        await editor.dialog.press("Escape");
        details = await openDetails(planner, cards.first(), "Stand-up");
        await details.getByRole("button", { name: words.remove, exact: true }).click();
        await keep("remove");
    });
