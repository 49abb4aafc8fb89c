// Our widget with the existing system's bot: what it sends must be what that bot takes, and what that bot says, and leaves unsaid,
// must be understood. The other direction is contract.spec.mjs.
import { ExistingBot } from "../existing/bot.mjs";
import { expect, newPeople, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { dateIn, Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";

const METADATA = "net.nordeck.meetings.metadata";
const MINUTE = 60_000;
const SESSIONS = "net.nordeck.meetings.widget.breakoutsessions";
const PARAMETERS = "#/?theme=$org.matrix.msc2873.client_theme&matrix_user_id=$matrix_user_id&matrix_display_name=$matrix_display_name" +
    "&matrix_room_id=$matrix_room_id&matrix_client_language=$org.matrix.msc2873.client_language";
const zoned = (time) => ({ tzid: "Europe/Berlin", value: `${dateIn(1).replaceAll("-", "")}T${time}` });

/** A calendar room on a stack whose bot is the existing one, played by us. */
async function takenOver(ownStack, signIn) {
    const stack = await ownStack();
    const { alice, bob, carol } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId });
    const bot = new ExistingBot(await stack.playBot());
    const client = await signIn("light", alice, { on: stack, viewport: { width: 1000, height: 900 } });
    return { stack, alice, bob, carol, room, bot, client, planner: new Planner(await client.openWidget(room)) };
}

test("meetings are created, listed, changed in all respects and deleted with the existing bot", async ({ ownStack, signIn }) => {
    const { stack, alice, bob, carol, room, bot, client, planner } = await takenOver(ownStack, signIn);
    const card = (title) => planner.card(title);

    await planner.openDialog();
    await planner.fill({ title: "Kick-off", date: dateIn(1), start: "10:00", end: "11:00", people: [{ search: "Bob", choose: /Bob/ }] });
    await planner.submit.click();
    const { data, created: [meeting] } = await bot.carryOut(room);
    expect(data).toMatchObject({ title: "Kick-off", description: "", participants: [{ user_id: bob.user_id }] });
    expect(data.calendar).toEqual([{ uid: expect.stringMatching(/./), dtstart: zoned("100000"), dtend: zoned("110000") }]);
    await expect(planner.dialog).toBeHidden();
    await expect(planner.notice("The meeting has been created.")).toBeVisible();
    // It does not say which room that is, and the homeserver does not show whose an invitation is.
    await expect(planner.notice("The meeting has been created.").getByRole("button", { name: "Go to room" })).toHaveCount(0);
    await expect(card("Kick-off")).toContainText("📅 10/3/2040, 10:30 – 11:30 AM GMT+2");
    await picture(client.page, "contract-invitation");
    await card("Kick-off").getByRole("button", { name: /Accept/ }).click();
    await expect(card("Kick-off")).toContainText("10:00");

    const editor = new Editor(planner.frame);
    const edit = async (title) => {
        const details = await openDetails(planner, card(title), title);
        await details.getByRole("button", { name: "Edit", exact: true }).click();
        await expect(editor.dialog).toBeVisible();
    };
    const save = () => editor.dialog.getByRole("button", { name: "Save", exact: true }).click();

    // A title alone: this bot fails without the times.
    await edit("Kick-off");
    await editor.field("Title").fill("Kick");
    await save();
    expect(await bot.carryOut(room)).toMatchObject({ type: "meeting.update", data: { title: "Kick", calendar: data.calendar } });
    await expect(editor.dialog).toBeHidden();
    await expect(card("Kick")).toBeVisible();

    // Time, people and chat: three commands, one after the other.
    await edit("Kick");
    await editor.field("Start: time").fill("12:00");
    await editor.dialog.getByRole("combobox", { name: "Participants" }).fill(carol.user_id);
    await editor.dialog.getByLabel("Only organisers may write messages").check();
    await save();
    expect((await bot.carryOut(room)).data.calendar[0]).toMatchObject({ uid: data.calendar[0].uid, dtend: zoned("130000") });
    expect((await bot.carryOut(room)).data).toEqual({ target_room_id: meeting, invite: true, userIds: [carol.user_id] });
    expect((await bot.carryOut(room)).data).toEqual({ target_room_id: meeting, messaging_power_level: 100 });
    await expect(editor.dialog).toBeHidden();
    await expect(card("Kick")).toContainText("12:00");
    expect((await alice.api.state(meeting, "m.room.power_levels")).events_default).toBe(100);

    // ❌ without a code, with a room that says more, and a stray ✅ after it.
    await edit("Kick");
    await editor.field("Title").fill("Refused");
    await save();
    const details = await bot.api.createRoom({ name: "Error details" });
    await bot.api.invite(details, alice.user_id);
    await bot.refuse(room, details);
    await expect(editor.dialog).toContainText("The meeting was not changed. The meeting bot does not say why.");
    await expect(editor.dialog.getByRole("button", { name: "Show details" })).toBeVisible();
    await expect(editor.field("Title")).toHaveValue("Refused");
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "contract-refused");
    await editor.dialog.press("Escape");
    await expect(card("Kick"), "it is as it was").toBeVisible();

    // Metadata of old: start and end, in UTC.
    const [start, end] = [Date.now() + 120 * MINUTE, Date.now() + 180 * MINUTE].map((time) => new Date(time).toISOString());
    await bot.api.sendState(meeting, METADATA, { creator: alice.user_id, start_time: start, end_time: end, auto_deletion_offset: 60 });
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Berlin", hour: "2-digit", minute: "2-digit" }).format(new Date(start));
    await expect(card("Kick")).toContainText(clock);
    await bot.api.sendState(meeting, METADATA, { creator: alice.user_id, calendar: data.calendar });

    // Whoever has no power there sees no more than they may do. Its rooms have no level for answers.
    const his = new Planner(await (await signIn("light", bob, { on: stack })).openWidget(room));
    await his.frame.getByRole("button", { name: /Accept/ }).click();
    const seen = await openDetails(his, his.card("Kick"), "Kick");
    await expect(seen.getByRole("button", { name: "Share" })).toBeVisible();
    for (const name of ["Edit", "Delete"]) await expect(seen.getByRole("button", { name, exact: true })).toHaveCount(0);
    await expect(seen.getByRole("radio", { name: "Yes" })).toHaveCount(0);

    // Breakout sessions, and a message to all of them, in the meeting's room.
    const id = "breakouts";
    await alice.api.sendState(meeting, "im.vector.modular.widgets", { id, type: SESSIONS, name: "Sessions", url: stack.bot.widget + PARAMETERS, data: {} }, id);
    await alice.api.sendState(meeting, "io.element.widgets.layout", { widgets: { [id]: { container: "top", index: 0, width: 100, height: 100 } } });
    await client.openRoom(meeting);
    await client.answerCapabilities("approve");
    const sessions = new Breakouts(client.widget("Sessions"));
    await sessions.openDialog();
    await sessions.dialog.getByRole("button", { name: "At random" }).click();
    await sessions.submit.click();
    const { created, data: { description, groups } } = await bot.carryOut(meeting);
    expect([description, groups.map(({ title }) => title)]).toEqual(["", ["Group 1", "Group 2"]]);
    for (const session of created) await alice.api.join(session);
    await expect(sessions.card("Group 2")).toBeVisible();
    await sessions.message.fill("Please come");
    await sessions.message.press("Enter");
    expect((await bot.carryOut(meeting)).data).toEqual({ target_room_id: meeting, message: "Please come" });
    await expect(sessions.message).toHaveValue("");
    await picture(client.page, "contract-sessions");
    await client.openRoom(room);
    await expect(card("Kick")).toBeVisible();

    const opened = await openDetails(planner, card("Kick"), "Kick");
    await opened.getByRole("button", { name: "Delete", exact: true }).click();
    await planner.frame.getByRole("dialog", { name: "Delete “Kick”?" }).getByRole("button", { name: "Delete", exact: true }).click();
    await expect(card("Kick")).toBeHidden();
    await bot.carryOut(room);
    await expect(planner.notice("The meeting has been deleted.")).toBeVisible();
    await expect(card("Kick")).toBeHidden();
});
