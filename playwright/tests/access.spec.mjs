// Nobody is left out: the whole story without a mouse, and with the page at 400 %. What axe finds of the screens: looks.spec.mjs.
import { expect, test } from "../fixtures.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { Scene } from "../pages/scene.mjs";
import { Share } from "../pages/share.mjs";
import { ALICE, BOT, CALENDAR, NOW, WORDS, office } from "./office.mjs";

const ZOOMED = { width: 320, height: 256 }; // what 400 % leave of 1280 × 1024

test("at 400 % nothing is cut off and every button can be reached, in the system's high contrast and without motion, too", async ({ page, stack }) => {
    await page.setViewportSize(ZOOMED);
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    const scene = new Scene(page, stack);
    await scene.open({ now: NOW, bot: BOT, user: ALICE, room: CALENDAR, language: "de", events: office("de") });
    const { planning } = WORDS.de;
    const planner = new Planner(scene.frame, "de");
    await expect(planner.card(planning)).toBeVisible();
    await expectReachable(scene.frame);
    expect(await planner.createButton.evaluate((button) => getComputedStyle(button).borderTopColor), "an edge").not.toBe("rgba(0, 0, 0, 0)");
    await planner.openDialog();
    await expectReachable(scene.frame, planner.dialog);
    const moving = await scene.frame.locator("html").evaluate((root) => root.getAnimations({ subtree: true }).length);
    expect(moving, "animations").toBe(0);
    await planner.cancel.click();
    const details = await openDetails(planner, planner.card(planning), planning);
    await expect(details.getByRole("button", { name: "Bearbeiten" })).toBeVisible();
    await expectReachable(scene.frame, details);
    await details.getByRole("button", { name: "Teilen" }).click();
    await expectReachable(scene.frame, new Share(scene.frame, planning, "de").dialog);
});

/** Expects that a page needs no scrolling to the side, and that each button within can be pressed, as large as it has to be. */
async function expectReachable(frame, within = frame.getByRole("main")) {
    await expect(within).toBeVisible();
    const overflow = await within.evaluate((element) => Math.max(...[document.documentElement, element].map((box) => box.scrollWidth - box.clientWidth)));
    expect(overflow, "scrolling to the side").toBeLessThanOrEqual(0);
    for (const button of await within.getByRole("button").all()) {
        await button.click({ trial: true });
        const { width, height } = await button.boundingBox();
        expect(Math.min(width, height), `size of ${await button.textContent()}`).toBeGreaterThanOrEqual(24);
    }
}

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
    await expect(planner.card("Keyboard only")).toBeVisible();

    const editor = new Editor(planner.frame);
    const details = await openByKeyboard(page, planner, "Keyboard only");
    await tabTo(page, details.getByRole("button", { name: "Edit", exact: true }));
    await press("Enter");
    await expect(editor.field("Title")).toBeFocused();
    await press("End");
    await page.keyboard.type(", changed");
    await press("Enter");
    await expect(editor.dialog).toBeHidden();
    const card = planner.card("Keyboard only, changed");
    await expect(card).toBeVisible();

    const second = await openByKeyboard(page, planner, "Keyboard only, changed");
    await tabTo(page, second.getByRole("button", { name: "Duplicate", exact: true }));
    await press("Enter");
    await expect(planner.field("title")).toBeFocused();
    await press("Control+A");
    await page.keyboard.type("Not needed");
    await press("Enter");
    await expect(planner.card("Not needed")).toBeVisible();
    const unneeded = await openByKeyboard(page, planner, "Not needed");
    await tabTo(page, unneeded.getByRole("button", { name: "Delete", exact: true }));
    await press("Enter");
    const remover = planner.frame.getByRole("dialog", { name: "Delete “Not needed”?" });
    await tabTo(page, remover.getByRole("button", { name: "Delete", exact: true }));
    await press("Enter");
    await expect(planner.card("Not needed")).toBeHidden();

    await tabTo(page, card.getByRole("button", { name: /^Go to room/ }));
    await press("Enter");
    await expect(client.heading).toHaveText("Keyboard only, changed");
});

/** Opens the details of a meeting. */
async function openByKeyboard(page, planner, title) {
    await tabTo(page, planner.card(title).getByRole("button", { name: title, exact: true }));
    await page.keyboard.press("Enter");
    return planner.frame.getByRole("dialog", { name: title });
}

/** Presses Tab until an element has the focus. */
async function tabTo(page, locator) {
    await expect(locator).toBeVisible();
    for (let i = 0; i < 80; i++) {
        if (await locator.evaluate((element) => element === element.ownerDocument.activeElement)) return;
        await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not reach ${locator}`);
}
