// Breakout sessions in the widget: a meeting's people are divided into groups, told something, given more time, called back. The
// numbers are those of the existing system's scenarios.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { Editor } from "../pages/editor.mjs";
import { picture } from "../picture.mjs";
import { dateTime, schedule } from "../stack/calendar.mjs";
import { createCommand, entry, find } from "./meetings.mjs";
import { heard, widgets } from "./scenarios.mjs";

const MINUTE = 60_000;
const NAME = "Breakout Sessions";
const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
const PARAMETERS = "#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id&matrix_display_name=$matrix_display_name" +
    "&matrix_room_id=$matrix_room_id&matrix_client_language=$org.matrix.msc2873.client_language";

/** A meeting of alice's that runs, with bob and carol, and with the planner in its room as operators put it there. */
async function meet({ alice, bob, carol, room }, stack) {
    const start = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 15 * MINUTE;
    const { data, context } = createCommand({
        title: "Workshop", calendar: [entry({ dtstart: dateTime(start), dtend: dateTime(start + 120 * MINUTE) })],
        participants: [{ user_id: bob.user_id }, { user_id: carol.user_id }],
    });
    const meeting = await schedule(alice.api, room, data, context);
    for (const { api } of [alice, bob, carol]) await api.join(meeting);
    const id = "breakouts";
    await alice.api.sendState(meeting, "im.vector.modular.widgets", {
        id, type: "net.nordeck.meetings.widget.breakoutsessions", name: NAME, url: stack.bot.widget + PARAMETERS, creatorUserId: alice.user_id, data: {},
    }, id);
    await alice.api.sendState(meeting, "io.element.widgets.layout", { widgets: { [id]: { container: "top", index: 0, width: 100, height: 100 } } });
    return meeting;
}

/** The frame of the sessions' screen in alice's client, which does not ask whether to load what she has added herself. */
async function openSessions(client, meeting) {
    await client.openRoom(meeting);
    await client.answerCapabilities("approve");
    return client.widget(NAME);
}

/** The sessions of a meeting that the bot has made: [{room, title, state}], by title. */
async function sessionsOf({ alice }, meeting) {
    const children = (await alice.api.fullState(meeting)).filter(({ type, content }) => type === "m.space.child" && content.via).map(({ state_key }) => state_key);
    const rooms = await Promise.all(children.map(async (room) => {
        const state = await alice.api.fullState(room);
        return { room, state, title: find(state, "m.room.name").content.name };
    }));
    return rooms.sort((a, b) => a.title.localeCompare(b.title));
}

/** Sessions that are there from the start, made by a command. */
async function plan({ alice, bob, carol }, meeting, { minutes = 30, titles = ["Group 1", "Group 2"] } = {}) {
    const start = Math.floor(Date.now() / MINUTE) * MINUTE;
    const groups = titles.map((title, n) => ({ title, participants: [{ user_id: [bob, carol][n % 2].user_id }] }));
    const times = { start_time: new Date(start).toISOString(), end_time: new Date(start + minutes * MINUTE).toISOString() };
    const command = await alice.api.send(meeting, BREAKOUTS, { data: { description: "Find three ideas", groups, ...times }, context: { locale: "en", timezone: "Europe/Berlin" } });
    const { content } = await alice.api.reaction(meeting, command);
    expect(content["m.relates_to"].key).toBe("✅");
    const rooms = content["net.nordeck.meetings.bot.meta"].created_room_ids;
    for (const room of rooms) await alice.api.join(room);
    return rooms;
}

test("E2E-55 two groups with participants become sessions; bob accepts and writes", async ({ calendar, signIn, stack }) => {
    const { alice, bob } = calendar;
    const meeting = await meet(calendar, stack);
    const client = await signIn("element", alice, { viewport: { width: 1280, height: 1000 } });
    const sessions = new Breakouts(await openSessions(client, meeting));
    await expect(sessions.frame.getByText("No breakout sessions yet")).toBeVisible();
    await expectAccessible(await frameOf(client.widget(NAME))); // E2E-10

    await sessions.openDialog();
    await expectAccessible(await frameOf(client.widget(NAME))); // E2E-12
    await sessions.submit.click();
    await expect(sessions.dialog.getByText("Please choose at least one person for this group.")).toHaveCount(2);
    await sessions.choose("Bob", "Group 1");
    await expect(sessions.group(1)).toContainText("Bob");
    await expect(sessions.person("Bob").getByRole("combobox")).toBeFocused();
    await expect(sessions.dialog.getByText("1 person is in no group and is not invited.")).toBeVisible();
    await sessions.group(2).scrollIntoViewIfNeeded(); // scrolling between press and drop would press something else
    await sessions.person("Carol").getByText("Carol Clark").dragTo(sessions.group(2));
    await expect(sessions.group(2)).toContainText("Carol");
    await sessions.title(1).fill("Red");
    await sessions.description.fill("Find three ideas");
    await picture(client.page, "breakout-dialog-element");
    await sessions.submit.click();
    await expect(sessions.dialog).toBeHidden({ timeout: 30_000 });

    await expect(sessions.card("Red")).toContainText("Bob Baker (invited)");
    await expect(sessions.card("Group 2")).toContainText("Carol Clark (invited)");
    await expect(sessions.card("Red")).toContainText("Find three ideas");
    await expect(sessions.card("Red").getByRole("button", { name: "Edit “Red”" })).toBeVisible();
    await picture(client.page, "breakout-cards-element");
    await expectAccessible(await frameOf(client.widget(NAME))); // E2E-11
    const [other, red] = await sessionsOf(calendar, meeting);
    expect(widgets(red.state)).toEqual(["Parley Details", "Video Conference"]);
    expect(find(other.state, "m.room.member", bob.user_id)).toBeUndefined();

    const guest = await signIn("light", bob);
    const his = new Breakouts(await guest.openWidget(meeting, { name: NAME }));
    await expect(his.card("Group 2")).toBeHidden();
    await expect(his.setUpButton).toBeHidden();
    await his.card("Red").getByRole("button", { name: /Accept/ }).click();
    await expect(his.card("Red").getByRole("button", { name: "Go to room of “Red”" })).toBeVisible();
    await his.card("Red").getByRole("button", { name: "Go to room of “Red”" }).click();
    await expect(guest.heading).toContainText("Red");
    await bob.api.send(red.room, "m.room.message", { msgtype: "m.text", body: "Hello" });
    await expect(sessions.card("Red")).not.toContainText("invited");
});

test("E2E-56 the longest titles and description, and those that are too long", async ({ calendar, signIn, stack }) => {
    const meeting = await meet(calendar, stack);
    const client = await signIn("light", calendar.alice, { viewport: { width: 900, height: 900 } });
    const sessions = new Breakouts(await openSessions(client, meeting));
    await sessions.openDialog();
    await sessions.dialog.getByRole("button", { name: "At random" }).click();
    await sessions.title(1).fill("ä".repeat(256));
    await sessions.description.fill("x".repeat(20_001));
    await sessions.submit.click();
    await expect(sessions.dialog.getByText("This text is too long. Please shorten it.")).toHaveCount(2);
    await sessions.title(1).fill("ä".repeat(255));
    await sessions.description.fill("x".repeat(20_000));
    await sessions.title(2).fill("ß".repeat(255));
    await sessions.submit.click();
    await expect(sessions.card("ä".repeat(255))).toBeVisible({ timeout: 30_000 });
    await expect(sessions.card("ß".repeat(255))).toBeVisible();
    const { height } = await sessions.card("ä".repeat(255)).boundingBox();
    expect(height, "cut off after some lines").toBeLessThan(400);
    await picture(client.page, "breakout-longest");
});

test("E2E-57 a message is in every session; all are extended, one is changed, and all are closed", async ({ calendar, signIn, stack }) => {
    const { alice } = calendar;
    const meeting = await meet(calendar, stack);
    const rooms = await plan(calendar, meeting);
    const client = await signIn("light", alice, { viewport: { width: 1280, height: 1000 } });
    const sessions = new Breakouts(await openSessions(client, meeting));
    await expect(sessions.card("Group 1")).toContainText(/Ends in (29|30) minutes/);

    await sessions.message.fill("Please come");
    await sessions.message.press("Shift+Enter");
    await sessions.message.pressSequentially("back.");
    await sessions.message.press("Enter");
    await expect(sessions.notice("The message is in all sessions.")).toBeVisible();
    await expect(sessions.message).toHaveValue("");
    for (const room of rooms) expect((await heard(alice, room, stack.bot.userId)).at(-1)).toContain("Please come\nback.");

    const ends = async () => Promise.all(rooms.map(async (room) => (await alice.api.state(room, "net.nordeck.meetings.metadata")).calendar[0].dtend.value));
    const before = await ends();
    await sessions.frame.getByRole("button", { name: "10 minutes" }).click();
    await expect(sessions.card("Group 2")).toContainText(/Ends in (39|40) minutes/);
    await expect(sessions.notice("The sessions have been extended.")).toBeVisible();
    const after = await ends();
    expect(after.every((end, n) => end > before[n])).toBe(true);

    await sessions.card("Group 1").getByRole("button", { name: "Edit “Group 1”" }).click();
    const editor = new Editor(sessions.frame, "Edit breakout session");
    await expect(editor.dialog).toBeVisible();
    await expect(editor.field("Repeats")).toBeHidden();
    await editor.field("End: time").fill("03:33");
    await editor.field("End: date").fill("2099-01-01");
    await editor.dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(editor.dialog.getByText("The sessions take place during the meeting.")).toBeVisible();
    await picture(client.page, "breakout-editor");
    await client.page.keyboard.press("Escape");

    await sessions.closeAll.click();
    const question = sessions.frame.getByRole("dialog", { name: "Close all breakout sessions?" });
    await expect(question).toContainText("The rooms of 2 sessions are closed for everybody.");
    await expectAccessible(await frameOf(client.widget(NAME)));
    await picture(client.page, "breakout-close");
    await question.getByRole("button", { name: "Close all" }).click();
    await expect(sessions.frame.getByText("No breakout sessions yet")).toBeVisible();
    await expect(sessions.notice("The sessions have been closed.")).toBeVisible();
    for (const room of rooms) expect((await alice.api.state(room, "m.room.tombstone"))?.replacement_room).toBe(meeting);
});

test("the cockpit of a session shows the time that is left and the way back; that of the meeting leads to sessions and sets them up", async ({ calendar, signIn, stack }) => {
    const meeting = await meet(calendar, stack);
    const [room] = await plan(calendar, meeting, { minutes: 12 });
    const client = await signIn("light", calendar.alice);
    await client.openRoom(room);
    await client.page.getByRole("button", { name: "Widgets" }).click();
    await client.page.getByRole("button", { name: "Parley Details" }).click();
    let cockpit = await client.openWidget(room, { name: "Parley Details" });
    await expect(cockpit.getByText(/Ends in (10|11|12) minutes/)).toBeVisible();
    await expectAccessible(await frameOf(client.widget("Parley Details")));
    await picture(client.page, "breakout-cockpit");
    await cockpit.getByRole("button", { name: "Back to the meeting" }).click();
    await expect(client.heading).toContainText("Workshop");

    await client.answerCapabilities("approve"); // of the screen of the sessions
    await client.page.getByRole("button", { name: "Widgets" }).click();
    await client.page.getByRole("button", { name: "Parley Details" }).click();
    cockpit = await client.openWidget(meeting, { name: "Parley Details" });
    await expect(cockpit.getByRole("listitem").filter({ hasText: "Group 1" })).toContainText(/Ends in \d+ minutes/);
    const sessions = new Breakouts(cockpit);
    await sessions.openDialog();
    await sessions.title(1).fill("Blue");
    await sessions.choose("Bob", "Blue");
    await sessions.choose("Carol", "Group 2");
    await sessions.submit.click();
    await expect(sessions.dialog).toBeHidden();
    await expect(sessions.notice("The breakout sessions have been set up.")).toBeVisible();
    const way = cockpit.getByRole("button", { name: "Go to room of “Blue”" });
    await expect(way).toBeVisible();
    await picture(client.page, "breakout-cockpit-meeting");
    await expectAccessible(await frameOf(client.widget("Parley Details")));
    await way.click();
    await expect(client.heading).toContainText("Blue");
});

for (const [theme, language, width] of [["light", "en", 1280], ["dark", "de", 1280], ["light", "de", 400], ["dark", "en", 225]])
    test(`breakout sessions as they look (${theme}, ${language}, ${width} px)`, async ({ calendar, signIn, stack }) => {
        const meeting = await meet(calendar, stack);
        const client = await signIn("light", calendar.alice, { language, theme, viewport: { width, height: 900 } });
        const frame = await openSessions(client, meeting);
        const sessions = new Breakouts(frame, language);
        const keep = async (what) => {
            await picture(client.page, `breakout-${what}-${theme}-${language}-${width}`);
            await expectAccessible(await frameOf(client.widget(NAME)));
        };
        await expect(sessions.setUpButton).toBeVisible();
        await keep("empty");
        await sessions.openDialog();
        await sessions.choose("Bob", `${sessions.words.group} 2`);
        await keep("dialog");
        await sessions.submit.click();
        await keep("wrong");
        await client.page.keyboard.press("Escape");
        await expect(sessions.dialog).toBeHidden();
        await sessions.openDialog(); // what was chosen is not lost
        await expect(sessions.group(2)).toContainText("Bob");
        await client.page.keyboard.press("Escape");
        await plan(calendar, meeting, { titles: ["Ideas for the start page", "Costs", "Everything else that came up in the last meeting"] });
        await expect(sessions.card("Costs")).toBeVisible();
        await sessions.message.fill("Please come back.");
        await keep("sessions");
        await sessions.frame.getByRole("heading", { name: "Costs" }).scrollIntoViewIfNeeded();
        await picture(client.page, `breakout-cards-${theme}-${language}-${width}`);
    });
