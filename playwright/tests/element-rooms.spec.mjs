// Rooms of meetings and breakout sessions in Element, and who comes to them, as the existing system's scenarios have it; element.mjs says
// which scenario is where.
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { Share } from "../pages/share.mjs";
import { picture } from "../picture.mjs";
import { addBot, schedule } from "../stack/calendar.mjs";
import { arrive, BREAKOUTS, change, COCKPIT, deletion, expect, JITSI, test } from "./element.mjs";
import { createCommand, find } from "./meetings.mjs";
import { on, widgets } from "./scenarios.mjs";

const FIRST = "2040-10-03";

/** Alice's meeting, which she and `others` have joined. */
async function plan({ alice, room }, others = []) {
    const participants = others.map(({ user_id }) => ({ user_id }));
    const { data } = createCommand({ title: "My Meeting", description: "My Description", calendar: [on("03")], participants });
    const meeting = await schedule(alice.api, room, data);
    for (const { api } of [alice, ...others]) await api.join(meeting);
    return meeting;
}

test.describe.configure({ timeout: 300_000 }); // long stories, and machines may be busy

test("E2E-09, 20, 25…32, 53: a meeting's room, and how it is changed and deleted from there", async ({ calendar, enter }) => {
    const { alice, bob, carol, room } = calendar;
    const meeting = await plan(calendar, [bob]);
    const [hers, his] = await Promise.all([enter(alice), enter(bob)]);
    await his.openRoom(meeting);
    await expect(his.composer).toBeVisible();

    const planner = new Planner(await hers.openWidget(room)); // E2E-20
    await planner.goTo(FIRST);
    const card = planner.card("My Meeting");
    const details = await openDetails(planner, card, "My Meeting");
    await details.getByRole("button", { name: "Edit", exact: true }).click();
    const inPlanner = new Editor(planner.frame);
    await inPlanner.field("Start: date").fill("2040-10-04");
    await inPlanner.save();
    await expect(planner.frame.getByRole("heading", { name: "Thursday, October 4" })).toBeVisible();
    await expect(card).toContainText("10:30 – 11:30 AM");
    expect(await deletion(alice, meeting)).toBe("2040-10-04T10:30:00.000Z"); // E2E-53
    await card.getByRole("button", { name: /^Go to room/ }).click();

    const cockpit = await change({ hers, his, alice, carol, meeting, day: "Thu, October 4" }); // E2E-25…30
    await expectAccessible(await frameOf(hers.widget(COCKPIT))); // E2E-09
    await picture(hers.page, "element-cockpit");

    await cockpit.getByRole("button", { name: "To the calendar room" }).click(); // E2E-32
    await expect(hers.heading).toHaveText("Calendar");
    expect(widgets(await alice.api.fullState(room))).toEqual(["Parley"]);

    await hers.openRoom(meeting); // E2E-31
    await cockpit.getByRole("button", { name: "Delete", exact: true }).click();
    const question = cockpit.getByRole("dialog", { name: "Delete “New Meeting”?" });
    await picture(hers.page, "element-cockpit-delete");
    await question.getByRole("button", { name: "Delete", exact: true }).click();
    for (const [n, { tombstone, heading, page }] of [hers, his].entries()) {
        await expect(tombstone).toContainText("This room has been replaced");
        await picture(page, `element-deleted-${n}`);
        await tombstone.getByRole("link").click();
        await expect(heading).toHaveText("Calendar");
    }
    await expect(planner.createButton).toBeVisible();
    await planner.goTo(FIRST);
    await expect(planner.frame.getByText(/^No meetings until/)).toBeVisible();
});

test("E2E-21…24: people come by invitations, the link, and as guests", async ({ people, enter, stack }) => {
    const { alice, bob } = people;
    const room = await alice.api.createRoom({ name: "Calendar" });
    await addBot(room, alice.api, stack.bot.userId);
    await alice.api.invite(room, bob.user_id);
    const account = await stack.account(`guest-${process.pid}-${Date.now()}`, "Guest");
    const guest = { ...account, api: stack.api(account) };
    const hers = await enter(alice);
    const planner = new Planner(await hers.openWidget(room));
    await planner.openDialog(); // E2E-21
    await planner.fill({ title: "My Meeting", description: "My Description", date: FIRST, start: "10:30", end: "11:30" });
    const create = new Editor(planner.frame, "New meeting");
    await create.choose("Repeats", "Daily");
    await create.choose("Ends", "After a number of dates");
    await create.field("Number of dates").fill("2");
    await planner.field("people").fill(bob.user_id);
    await planner.submit.click();
    await expect(planner.notice("The meeting has been created.")).toBeVisible();
    await planner.goTo(FIRST);
    await expect(planner.card("My Meeting")).toHaveCount(2);
    const meeting = await planner.card("My Meeting").first().getAttribute("data-room");

    const his = await enter(bob);
    await his.openRoom(room);
    await his.acceptInvitation();
    const own = new Planner(await his.openWidget(room));
    await own.frame.getByRole("button", { name: "1 invitation" }).click();
    await picture(his.page, "element-invited");
    await his.openRoom(meeting);
    await his.page.getByText("View message").click();
    for (const words of ["Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2", "Daily, 2 times", "Invited by Alice Adams", "My Description"])
        await expect(his.invitationReason).toContainText(words);
    await picture(his.page, "element-reason");
    await his.acceptInvitation();
    await expect(his.heading).toHaveText("My Meeting");
    await his.page.close();

    await (await openDetails(planner, planner.card("My Meeting").first(), "My Meeting")).getByRole("button", { name: "Share" }).click(); // E2E-22, 23
    const link = await new Share(planner.frame, "My Meeting").link();
    await hers.page.keyboard.press("Escape");
    await hers.page.keyboard.press("Escape");
    const theirs = await enter(guest);
    const levels = async () => (await alice.api.state(meeting, "m.room.power_levels")).users;
    await arrive(theirs, link, "My Meeting");
    await picture(theirs.page, "element-guest");
    await alice.api.until(async () => (await levels())[guest.user_id] === 0, "the guest has the level of guests");

    await hers.openRoom(meeting); // E2E-24
    await expect(hers.heading).toHaveText("My Meeting");
    await hers.say(`/op ${guest.user_id} 50`);
    await expect(hers.timeline).toContainText("Moderator");
    await alice.api.until(async () => (await levels())[guest.user_id] === 0, "the guest has it again");
    await hers.say(`/remove ${guest.user_id}`); // E2E-23
    await expect(theirs.preview).toContainText("You were removed");
    await picture(theirs.page, "element-guest-removed");
    await alice.api.until(async () => !(guest.user_id in (await levels())), "the guest is forgotten");
});

test("E2E-10…12, 55…57: breakout sessions beside a meeting", async ({ calendar, enter }) => {
    const { alice, bob, carol } = calendar;
    const meeting = await plan(calendar, [bob, carol]);
    const [hers, his] = await Promise.all([enter(alice), enter(bob)]);
    const open = async (client) => {
        await client.openRoom(meeting);
        await client.openExtensions();
        return new Breakouts(await client.openExtension(BREAKOUTS));
    };
    const sessions = await open(hers);
    const look = async (what) => {
        await picture(hers.page, `element-breakout-${what}`);
        await expectAccessible(await frameOf(hers.widget(BREAKOUTS)));
    };
    await expect(sessions.frame.getByText("No breakout sessions yet")).toBeVisible();
    await look("empty"); // E2E-10
    await sessions.openDialog();
    await sessions.choose("Bob", "Group 1");
    await sessions.choose("Carol", "Group 2");
    await look("dialog"); // E2E-12
    const longest = "ä".repeat(255);
    await sessions.title(2).fill(longest.repeat(400)); // E2E-56
    await sessions.description.fill("x".repeat(100_000));
    await sessions.submit.click();
    await expect(sessions.dialog.getByText("This text is too long. Please shorten it.")).toHaveCount(2);
    await sessions.title(2).fill(longest);
    await sessions.description.fill("x".repeat(20_000));
    await sessions.submit.click();
    await expect(sessions.dialog).toBeHidden();
    await expect(sessions.card("Group 1")).toContainText("Bob Baker (invited)"); // E2E-55
    await expect(sessions.card(longest)).toContainText("Carol Clark (invited)");
    await look("list"); // E2E-11

    const theirs = await open(his);
    const card = theirs.card("Group 1");
    await card.getByRole("button", { name: /^Accept/ }).click();
    await card.getByRole("button", { name: /^Go to room/ }).click();
    await expect(his.heading).toHaveText("Group 1");
    await his.say("Hello");
    await his.openExtensions();
    await expect(his.extensions).toHaveText([COCKPIT, JITSI]);
    const cockpit = await his.openExtension(COCKPIT);
    await expect(cockpit.getByRole("heading", { name: "Group 1" })).toBeVisible();
    await expect(cockpit.getByText(/^Wed, October 3, 2040, 10:30/)).toBeVisible();

    await sessions.message.fill("Please come back"); // E2E-57
    await sessions.message.press("Enter");
    await expect(sessions.notice("The message is in all sessions.")).toBeVisible();
    await expect(his.timeline).toContainText("Alice Adams: Please come back");
    await picture(his.page, "element-breakout-session");
    const other = (await carol.api.invitations()).find(({ events }) => find(events, "m.room.name").content.name === longest).room_id;
    await carol.api.join(other);
    await carol.api.until(async () => (await carol.api.messages(other)).some(({ content }) => content.body === "Alice Adams: Please come back"), "the message");
});
