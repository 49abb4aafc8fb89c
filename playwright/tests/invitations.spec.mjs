// Invitations in the planner, and whether people come: two people in Element, each seeing what the other does.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { dateTime, schedule } from "../stack/calendar.mjs";
import { createCommand, entry } from "./meetings.mjs";

const HOUR = 3_600_000;
const RSVP = "net.nordeck.meetings.rsvp";
const WORDS = {
    en: { invitations: "invitations", decline: "Decline", keep: "Keep", sure: "Decline this invitation?", yes: "Yes", maybe: "Maybe", day: "Day", dates: "For which dates", count: "1 yes · 1 maybe" },
    de: { invitations: "Einladungen", decline: "Ablehnen", keep: "Behalten", sure: "Diese Einladung ablehnen?", yes: "Ja", maybe: "Vielleicht", day: "Tag", dates: "Für welche Termine", count: "1 ja · 1 vielleicht" },
};

/** Bob invites Alice to a meeting, which he has joined himself. Answers its room. */
async function invite({ alice, bob, room }, title, fields = {}) {
    const { data } = createCommand({ title, participants: [{ user_id: alice.user_id }], ...fields });
    const meeting = await schedule(bob.api, room, data);
    await bob.api.join(meeting);
    return meeting;
}

/** A calendar of daily dates that began today, so that one of them is in the view of this day. */
function daily() {
    const start = Math.floor(Date.now() / HOUR) * HOUR;
    return [entry({ dtstart: dateTime(start), dtend: dateTime(start + HOUR), rrule: "FREQ=DAILY" })];
}

const membership = async (api, meeting, { user_id }) => (await api.state(meeting, "m.room.member", user_id))?.membership;

test("invitations are accepted and declined in place, in Element", async ({ calendar, signIn }) => {
    const { alice, bob } = calendar;
    const [wanted, unwanted] = [await invite(calendar, "Wanted"), await invite(calendar, "Unwanted")];
    const client = await signIn("element", alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    const badge = planner.frame.getByRole("button", { name: "2 invitations" });
    await badge.click();
    await expect(planner.card("Wanted")).toHaveCount(1);
    await expect(planner.card("Wanted")).toContainText("Invited by Bob Baker");
    await picture(client.page, "invitations-element");
    await expectAccessible(await frameOf(client.widget()));
    await badge.click();

    await planner.frame.getByRole("button", { name: "Accept “Wanted”" }).click();
    await bob.api.until(async () => (await membership(bob.api, wanted, alice)) === "join", "alice has joined");
    await expect(planner.card("Wanted").getByRole("button", { name: "Go to room of “Wanted”" })).toBeVisible();
    await expect(planner.frame.getByRole("button", { name: "1 invitation", exact: true })).toBeVisible();
    const details = await openDetails(planner, planner.card("Wanted"), "Wanted");
    await expect(details.getByRole("button", { name: "Yes", pressed: true }), "who accepts comes").toBeVisible();
    await expect(details).toContainText("2 yes");
    await details.getByRole("button", { name: "Close" }).click();

    const card = planner.card("Unwanted");
    await card.getByRole("button", { name: "Decline “Unwanted”" }).click();
    await expect(card).toContainText("Decline this invitation?");
    await picture(client.page, "invitations-element-decline");
    await card.getByRole("button", { name: "Keep “Unwanted”" }).click();
    await expect(card).not.toContainText("Decline this invitation?");
    await card.getByRole("button", { name: "Decline “Unwanted”" }).click();
    await expect(card).toContainText("Decline this invitation?"); // pressed twice at once, it would do nothing
    await card.getByRole("button", { name: "Decline “Unwanted”" }).click();
    await expect(card).toBeHidden();
    await bob.api.until(async () => (await membership(bob.api, unwanted, alice)) === "leave", "alice has declined");
    await expect(planner.frame.getByRole("button", { name: /invitation/ })).toBeHidden();
    await expect(planner.notice("could not be sent")).toBeHidden();
});

test("an invitation that was withdrawn comes back with an explanation", async ({ calendar, signIn }) => {
    const { alice, bob } = calendar;
    const meeting = await invite(calendar, "Withdrawn");
    const client = await signIn("light", alice);
    const planner = new Planner(await client.openWidget(calendar.room));
    const accept = planner.frame.getByRole("button", { name: "Accept “Withdrawn”" });
    await expect(accept).toBeVisible();
    await client.page.route(/\/state\/m\.room\.member\//, (route) =>
        route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "You are not invited to this room." } }));
    await accept.click();
    await expect(planner.notice("Your answer was not taken.")).toBeVisible();
    await expect(accept).toBeVisible();
    await picture(client.page, "invitations-refused");
    await expectAccessible(await frameOf(client.widget()));
    expect(await membership(bob.api, meeting, alice)).toBe("invite");
    await client.page.unrouteAll();
    await accept.click();
    await expect(planner.notice("Your answer was not taken.")).toBeHidden();
    await bob.api.until(async () => (await membership(bob.api, meeting, alice)) === "join", "alice has joined");
});

test("who comes is seen by the others, in Element", async ({ calendar, signIn }) => {
    const { alice, bob } = calendar;
    const meeting = await invite(calendar, "Every day", { calendar: daily() });
    await alice.api.join(meeting);
    const client = await signIn("element", alice, { viewport: { width: 1280, height: 1000 } });
    const planner = new Planner(await client.openWidget(calendar.room));
    await planner.view("Day");
    await planner.chip("Every day").first().click();
    const details = planner.frame.getByRole("dialog", { name: "Every day" });
    await expect(details, "who has joined comes").toContainText("2 yes");
    await expect(details.getByRole("listitem").first()).toContainText("Bob Baker");
    await expect(details.getByRole("listitem").first()).toContainText("Organiser");
    await details.getByRole("combobox", { name: "For which dates" }).selectOption({ label: "For all dates" });
    await details.getByRole("button", { name: "Maybe" }).click();
    await expect(details).toContainText("1 yes · 1 maybe");
    await expect(details.getByRole("listitem").filter({ hasText: "Alice" })).toContainText("Maybe");
    await bob.api.until(async () => (await bob.api.state(meeting, RSVP, alice.user_id))?.status === "tentative", "alice's answer");

    const other = await signIn("element", bob);
    await other.openRoom(meeting);
    await other.page.getByRole("button", { name: "Room info" }).last().click();
    await other.page.getByRole("menuitem", { name: "Extensions" }).click();
    await other.page.getByRole("button", { name: "Parley Details" }).click();
    await other.page.getByRole("button", { name: "Continue" }).click();
    await other.answerCapabilities("approve");
    const cockpit = other.widget("Parley Details");
    await expect(cockpit.getByText("1 yes · 1 maybe")).toBeVisible();
    await expect(cockpit.getByRole("button", { name: "Yes", pressed: true })).toBeVisible();
    await cockpit.getByRole("button", { name: "Maybe" }).click();
    await expect(cockpit.getByText("2 maybe")).toBeVisible();
    await expectAccessible(await frameOf(other.widget("Parley Details")));
    await picture(other.page, "answers-cockpit-element");

    await expect(details).toContainText("2 maybe");
    await details.getByRole("combobox", { name: "For which dates" }).selectOption({ label: "Only for this date" });
    await details.getByRole("button", { name: "No", exact: true }).click();
    await expect(details).toContainText("1 maybe · 1 no");
    await bob.api.until(async () => (await bob.api.state(meeting, RSVP, alice.user_id))?.occurrences?.[0].status === "declined", "alice's other answer");
    expect((await bob.api.state(meeting, RSVP, alice.user_id)).status).toBe("tentative");
    await picture(client.page, "answers-details-element");
});

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 400], ["light", "de", 225]])
    test(`how invitations and answers look (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn }) => {
        const words = WORDS[language];
        const name = `${theme}-${language}-${width}`;
        await invite(calendar, "Quarterly planning with everybody");
        await invite(calendar, "Lunch", { description: "" });
        const joined = await invite(calendar, "Stand-up", { calendar: daily() });
        await calendar.alice.api.join(joined);
        const client = await signIn("light", calendar.alice, { language, theme, viewport: { width, height: 860 } });
        const planner = new Planner(await client.openWidget(calendar.room), language);
        const frame = await frameOf(client.widget());
        await planner.frame.getByRole("button", { name: words.invitations }).click();
        await planner.card("Lunch").getByRole("button", { name: words.decline }).click();
        await expect(planner.card("Lunch")).toContainText(words.sure);
        await picture(client.page, `invitations-${name}`);
        await expectAccessible(frame);
        await planner.view(words.day);
        await planner.chip("Stand-up").first().click();
        const details = planner.frame.getByRole("dialog", { name: "Stand-up" });
        await expect(details.getByRole("button", { name: words.yes, exact: true, pressed: true })).toBeVisible();
        await details.getByRole("button", { name: words.maybe, exact: true }).click();
        await expect(details).toContainText(words.count);
        await details.getByRole("combobox", { name: words.dates }).scrollIntoViewIfNeeded();
        await picture(client.page, `answers-${name}`);
        await expectAccessible(frame);
    });
