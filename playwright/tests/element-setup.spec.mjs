// Setting a room up in Element, and meetings that come from groupware, as the existing system's scenarios have it; element.mjs says which
// scenario is where.
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { COCKPIT, expect, test, XCHANGE } from "./element.mjs";
import { asker, openIdHeader } from "./programs.mjs";
import { widgets } from "./scenarios.mjs";

test.describe.configure({ timeout: 300_000 }); // long stories, and machines may be busy

test("E2E-66…69: from the page outside of a client to a room with a planner", async ({ people, enter, stack }) => {
    const { alice } = people;
    const bot = stack.bot.userId;
    const client = await enter(alice);
    const outside = await client.page.context().newPage(); // E2E-66
    await outside.goto(stack.bot.url);
    const line = await outside.getByText(/^\/addwidget /).textContent();
    await outside.close();

    const room = await alice.api.createRoom({ name: "Calendar" }); // E2E-67
    await client.openRoom(room);
    await client.say(line);
    await client.openExtensions();
    await picture(client.page, "element-by-hand");
    const frame = await client.openExtension("Custom", { load: false }); // Alice has added it, so that she is not asked whether to load it
    const planner = new Planner(frame);
    const problem = planner.notice("The meeting bot is not in this room");
    await expect(problem).toContainText(`/invite ${bot}`);
    await picture(client.page, "element-by-hand-problem");
    await client.say(`/invite ${bot}`);
    await expect(problem).toBeHidden();
    await client.say(`/op ${bot} 50`);
    await expect(planner.notice("may not link meetings")).toBeHidden();
    await expect(planner.createButton).toBeVisible();
    await planner.openDialog();
    await planner.fill({ title: "By hand", date: "2040-10-03", start: "10:30", end: "11:30" });
    await planner.submit.click();
    await expect(planner.notice("The meeting has been created.")).toBeVisible();
    expect(widgets(await alice.api.fullState(room)), "no second planner").toHaveLength(1);

    const team = await alice.api.createRoom({ name: "Team" }); // E2E-68
    await client.openRoom(team);
    await client.say(`/invite ${bot}`);
    await client.room("Help for Team").click();
    await picture(client.page, "element-help-invitation");
    await client.acceptInvitation();
    await expect(client.timeline).toContainText("Hello! You have invited the meeting bot to “Team”.");
    await expect(client.timeline).toContainText(`/op ${bot} 50`);
    await picture(client.page, "element-help");
    await client.openRoom(team);
    await expect(client.heading).toHaveText("Team");
    await client.say(`/op ${bot} 50`);
    const installed = new Planner(await client.openWidget(team));
    await expect(installed.createButton).toBeVisible();
    await picture(client.page, "element-installed");

    await client.say(`/remove ${bot}`); // E2E-69
    await expect(installed.notice("The meeting bot is not in this room")).toBeVisible();
    await client.say(`/invite ${bot}`);
    await expect(installed.notice("The meeting bot is not in this room")).toBeHidden();
    await client.say(`/op ${bot} 50`);
    await alice.api.until(async () => (await alice.api.state(team, "m.room.power_levels")).users[bot] === 50, "the bot is a moderator again");
    await expect(installed.createButton).toBeVisible();
    expect(widgets(await alice.api.fullState(team))).toEqual(["Parley"]);
});

const series = ["FREQ=DAILY;COUNT=5"];
const times = { start_time: "2040-10-03T08:30:00Z", end_time: "2040-10-03T09:30:00Z" };
const later = { start_time: "2040-10-04T08:30:00Z", end_time: "2040-10-04T09:30:00Z" };

test("E2E-58…65: meetings from Open-Xchange", async ({ calendar, enter, stack }) => {
    const { alice, bob, room } = calendar;
    const ask = async (person, method, path, body) => {
        const headers = { authorization: await openIdHeader(stack, person), "accept-language": "en-US", "x-timezone": "Europe/Berlin" };
        const answer = await asker(stack, person)(method, path, body, headers);
        expect(answer.status, answer.text).toBeLessThan(300);
        return answer.body;
    };
    const data = (rrules) => ({ external_data: { "io.ox": { folder: "cal://0/471", id: "cal://0/471.1274.0", ...(rrules && { rrules }) } } });
    const create = async (person, fields, rrules) =>
        (await ask(person, "POST", "/meeting/create", { title: "My Meeting", description: "My Description", ...times, ...data(rrules), ...fields })).room_id;
    const update = (person, target_room_id, fields, rrules) => ask(person, "PUT", "/meeting/update", { target_room_id, ...data(rrules), ...fields });
    const client = await enter(alice);
    const reads = async (...texts) => {
        for (const words of texts) await expect(client.invitationReason).toContainText(words);
    };

    const bobs = await create(bob, { participants: [{ user_id: alice.user_id }] }); // E2E-61
    await bob.api.join(bobs);
    await client.openRoom(bobs);
    await reads("Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2", "Invited by Bob Baker", "My Description");
    await update(bob, bobs, { title: "New Meeting", ...later });
    await expect(client.preview).toContainText("New Meeting");
    await reads("Thu, October 4, 2040, 10:30 – 11:30 AM GMT+2");
    await picture(client.page, "element-groupware-invitation");

    const meeting = await create(alice); // E2E-58
    await client.openRoom(meeting);
    await reads("Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2", "My Description");
    await client.acceptInvitation();
    await expect(client.heading).toHaveText("My Meeting");
    await client.openExtensions();
    await expect(client.extensions).toHaveText([COCKPIT, "Breakout Sessions", "Video Conference"]);
    const cockpit = await client.openExtension(COCKPIT);
    await expect(cockpit.getByRole("heading", { name: "My Meeting" })).toBeVisible();
    await expect(cockpit.getByRole("link", { name: "Edit or delete in Open-Xchange" }))
        .toHaveAttribute("href", `${XCHANGE}&id=cal%3A%2F%2F0%2F471.1274.0&folder=cal%3A%2F%2F0%2F471`);
    await expect(cockpit.getByRole("button", { name: /^(Edit|Delete)$/ })).toHaveCount(0);
    await expectAccessible(await frameOf(client.widget(COCKPIT)));
    await picture(client.page, "element-groupware-cockpit");

    await update(alice, meeting, later); // E2E-60
    await expect(client.timeline).toContainText("Date: Thu, October 4, 2040, 10:30 – 11:30 AM GMT+2");
    await expect(client.timeline).toContainText("(previously: Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2)");
    await expect(cockpit.getByText("Thu, October 4, 2040, 10:30 – 11:30 AM")).toBeVisible();
    await update(alice, meeting, later, series); // E2E-63
    await expect(cockpit.getByText("Daily, 5 times")).toBeVisible();
    await expect(client.timeline).toContainText("Repeats: Daily, 5 times");
    await update(alice, meeting, later); // E2E-62
    await expect(cockpit.getByText("Daily, 5 times")).toBeHidden();
    await expect(client.timeline).toContainText("Repeats: never");
    await ask(alice, "POST", "/meeting/close", { target_room_id: meeting, method: "kick_all_participants" }); // E2E-65
    // With Dendrite this client goes on showing the room that it was removed from, and why.
    await expect(client.timeline.or(client.preview)).toContainText("Meeting closed by Alice Adams");
    expect(await alice.api.joinedRooms()).not.toContain(meeting);
    await picture(client.page, "element-groupware-closed");

    const daily = await create(alice, { title: "Stand-up" }, series); // E2E-59
    await client.openRoom(daily);
    await expect(client.invitationReason).toContainText("Daily, 5 times");
    await client.acceptInvitation();
    await client.openExtensions();
    const other = await client.openExtension(COCKPIT);
    await expect(other.getByText("Daily, 5 times")).toBeVisible();

    const listed = await create(alice, { title: "Listed", parent_room_id: room }); // E2E-64
    const planner = new Planner(await client.openWidget(room));
    await planner.goTo("2040-10-03");
    // The homeserver does not show who is invited whose meeting it is, so that it is not joined for Alice.
    await planner.card("Listed").getByRole("button", { name: /^Accept/ }).click();
    await expect(planner.card("Listed").getByRole("button", { name: /^Go to room/ })).toBeVisible();
    await expect(planner.card("Listed")).toContainText("10:30 – 11:30 AM");
    await planner.card("Listed").getByRole("button", { name: "Listed", exact: true }).click();
    const details = planner.frame.getByRole("dialog", { name: "Listed" });
    await expect(details.getByRole("link", { name: "Edit or delete in Open-Xchange" })).toBeVisible();
    await picture(client.page, "element-groupware-details");
    await details.getByRole("button", { name: "Go to room" }).click();
    await expect(client.heading).toHaveText("Listed");
    await ask(alice, "POST", "/meeting/close", { target_room_id: listed, method: "tombstone" });
    await client.tombstone.getByRole("link").click();
    await expect(client.heading).toHaveText("Calendar");
    await expect(planner.card("Listed")).toBeHidden();
});
