// Nobody is left out: no violation that a machine can find in any state, and the whole story without a mouse.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { schedule } from "../stack/calendar.mjs";
import { createCommand, entry } from "./meetings.mjs";

const WIDTHS = { wide: { width: 1280, height: 860 }, phone: { width: 400, height: 800 } };

for (const [theme, language, size] of [["light", "en", "wide"], ["dark", "de", "wide"], ["light", "de", "phone"], ["dark", "en", "phone"]])
    test(`axe finds nothing in the planner's states (${theme}, ${language}, ${size})`, async ({ calendar, stack, signIn }) => {
        const { alice, room } = calendar;
        const client = await signIn("light", alice, { language, theme, viewport: WIDTHS[size] });
        const planner = new Planner(await client.openWidget(room), language);
        const look = async (state) => {
            await picture(client.page, `planner-${theme}-${language}-${size}-${state}`);
            await expectAccessible(await frameOf(client.widget()));
        };
        await expect(planner.createButton).toBeVisible();
        await look("empty");

        await planner.openDialog();
        await look("dialog");
        await planner.moment("end", "date").fill(dateIn(-1));
        await planner.submit.click();
        await expect(planner.field("title")).toHaveAccessibleDescription(/.+/);
        await look("dialog-errors");
        await planner.cancel.click();

        const calendarEntry = entry({ rrule: "FREQ=MONTHLY;COUNT=2" });
        const { data, context } = createCommand({ calendar: [calendarEntry], description: "Line\n".repeat(9) }, { locale: language, timezone: "Europe/Berlin" });
        await schedule(alice.api, room, data, context);
        await expect(planner.card("Planning")).toContainText(language === "de" ? /Monatlich am \d+\., 2-mal/ : /Monthly on the \d+(st|nd|rd|th), 2 times/);
        await look("list");

        await alice.api.kick(room, stack.bot.userId);
        await expect(planner.notice("/invite")).toBeVisible();
        await look("bot-missing");
    });

test("the whole story by keyboard alone", async ({ calendar, signIn }) => {
    const { alice, bob, room } = calendar;
    const client = await signIn("light", alice);
    const { page } = client;
    const press = (key) => page.keyboard.press(key);

    await tabTo(page, client.room("Calendar"));
    await press("Enter");
    await tabTo(page, client.tile("Parley").getByRole("button", { name: "Continue" }));
    await press("Enter");
    await expect(client.capabilitiesPrompt).toBeVisible();
    await tabTo(page, client.primary(client.capabilitiesPrompt));
    await press("Enter");

    const planner = new Planner(client.widget());
    await expect(planner.createButton).toBeVisible();
    await tabTo(page, planner.createButton);
    await press("Enter");
    await expect(planner.field("title")).toBeFocused();
    await press("Escape");
    await expect(planner.dialog).toBeHidden();
    await expect(planner.createButton).toBeFocused();

    await press("Enter");
    await expect(planner.field("title")).toBeFocused();
    await page.keyboard.type("Keyboard only");
    await tabTo(page, planner.field("people"));
    await page.keyboard.type("bob");
    await expect(planner.dialog.getByRole("option", { name: bob.user_id })).toBeVisible();
    await press("ArrowDown");
    await press("Enter");
    await expect(planner.dialog.getByRole("button", { name: /^Remove Bob Baker/ })).toBeVisible();
    await tabTo(page, planner.submit);
    await press("Enter");

    await expect(planner.dialog).toBeHidden();
    await expect(planner.createButton).toBeFocused();
    const card = planner.card("Keyboard only");
    await expect(card).toBeVisible();
    await tabTo(page, card.getByRole("button", { name: /^Open/ }));
    await press("Enter");
    await expect(client.heading).toHaveText("Keyboard only");
});

/** Presses Tab until an element has the focus. */
async function tabTo(page, locator) {
    await expect(locator).toBeVisible();
    for (let i = 0; i < 80; i++) {
        if (await locator.evaluate((element) => element === element.ownerDocument.activeElement)) return;
        await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${locator}`);
}
