// What somebody presses does what it said when they pressed it, however often the rooms change between pressing and releasing.
import { expect, test } from "../fixtures.mjs";
import { frameOf } from "../pages/axe.mjs";
import { openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { Scene, WIDTHS } from "../pages/scene.mjs";
import { ALICE, BOT, CALENDAR, NOW, PLANNING, WORDS, meeting, office, people } from "./office.mjs";

test.use({ locale: "en-GB", timezoneId: "Europe/Berlin" });

const RELEASE = { delay: 150 }; // ms that a finger stays down
const from = (hour) => [{ uid: "early", dtstart: { tzid: "Europe/Berlin", value: `20260304T${hour}3000` }, dtend: { tzid: "Europe/Berlin", value: "20260304T120000" } }];
const early = meeting({ name: "early", title: "Early", who: { alice: "join" }, calendar: from("09") });
const metadata = early.find(({ type }) => type === "net.nordeck.meetings.metadata");
const powers = office("en").find(({ room_id, type }) => room_id === PLANNING && type === "m.room.power_levels");
/** State events that change: as they are, and how they are in between. The first moves a card before the one below it and back. */
const changing = [
    [metadata, { ...metadata.content, calendar: from("11") }],
    [powers, { ...powers.content, users: { [BOT]: 101 } }],
];

test("a press does what was aimed at, while meetings move and rights come and go", async ({ page, stack }) => {
    await page.setViewportSize(WIDTHS.wide);
    const scene = new Scene(page, stack);
    await scene.open({ now: NOW, bot: BOT, user: ALICE, room: CALENDAR, people, events: [...office("en"), ...early] });
    const planner = new Planner(scene.frame);
    const card = planner.card(WORDS.en.planning);
    await expect(card).toBeVisible();
    const widget = await frameOf(scene.frame);
    await widget.evaluate(() => addEventListener("pointerdown", ({ target }) => (globalThis.aimed = target.closest("button")?.innerText), true));

    /** Lets the rooms change some twenty times a second during what is done, and leaves them as they were. */
    const amidChanges = async (what) => {
        await page.evaluate((events) => {
            let n = globalThis.changes ?? 0;
            const change = () => {
                const there = n++ % 2;
                const next = events.map(([event, other]) => ({ ...event, event_id: `$change${n}${event.room_id}`, origin_server_ts: n + 1, ...(!there && { content: other }) }));
                return globalThis.arrive(next);
            };
            let going = true;
            const changing = (async () => {
                for (; going; await new Promise((next) => setTimeout(next, 50))) await change();
            })();
            globalThis.settle = async () => {
                going = false;
                await changing;
                if (n % 2) await change();
                globalThis.changes = n;
            };
        }, changing);
        const result = await what();
        await page.evaluate(() => globalThis.settle());
        return result;
    };

    /** Presses where something is, until it was that and not what came in its place meanwhile; the answer is what was aimed at. */
    const press = (target) => amidChanges(async () => {
        for (;;) {
            const box = await target.boundingBox({ timeout: 1000 }).catch(() => null);
            if (!box) continue;
            await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2, RELEASE);
            const aimed = await widget.evaluate(() => globalThis.aimed);
            if (aimed) return aimed;
        }
    });

    for (let n = 0; n < 4; n++) {
        const title = await press(card.getByRole("button").first());
        await expect(scene.frame.getByRole("dialog", { name: title })).toBeVisible();
        await page.keyboard.press("Escape");
        await expect(scene.frame.getByRole("dialog")).toBeHidden();
    }

    const dialogs = { Edit: "Edit meeting", Delete: "Delete", Duplicate: "New meeting", Share: "Share" };
    for (const wanted of Object.keys(dialogs)) {
        const details = await openDetails(planner, card, WORDS.en.planning);
        const aimed = await press(details.getByRole("button", { name: wanted, exact: true }));
        await expect(scene.frame.getByRole("dialog", { name: dialogs[aimed] })).toBeVisible();
        await page.keyboard.press("Escape");
        if (aimed === "Share") await page.keyboard.press("Escape");
        await expect(scene.frame.getByRole("dialog")).toBeHidden();
    }
});
