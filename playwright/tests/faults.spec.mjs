// When something is missing, denied or gone, the widget says what, and nothing that was typed is lost.
import { spawn } from "node:child_process";
import { expect, newPeople, test } from "../fixtures.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { PARLEY } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { CREATE } from "./meetings.mjs";

const MEETING = { title: "Not lost", date: dateIn(1), start: "14:00", end: "15:00", description: "Every word" };

test("all capabilities denied: the widget says what it cannot do", async ({ calendar, signIn }) => {
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room, { capabilities: "decline" }));
    await expect(planner.notice("Your client does not let us see the rooms")).toBeVisible();
    await picture(client.page, "faults-denied");
});

test("the bot is not in the room: the widget says how to invite it", async ({ calendar, stack, signIn }) => {
    const { alice, room } = calendar;
    await alice.api.kick(room, stack.bot.userId);
    const client = await signIn("light", alice);
    const planner = new Planner(await client.openWidget(room));
    await expect(planner.notice(`/invite ${stack.bot.userId}`)).toBeVisible();
    await picture(client.page, "faults-bot-missing");
    await alice.api.invite(room, stack.bot.userId);
    await expect(planner.notice("/invite")).toHaveCount(0);
});

test("the bot stops while a meeting is sent: the widget says so, waits, and tells the result", async ({ ownStack, signIn }) => {
    const { stack, client, planner } = await sentToNobody(ownStack, signIn);
    await expect(planner.dialog.getByText("The meeting bot has not answered yet")).toBeVisible();
    await picture(client.page, "faults-bot-late");
    await stack.bot.program.start();
    await expect(planner.card(MEETING.title)).toBeVisible();
    await expect(planner.dialog).toBeHidden();
});

test("the bot is stopped before the widget is opened: the widget says so", async ({ ownStack, signIn }) => {
    const { stack, alice, room } = await calendarOf(ownStack);
    await stack.bot.program.kill();
    const { port } = new URL(stack.bot.url);
    const web = spawn(PARLEY, ["web"], {
        env: { PATH: process.env.PATH, HOMESERVER_URL: stack.homeserver.url, BOT_USERNAME: stack.bot.userId, BOT_PASSWORD: "unused",
            PUBLIC_URL: stack.bot.url, BIND_ADDRESS: "127.0.0.1", PORT: port },
    });
    try {
        await expect.poll(() => fetch(stack.bot.url).then((r) => r.status, () => 0)).toBe(200);
        const client = await signIn("light", alice, { on: stack });
        const planner = new Planner(await client.openWidget(room));
        await expect(planner.notice("The meeting bot cannot be reached")).toBeVisible();
        await picture(client.page, "faults-bot-stopped");
    } finally {
        web.kill();
    }
});

// The bot is away and its account answers by our hand: this widget never sends what this bot refuses at a field.
for (const [field, code, words, control] of [
    ["data.title", "too_long", "This text is too long", "title"],
    ["data.description", "too_long", "This text is too long", "description"],
    ["data.participants[0].user_id", "bad_user_id", "This is not a Matrix user ID", "people"],
    ["", "forbidden", "You are not allowed", undefined],
])
    test(`❌ ${code} ${field}: it stands at the field, and what was typed is kept`, async ({ ownStack, signIn }) => {
        const { stack, alice, room, client, planner } = await sentToNobody(ownStack, signIn);

        const bot = stack.api(await stack.account("parley"));
        const command = await alice.api.until(async () => (await alice.api.messages(room)).find(({ type }) => type === CREATE), "the command");
        await bot.send(room, "m.reaction", {
            "m.relates_to": { rel_type: "m.annotation", event_id: command.event_id, key: "❌" },
            "net.nordeck.meetings.bot.meta": { error: { code, ...(field && { field }) } },
        });
        if (control) await expect(planner.field(control)).toHaveAccessibleDescription(new RegExp(words));
        else await expect(planner.dialog.getByText(words)).toBeVisible();
        await expect(planner.field("title")).toHaveValue(MEETING.title);
        await expect(planner.field("description")).toHaveValue(MEETING.description);
        await picture(client.page, `faults-refused-${control ?? "whole"}`);
    });

/** A stack of one's own with a calendar room: {stack, alice, room}. */
async function calendarOf(ownStack) {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    return { stack, alice, room: await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId }) };
}

/** A meeting that alice sent while the bot was down: what calendarOf answers, her client and planner. */
async function sentToNobody(ownStack, signIn) {
    const { stack, alice, room } = await calendarOf(ownStack);
    const client = await signIn("light", alice, { on: stack });
    const planner = new Planner(await client.openWidget(room));
    await expect(planner.createButton).toBeVisible();
    await stack.bot.program.kill();
    await planner.openDialog();
    await planner.fill(MEETING);
    await planner.submit.click();
    return { stack, alice, room, client, planner };
}
