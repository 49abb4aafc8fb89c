// The notes of a meeting as people see them in the widget, with two of them at work.
import { expect } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { MinutesPart } from "../pages/minutes.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { timeline } from "./meetings.mjs";
import { aMeeting, NOTES, test } from "./minutes.mjs";

const COCKPIT = "Parley Details";

async function openCockpit(client, meeting, language) {
    await client.openRoom(meeting);
    await client.page.getByRole("button", { name: "Widgets" }).click();
    await client.page.getByRole("button", { name: COCKPIT }).click();
    const frame = await client.openWidget(meeting, { name: COCKPIT });
    return { frame, minutes: new MinutesPart(frame, language) };
}

test("notes from beginning to end, by two people", async ({ calendar, signIn }) => {
    const meeting = await aMeeting(calendar, { title: "Budget", description: "Money" });
    const alice = await signIn("light", calendar.alice);
    const bob = await signIn("light", calendar.bob, { language: "de", theme: "dark", viewport: { width: 400, height: 900 } });
    const { minutes } = await openCockpit(alice, meeting);
    const { minutes: protokoll } = await openCockpit(bob, meeting, "de");
    await expect(protokoll.part).toContainText("Es gibt noch kein Protokoll");
    await expect(protokoll.part.getByRole("button")).toHaveCount(0);
    await expect(minutes.part).toContainText("not end-to-end encrypted");

    // Whoever leads the meeting begins, by keyboard.
    await minutes.button("begin").press("Enter");
    await expect(minutes.person("Alice Adams"), "who begins writes").toBeChecked();
    await minutes.person("Alice Adams").focus();
    await picture(alice.page, "notes-begin");
    await expectAccessible(await frameOf(alice.widget(COCKPIT)));
    await minutes.part.getByRole("button", { name: "Begin notes" }).last().press("Enter");
    await expect(minutes.entry("Alice Adams")).toContainText("writes");
    await expect(minutes.entry("Bob Baker")).not.toContainText("writes");

    const writer = await minutes.open(alice.page);
    await writer.expectWritable("Budget");
    await expect(minutes.part).toContainText("You can write in the notes.");
    const reader = await protokoll.open(bob.page);
    await reader.expectReadable("Budget");
    await expect(reader.place, "no id of Etherpad's").toHaveTitle("Protokoll");
    await expect(reader.note).toContainText("Wer die Besprechung leitet, bestimmt, wer schreibt.");
    await writer.write("We agree.");
    await expect(reader.text).toContainText("We agree.");
    await picture(reader.place, "notes-pad");

    // Whoever is let write is told so, and opens the notes again.
    await minutes.person("Bob Baker").check();
    await minutes.button("write").click();
    await expect(minutes.entry("Bob Baker")).toContainText("writes");
    await expect(protokoll.part).toContainText("Sie können jetzt im Protokoll schreiben.");
    await picture(bob.page, "notes-now-write");
    await expectAccessible(await frameOf(bob.widget(COCKPIT)));
    const again = await protokoll.open(bob.page);
    await again.write("Einverstanden.");
    await expect(writer.text).toContainText("Einverstanden.");

    await minutes.button("pdf").click();
    await expect(minutes.part).toContainText(/meeting_notes_.*UTC\.pdf was posted/);
    await picture(alice.page, "notes-posted");
    await calendar.bob.api.until(async () => (await timeline(calendar.bob.api, meeting)).some(({ content }) => content[NOTES]), "the PDF in the room");
    await minutes.person("Bob Baker").check();
    await minutes.button("read").click();
    await expect(minutes.entry("Bob Baker")).not.toContainText("writes");
    await expect(again.denied).toContainText("Bitte öffnen Sie das Protokoll noch einmal aus der Besprechung.");
    await expect(protokoll.part).toContainText("Sie können das Protokoll jetzt nur noch lesen.");
    await picture(again.place, "notes-denied");

    // Who comes late can be chosen at once.
    await calendar.carol.api.leave(meeting);
    await expect(minutes.person("Carol Clark")).toHaveCount(0);
    await calendar.alice.api.invite(meeting, calendar.carol.user_id);
    await calendar.carol.api.join(meeting);
    await expect(minutes.person("Carol Clark")).toBeVisible();
});

test("notes from the calendar in Element; a browser that opens no tab", async ({ calendar, signIn }) => {
    const meeting = await aMeeting(calendar, { title: "Budget" });
    const client = await signIn("element", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.view("Month");
    await planner.chip("Budget").first().click();
    const minutes = new MinutesPart(planner.frame);
    await minutes.button("begin").click();
    await minutes.part.getByRole("checkbox", { name: "Everybody" }).check();
    await minutes.part.getByRole("button", { name: "Begin notes" }).last().click();
    await expect(minutes.entry("Carol Clark")).toContainText("writes");
    await picture(client.page, "notes-details-element");
    expect((await calendar.alice.api.state(meeting, NOTES)).status).toBe("initialized");
    await (await minutes.open(client.page)).expectWritable("Budget");

    await client.page.bringToFront();
    await (await frameOf(client.widget())).evaluate(() => (window.open = () => null));
    await minutes.button("open").click();
    const [tab] = await Promise.all([client.page.context().waitForEvent("page"), minutes.part.getByRole("link", { name: "Open the notes in a new tab" }).click()]);
    expect(await tab.evaluate(() => window.opener)).toBeNull();

    await client.page.bringToFront();
    await planner.frame.getByRole("button", { name: "Delete", exact: true }).click();
    const remover = planner.frame.getByRole("dialog", { name: "Delete “Budget”?" });
    await expect(remover).toContainText("The notes are posted in the room as a PDF");
    await expectAccessible(await frameOf(client.widget()));
});
