// How every screen looks, in light and dark, English and German, on wide pages, phones and narrow tiles; axe looks at each in all
// four themes. New pictures after a change that is meant: npx playwright test looks.spec --update-snapshots=changed && node pack-pictures.mjs;
// then look at each of them.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible } from "../pages/axe.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { Scene, THEMES, WIDTHS, expectPicture, openGallery } from "../pages/scene.mjs";
import { Share } from "../pages/share.mjs";
import { ALICE, BOT, CALENDAR, NOW, PLANNING, WORDS, broken, calendarRoom, office, people } from "./office.mjs";

/** A screen of Alice's: its parts by what a person reads, words of its rooms, and look(name) at it. */
async function show(page, stack, { language = "en", theme = "light", size = "wide", ...rest } = {}) {
    await page.setViewportSize(WIDTHS[size]);
    const scene = new Scene(page, stack);
    await scene.open({ now: NOW, bot: BOT, user: ALICE, room: CALENDAR, people, language, theme, events: office(language), ...rest });
    const { frame } = scene;
    return {
        scene, frame, planner: new Planner(frame, language), words: WORDS[language],
        look: (name) => scene.look(name, theme),
        examine: (name) => scene.examine(name, theme),
        size: (name) => page.setViewportSize(WIDTHS[name]),
        button: (name, within = frame) => within.getByRole("button", { name, exact: true }),
    };
}

for (const theme of THEMES)
    test(`all controls, ${theme}`, async ({ page }) => {
        await openGallery(page, { theme, language: theme.startsWith("dark") ? "de" : "en" });
        await page.locator("#people").press("ArrowDown");
        for (const size of ["wide", "phone"]) {
            await page.setViewportSize(WIDTHS[size]);
            await expectPicture(page, `controls-${theme}-${size}`, { fullPage: true });
        }
        await expectAccessible(page);
    });

test.describe("in English", () => {
    test.use({ locale: "en-GB", timezoneId: "Europe/Berlin" });

    test("the planner's views", async ({ page, stack }) => {
        const { planner, words, look, size } = await show(page, stack);
        await expect(planner.card(words.fair)).toBeVisible();
        await look("list");
        await planner.view("Week");
        await expect(planner.chip(words.retro)).toBeVisible();
        await look("week");
        await expect(planner.grid).toMatchAriaSnapshot(`
            - grid "2 – 8 March 2026":
              - row:
                - columnheader "Mon 2"
              - rowgroup:
                - row:
                  - gridcell /^Monday 2 March, 1 meeting/
                  - gridcell /^Today, Wednesday 4 March, 2 meetings/:
                    - button /Planning of the summer , 10:30–11:30, Now/
                  - gridcell "Sunday 8 March, no meetings"
        `);
        await planner.view("Month");
        await expect(planner.chip(words.review)).toBeVisible();
        await look("month");
        await expect(planner.grid).toMatchAriaSnapshot(`
            - grid "March 2026":
              - row:
                - columnheader /^Mon/
              - row:
                - rowheader /10/
                - gridcell /^Monday 2 March, 1 meeting/
                - gridcell /^Tomorrow, Thursday 5 March, 3 meetings/
        `);
        await planner.chip(words.retro).press("Alt+ArrowRight");
        await expect(planner.notice("Please accept the invitation before you move the meeting")).toBeVisible();
        await planner.notice("Please accept").getByRole("button", { name: "Dismiss" }).click();
        await size("phone");
        await look("month-phone");
    });

    test("the dialogs of a meeting", async ({ page, stack }) => {
        const { frame, planner, words, look, button } = await show(page, stack, { theme: "dark" });
        await planner.openDialog();
        await planner.moment("end", "date").fill("2026-03-01");
        await planner.submit.click();
        await expect(planner.field("title")).toHaveAccessibleDescription(/.+/);
        await look("new-wrong");
        await planner.cancel.click();

        const details = await openDetails(planner, planner.card(words.planning), words.planning);
        await expect(button("Edit", details)).toBeVisible();
        await look("details");
        await button("Share", details).click();
        await expect(new Share(frame, words.planning).code).toBeVisible();
        await look("share");
    });
});

test.describe("in German", () => {
    test.use({ locale: "de-DE", timezoneId: "Europe/Berlin" });

    test("the planner on a phone and in a tile", async ({ page, stack }) => {
        const { frame, planner, words, look, examine, size, button } = await show(page, stack, { language: "de", size: "phone" });
        await expect(planner.card(words.standUp).first()).toBeVisible();
        await look("list-phone");
        await frame.getByRole("button", { name: "1 Einladung" }).click();
        await button(`„${words.retro}“ ablehnen`).click();
        await expect(planner.card(words.retro)).toBeVisible();
        await look("invitations-phone");
        await frame.getByRole("button", { name: "1 Einladung" }).click();
        await size("tile");
        await look("list-tile");

        const details = await openDetails(planner, planner.card(words.standUp).first(), words.standUp);
        await expect(button("Bearbeiten", details)).toBeVisible();
        await look("details-tile");
        await size("phone");
        // By key: until a frame of another size is drawn once more, Chromium may take a pointer in it for one of the page around it.
        await button("Bearbeiten", details).press("Enter");
        await expect(frame.getByRole("radio").first()).toBeVisible();
        await look("edit-phone");
        await button("Abbrechen").click();
        await openDetails(planner, planner.card(words.standUp).first(), words.standUp);
        await button("Löschen", details).click();
        await expect(frame.getByRole("radio").first()).toBeVisible();
        await examine("delete");
    });

    test("the cockpit and the breakout sessions", async ({ page, stack }) => {
        const { frame, look, size, words } = await show(page, stack, { language: "de", theme: "dark", size: "phone", room: PLANNING, cockpit: true });
        await expect(frame.getByRole("heading", { name: words.planning })).toBeVisible();
        await expect(frame.getByText("Bob Baker")).toBeVisible();
        await look("cockpit-phone");

        const inside = await show(page, stack, { language: "de", room: PLANNING });
        const screen = new Breakouts(inside.frame, "de");
        await expect(screen.card(words.sessions[0])).toBeVisible();
        await inside.look("sessions");
        await screen.openDialog();
        await inside.examine("groups");
        await size("tile");
        await screen.group(0).scrollIntoViewIfNeeded();
        await inside.look("groups-tile");
    });

    test("what is said when something is wrong", async ({ page, stack }) => {
        const { planner, look, words } = await show(page, stack, {
            language: "de", theme: "dark", size: "phone", health: 502,
            events: [...calendarRoom({ bot: "leave" }), ...broken(WORDS.de.broken)],
            denied: ["org.matrix.msc2931.navigate", "org.matrix.msc3973.user_directory_search"],
        });
        await expect(planner.card(words.broken)).toBeVisible();
        await expect(planner.notice(`/invite ${BOT}`)).toBeVisible();
        await look("wrong-phone");
        const { scene, frame } = await show(page, stack, { language: "de", size: "phone", events: calendarRoom() });
        await expect(frame.getByText("Keine Besprechungen bis Ende nächster Woche")).toBeVisible();
        await scene.examine("empty", "light");
        await frame.getByRole("button", { name: "Suchen und filtern" }).click();
        await frame.getByRole("searchbox").fill("x");
        await expect(frame.getByRole("button", { name: "Suche löschen" })).toBeVisible();
        await scene.examine("nothing found", "light");
    });
});
