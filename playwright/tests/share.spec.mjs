// The ways to bring others to a meeting: link, QR code, e-mail, calendar file, telephone.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import ICAL from "ical.js";
import { expect, newPeople, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Planner } from "../pages/planner.mjs";
import { Share, scan } from "../pages/share.mjs";
import { picture } from "../picture.mjs";
import { createCalendarRoom, schedule } from "../stack/calendar.mjs";
import { createCommand, entry } from "./meetings.mjs";

const TITLE = "Planning / Q1 & Q2";
const FILE = "Planning  Q1  Q2.ics";
const COCKPIT = { name: "Parley Details" };

/** Schedules a series that everybody knows about. */
async function plan({ alice, bob, room }, fields = { rrule: "FREQ=DAILY;COUNT=5" }) {
    const command = createCommand({ title: TITLE, description: "What to do next\n„Äpfel“ & pears", calendar: [entry(fields)], participants: [{ user_id: bob.user_id }] });
    const meeting = await schedule(alice.api, room, command.data, command.context);
    await alice.api.join(meeting);
    return { meeting, entry: command.data.calendar[0] };
}

/** Opens the details of the first occurrence in the planner, and the dialog above them. */
async function openFromPlanner(client, room, language) {
    const planner = new Planner(await client.openWidget(room), language);
    await planner.view({ en: "Month", de: "Monat" }[language ?? "en"]);
    await planner.chip(TITLE).first().click();
    const share = new Share(planner.frame, TITLE, language);
    await share.openButton.click();
    await expect(share.dialog).toBeVisible();
    return { planner, share };
}

/** Shows the cockpit beside a meeting. */
async function openCockpit(client, meeting) {
    await client.openRoom(meeting);
    await client.page.getByRole("button", { name: "Widgets" }).click();
    await client.page.getByRole("button", { name: COCKPIT.name }).click();
    return client.openWidget(meeting, COCKPIT);
}

/** The events of the file that a button saves. */
async function saved(client, button) {
    const [download] = await Promise.all([client.page.waitForEvent("download"), button.click()]);
    expect(download.suggestedFilename()).toBe(FILE);
    const text = readFileSync(await download.path(), "utf8");
    return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
}

const clipboard = (client) => client.page.evaluate(() => navigator.clipboard.readText());

test("a series is shared from the calendar, in Element", async ({ calendar, stack, signIn }) => {
    const { meeting, entry: { uid, dtstart } } = await plan(calendar);
    const client = await signIn("element", calendar.alice);
    await client.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const { planner, share } = await openFromPlanner(client, calendar.room);
    const link = `https://matrix.to/#/${meeting}?via=${encodeURIComponent(stack.bot.userId.split(/:(.*)/s)[1])}`;
    await expect(share.dialog).toContainText(link);
    await expect(share.dialog).toContainText("to the whole series");
    expect(await scan(client.page, share.code)).toBe(link);

    await share.button("copy").click();
    await expect(share.button("copied")).toBeVisible();
    expect(await clipboard(client)).toBe(link);
    await share.button("mailCopy").click();
    await expect(share.button("copy")).toBeVisible();
    const letter = await clipboard(client);
    expect(letter).toMatch(/^Planning \/ Q1 & Q2\n\nWhen: .*\d{4}.*\d\d:00.*\n\nWhat to do next\n„Äpfel“ & pears\n\nTake part: https:/);
    expect(letter).not.toContain("Repeats");
    const address = new URL(await share.mail.getAttribute("href"));
    expect([address.protocol, address.searchParams.get("subject")]).toEqual(["mailto:", TITLE]);
    expect(address.searchParams.get("body")).toBe(letter.replaceAll("\n", "\r\n"));
    await Promise.all([client.page.context().waitForEvent("page"), share.mail.click()]); // not in the widget's frame
    await expect(share.dialog).toBeVisible();

    const [one, ...others] = await saved(client, share.button("save"));
    expect(others).toEqual([]);
    expect(one.getFirstPropertyValue("uid")).toBe(`${meeting}-${uid}`);
    expect(one.getFirstPropertyValue("recurrence-id").toString()).toBe(one.getFirstPropertyValue("dtstart").toString());
    expect(one.getFirstPropertyValue("url")).toBe(link);
    expect(one.getFirstProperty("organizer").getParameter("cn")).toBe(calendar.alice.display_name);

    await share.choice("series").check();
    await expect(share.dialog).toContainText("Repeats: Daily, 5 times");
    const [all] = await saved(client, share.button("save"));
    expect(all.getFirstPropertyValue("uid")).toBe(`${meeting}-${uid}`);
    expect(all.getFirstPropertyValue("rrule").toString()).toBe("FREQ=DAILY;COUNT=5");
    expect(all.getFirstPropertyValue("dtstart").toString().replace(/[-:]/g, "")).toBe(dtstart.value);
    expect(all.getFirstPropertyValue("recurrence-id")).toBeNull();
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "share-element");

    await client.page.keyboard.press("Escape");
    await expect(share.dialog).toBeHidden();
    await expect(share.openButton).toBeFocused();
    await expect(planner.frame.getByRole("dialog", { name: TITLE })).toBeVisible();
});

test("the cockpit shares, and tells who takes part", async ({ calendar, signIn }) => {
    const { alice, bob } = calendar;
    const { meeting } = await plan(calendar, {});
    const client = await signIn("light", alice);
    const cockpit = await openCockpit(client, meeting);
    const people = cockpit.getByRole("list").getByRole("listitem");
    await expect(people).toHaveText([new RegExp(`${alice.display_name}.*Organiser`), new RegExp(`${bob.display_name}.*Invited`)]);
    await picture(client.page, "share-cockpit");
    await bob.api.join(meeting);
    await expect(people.nth(1)).toHaveText(new RegExp(`${bob.display_name}.*Yes`));
    const share = new Share(cockpit, TITLE);
    await share.openButton.click();
    await expect(share.dialog).not.toContainText("series");
    await expect(share.choice("date")).toHaveCount(0);
    const [only, ...others] = await saved(client, share.button("save"));
    expect(others).toEqual([]);
    expect(only.getFirstPropertyValue("summary")).toBe(TITLE);
    await expectAccessible(await frameOf(client.widget(COCKPIT.name)));
    await client.page.keyboard.press("Escape");
    await expect(share.openButton).toBeFocused();
});

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 1280], ["light", "de", 400], ["dark", "en", 225]])
    test(`the dialog's looks (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        await plan(calendar);
        const client = await signIn("light", calendar.alice, { language, theme, viewport: { width, height: 860 } });
        const { share } = await openFromPlanner(client, calendar.room, language);
        const keep = (what) => picture(client.page, `share-${what}-${theme}-${language}-${width}`);
        await keep("top");
        await expectAccessible(await frameOf(client.widget()));
        await share.button("save").scrollIntoViewIfNeeded();
        await keep("end");
        await client.page.keyboard.press("Escape");
        await expect(share.openButton).toBeFocused();
        await keep("details");
    });

for (const [theme, language, width] of [["dark", "de", 1280], ["light", "de", 400], ["dark", "en", 225]])
    test(`the cockpit's looks (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        const { meeting } = await plan(calendar);
        const client = await signIn("light", calendar.alice, { language, theme, viewport: { width, height: 860 } });
        const cockpit = await openCockpit(client, meeting);
        await expect(cockpit.getByRole("listitem")).toHaveCount(2);
        await expectAccessible(await frameOf(client.widget(COCKPIT.name)));
        await picture(client.page, `share-cockpit-${theme}-${language}-${width}`);
    });

test("the telephone number, once the person agrees, in Element", async ({ ownStack, signIn }) => {
    const jitsi = createServer((request, response) => {
        response.end(request.url === "/numbers" ? JSON.stringify({ numbers: { DE: ["+49 30 123456"] } }) : JSON.stringify({ id: 4711 }));
    });
    await new Promise((resolve) => jitsi.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${jitsi.address().port}`;
    const stack = await ownStack({ env: { JITSI_DIAL_IN_JSON_URL: `${address}/numbers`, JITSI_PIN_URL: `${address}/{base32_room_name}` } });
    const people = await newPeople(stack);
    const room = await createCalendarRoom({ owner: people.alice.api, members: [people.bob.api], bot: stack.bot.userId });
    await plan({ ...people, room });
    const client = await signIn("element", people.alice, { on: stack });
    const { share } = await openFromPlanner(client, room);
    await expect(share.dialog).toContainText("Phone: +49 30 123456");
    await expect(share.dialog).toContainText("PIN: 4711");
    expect(await share.mail.getAttribute("href")).toContain(encodeURIComponent("+49 30 123456\r\n"));
    await share.button("save").scrollIntoViewIfNeeded();
    await picture(client.page, "share-phone");
    await expectAccessible(await frameOf(client.widget()));
    await new Promise((resolve) => jitsi.close(resolve));
});
