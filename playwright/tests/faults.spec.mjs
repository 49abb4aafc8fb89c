// When something is missing, denied or gone, the widget says what, and nothing that was typed is lost.
import { createServer } from "node:http";
import { expect, newPeople, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { Editor, openDetails } from "../pages/editor.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { Share } from "../pages/share.mjs";
import { picture } from "../picture.mjs";
import { createCalendarRoom, schedule } from "../stack/calendar.mjs";
import { CREATE, createCommand, timeline } from "./meetings.mjs";

const DAY = 86_400_000;
const MEETING = { title: "Not lost", date: dateIn(1), start: "14:00", end: "15:00", description: "Every word" };

test("all capabilities denied: the widget says what it cannot do", async ({ calendar, signIn }) => {
    const client = await signIn("light", calendar.alice);
    const planner = new Planner(await client.openWidget(calendar.room, { capabilities: "decline" }));
    await expect(planner.notice("Your client does not let us see the rooms")).toBeVisible();
    await expect(planner.notice("You cannot say here whether you come")).toBeVisible();
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "faults-denied");
});

test("the bot is not in the room, then the clock is wrong: the widget says how to mend it", async ({ calendar, stack, signIn }) => {
    const { alice, room } = calendar;
    await alice.api.kick(room, stack.bot.userId);
    const client = await signIn("light", alice);
    const planner = new Planner(await client.openWidget(room));
    await expect(planner.notice(`/invite ${stack.bot.userId}`)).toBeVisible();
    await expect(planner.createButton).toBeHidden();
    await picture(client.page, "faults-bot-missing");
    await alice.api.invite(room, stack.bot.userId);
    await expect(planner.notice("/invite")).toHaveCount(0);
    await expect(planner.createButton).toBeVisible();

    await client.page.clock.setFixedTime(Date.now() + DAY);
    await client.page.reload();
    const later = new Planner(await client.openWidget(room, { prompts: false }));
    await expect(later.notice("The clock of this computer is wrong by about a day")).toBeVisible();
    await expectAccessible(await frameOf(client.widget()));
    await picture(client.page, "faults-clock");
});

test("the bot stops while a meeting is sent: the widget says so, waits, and tells the result after the dialog was closed", async ({ ownStack, signIn }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    const client = await signIn("light", alice, { on: stack });
    const planner = new Planner(await client.openWidget(room));
    await expect(planner.createButton).toBeVisible();
    await stack.bot.program.kill();
    await planner.openDialog();
    await planner.fill(MEETING);
    await planner.submit.click();
    await expect(planner.dialog.getByText("The meeting bot has not answered yet")).toBeVisible();
    await picture(client.page, "faults-bot-late");
    await planner.dialog.press("Escape");
    await expect(planner.notice("The meeting bot has not answered yet")).toBeVisible();
    await stack.bot.program.start();
    await expect(planner.notice("The meeting has been created.")).toBeVisible();
    await expect(planner.card(MEETING.title)).toBeVisible();
});

/** A calendar with a meeting of Alice's and Bob's whose bot is played by the test. answer is its reaction to her next command. */
async function played(ownStack) {
    const stack = await ownStack();
    const { alice, bob } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId });
    const { data, context } = createCommand({ title: "Kick-off" });
    const meeting = await schedule(alice.api, room, data, context);
    await alice.api.join(meeting);
    return { stack, alice, bob, room, meeting, ...(await playIn(stack, room)) };
}

/** Plays the bot: answer is its reaction to the next command in a room. */
async function playIn(stack, room) {
    const bot = await stack.playBot();
    const isCommand = ({ type }) => /^net\.nordeck\.meetings\.(meeting|breakoutsessions|sub_meetings)\./.test(type);
    const taken = new Set((await timeline(bot, room)).filter(isCommand).map(({ event_id }) => event_id));
    const answer = async (key, meta) => {
        const isNew = (event) => isCommand(event) && !taken.has(event.event_id);
        const command = await bot.until(async () => (await timeline(bot, room)).find(isNew), "a command");
        taken.add(command.event_id);
        const relation = { rel_type: "m.annotation", event_id: command.event_id, key };
        await bot.send(room, "m.reaction", { "m.relates_to": relation, ...(meta && { "net.nordeck.meetings.bot.meta": meta }) });
        return command.content.data;
    };
    return { bot, answer };
}

// The bot's account answers by our hand: this widget never sends what this bot refuses at a field.
test("❌ to a new meeting stands at its field, ❌ to changes and deletions is explained and taken back; what was typed is kept", async ({ ownStack, signIn }) => {
    const { stack, alice, bob, room, bot, answer } = await played(ownStack);
    const client = await signIn("light", alice, { on: stack, viewport: { width: 1000, height: 900 } });
    const planner = new Planner(await client.openWidget(room));
    const accessible = async () => expectAccessible(await frameOf(client.widget()));
    await expect(planner.notice("The meeting bot cannot be reached")).toBeVisible(); // its server is away
    await picture(client.page, "faults-bot-stopped");

    await planner.openDialog();
    await planner.fill(MEETING);
    for (const [field, code, words, control] of [
        ["data.title", "too_long", "This text is too long", "title"],
        ["data.description", "too_long", "This text is too long", "description"],
        ["data.participants[0].user_id", "bad_user_id", "This is not a Matrix user ID", "people"],
        ["", "forbidden", "You are not allowed", undefined],
    ]) {
        await planner.submit.click();
        await answer("❌", { error: { code, ...(field && { field }) } });
        if (control) await expect(planner.field(control)).toHaveAccessibleDescription(new RegExp(words));
        else await expect(planner.dialog.getByText(words)).toBeVisible();
        await expect(planner.dialog.getByText("The meeting was not created.")).toBeVisible();
        await expect(planner.field("title")).toHaveValue(MEETING.title);
        await expect(planner.field("description")).toHaveValue(MEETING.description);
        await picture(client.page, `faults-refused-${control ?? "whole"}`);
    }
    await accessible();
    await planner.dialog.press("Escape");
    await planner.notice("The meeting was not created.").getByRole("button", { name: "Dismiss" }).click();

    // A change of three steps gets stuck after the first.
    let details = await openDetails(planner, planner.card("Kick-off"), "Kick-off");
    await details.getByRole("button", { name: "Edit", exact: true }).click();
    const editor = new Editor(planner.frame);
    await editor.field("Title").fill("Kick");
    await editor.dialog.getByRole("combobox", { name: "Participants" }).fill(bob.user_id);
    await editor.dialog.getByLabel("Only organisers may write messages").check();
    await editor.dialog.getByRole("button", { name: "Save", exact: true }).click();
    expect(await answer("✅")).toMatchObject({ title: "Kick" });
    await answer("❌", { error: { code: "rate_limited" } });
    await expect(editor.dialog).toContainText("1 of 3 changes were saved; the rest was not. Too many requests in a short time.");
    await picture(client.page, "faults-partly-dialog");
    await accessible();
    await editor.dialog.press("Escape");
    const partly = planner.notice("1 of 3 changes were saved");
    await expect(partly.getByRole("button", { name: "Correct" })).toBeVisible();
    await picture(client.page, "faults-partly");
    await partly.getByRole("button", { name: "Try again" }).click();
    expect(await answer("✅")).toMatchObject({ invite: true, userIds: [bob.user_id] });
    expect(await answer("✅")).toMatchObject({ messaging_power_level: 100 });
    await expect(planner.notice("The meeting has been changed.")).toBeVisible();

    // What was deleted at once comes back, with the reason, and the way to more of it.
    const room2 = await bot.createRoom({ name: "What went wrong" });
    await bot.invite(room2, alice.user_id);
    await alice.api.join(room2);
    details = await openDetails(planner, planner.card("Kick-off"), "Kick-off");
    await details.getByRole("button", { name: "Delete", exact: true }).click();
    await planner.frame.getByRole("dialog", { name: "Delete" }).getByRole("button", { name: "Delete", exact: true }).click();
    await expect(planner.card("Kick-off")).toBeHidden();
    await answer("❌", { error: { code: "bot_forbidden" }, room_id: room2 });
    await expect(planner.card("Kick-off")).toBeVisible();
    const refused = planner.notice("The meeting was not deleted. The meeting bot is not allowed to do this here.");
    await expect(refused).toBeVisible();
    await picture(client.page, "faults-delete");
    await accessible();
    await refused.getByRole("button", { name: "Show details" }).click();
    await expect(client.heading).toContainText("What went wrong");
});

const DIAGNOSES = {
    en: { power: "The meeting bot lacks permissions in this room", points: ["Add widgets to this room", "Change title, description and time of this meeting"], missing: "The meeting bot is not in this room" },
    de: { power: "Dem Besprechungs-Bot fehlen Rechte in diesem Raum", points: ["Widgets in diesem Raum hinzufügen", "Titel, Beschreibung und Zeit dieser Besprechung ändern"], missing: "Der Besprechungs-Bot ist nicht in diesem Raum" },
};

test("the bot lacks power, then leaves: the cockpit says what that means, with the line that mends it", async ({ ownStack, signIn }) => {
    const { stack, alice, meeting, bot } = await played(ownStack);
    const powers = await bot.state(meeting, "m.room.power_levels");
    await bot.sendState(meeting, "m.room.power_levels", { ...powers, users: { ...powers.users, [bot.userId]: 0 } });
    const cockpits = [];
    for (const [language, theme, width] of [["en", "light", 1000], ["de", "dark", 400], ["de", "light", 225]]) {
        const client = await signIn("light", alice, { on: stack, language, theme, viewport: { width, height: 1200 } });
        await client.openRoom(meeting);
        await client.page.getByRole("button", { name: /^Widgets/ }).click();
        await client.page.getByRole("button", { name: "Parley Details" }).click();
        const cockpit = await client.openWidget(meeting, { name: "Parley Details" });
        const { power, points } = DIAGNOSES[language];
        const banner = cockpit.locator(".banner").filter({ hasText: power });
        await expect(banner).toContainText(`/op ${bot.userId} 100`);
        for (const point of points) await expect(banner.getByRole("listitem").filter({ hasText: point })).toBeVisible();
        await picture(client.page, `faults-power-${theme}-${language}-${width}`);
        await expectAccessible(await frameOf(client.widget("Parley Details")));
        cockpits.push([cockpit, language]);
    }
    await bot.leave(meeting);
    for (const [cockpit, language] of cockpits) {
        await expect(cockpit.locator(".banner").filter({ hasText: DIAGNOSES[language].missing })).toContainText(`/invite ${bot.userId}`);
        await expect(cockpit.getByText(DIAGNOSES[language].power)).toHaveCount(0);
    }
});

const UPDATE = "net.nordeck.meetings.meeting.update";

test("a reload, a slow and an absent homeserver, somebody else's change, no network: nothing typed is lost", async ({ calendar, signIn }) => {
    const { alice, bob, room } = calendar;
    const { data, context } = createCommand({ title: "Kick-off", description: "" });
    const meeting = await schedule(alice.api, room, data, context);
    await alice.api.join(meeting);
    // Rooms of others can hold anything.
    const via = [bob.api.userId.split(":")[1]];
    for (const [name, metadata] of [["Broken", { creator: 7, calendar: "soon" }], ["long ".repeat(2000), { creator: bob.user_id, calendar: data.calendar }]]) {
        const foreign = await bob.api.createRoom({
            name, preset: "public_chat", creation_content: { type: "net.nordeck.meetings.meeting" }, initial_state: [
                { type: "m.space.parent", state_key: room, content: { via } }, { type: "net.nordeck.meetings.metadata", state_key: "", content: metadata },
            ],
        });
        await alice.api.join(foreign);
    }
    const client = await signIn("light", alice, { viewport: { width: 1000, height: 900 } });
    // The browser keeps drafts only for a widget that is of the client's site.
    const { state_key, content } = (await alice.api.fullState(room)).find(({ type }) => type === "im.vector.modular.widgets");
    const url = content.url.replace("127.0.0.1", `parley.${new URL(client.url).hostname}`);
    await alice.api.sendState(room, "im.vector.modular.widgets", { ...content, url }, state_key);
    await client.openRoom(room);
    await client.answerCapabilities("approve");
    let planner = new Planner(client.widget());
    const accessible = async () => expectAccessible(await frameOf(client.widget()));
    await expect(planner.card("Broken")).toBeVisible();
    const { width, height } = await planner.frame.getByRole("listitem").filter({ hasText: "long long long" }).boundingBox();
    expect(width).toBeLessThan(1000);
    expect(height, "cut off after some lines").toBeLessThan(300);
    await picture(client.page, "faults-foreign");
    await accessible();

    const edit = async () => {
        const details = await openDetails(planner, planner.card("Kick-off"), "Kick-off");
        await details.getByRole("button", { name: "Edit", exact: true }).click();
        return new Editor(planner.frame);
    };
    let editor = await edit();
    await editor.field("Title").fill("Mine");
    const frame = await frameOf(client.widget());
    await expect.poll(() => frame.evaluate(() => Object.values(localStorage).some((draft) => draft.includes("Mine")))).toBe(true);
    await client.page.reload();
    planner = new Planner(await client.openWidget(room, { prompts: false }));
    editor = await edit();
    await expect(editor.field("Title")).toHaveValue("Mine");
    await expect(editor.dialog).toContainText("Continued from your draft.");
    const save = editor.dialog.getByRole("button", { name: "Save", exact: true });

    // The homeserver is gone.
    const sending = `**/send/${UPDATE}/**`;
    await client.page.route(sending, (route) => route.abort());
    await save.click();
    await expect(editor.dialog).toContainText("This could not be sent. Please check your connection and try again.");
    await picture(client.page, "faults-unsent");
    await expect(editor.field("Title")).toHaveValue("Mine");
    await client.page.unroute(sending);

    // The homeserver is slow, and meanwhile alice changes the meeting elsewhere.
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await client.page.route(sending, async (route) => {
        await held;
        await route.continue();
    });
    await save.click();
    await expect(editor.dialog).toContainText("Your homeserver has not taken this yet.");
    await picture(client.page, "faults-stuck");
    const other = await alice.api.send(room, UPDATE, { data: { target_room_id: meeting, description: "Theirs", calendar: [{ ...data.calendar[0], dtstart: data.calendar[0].dtend, dtend: { ...data.calendar[0].dtend, value: data.calendar[0].dtend.value.replace(/00$/, "30") } }] }, context });
    expect((await alice.api.reaction(room, other)).content["m.relates_to"].key).toBe("✅");
    release();
    await expect(editor.dialog).toContainText("The meeting was not changed. The meeting was changed meanwhile.");
    await expect(editor.field("Title")).toHaveValue("Mine");
    await expect(editor.field("Description")).toHaveValue("Theirs");
    await picture(client.page, "faults-conflict");
    await accessible();
    await editor.save();
    await expect(planner.card("Mine")).toContainText("Theirs");

    await client.page.context().setOffline(true);
    await expect(planner.notice("This computer is offline")).toBeVisible();
    await picture(client.page, "faults-offline");
    await accessible();
    await client.page.context().setOffline(false);
    await expect(planner.notice("This computer is offline")).toHaveCount(0);
});

const RSVP = "net.nordeck.meetings.rsvp";
const SETUP = "net.nordeck.meetings.breakoutsessions.create";

/** What a request meets: each is gone when the next one comes. */
const LOST = (route) => route.abort();
const REFUSED = (route) => route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "No" } });

test("invitations, answers, telephone number and breakout sessions: what is refused or lost is told, nothing typed is lost, a second try works", async ({ ownStack, signIn }) => {
    const jitsi = createServer((request, response) => response.end(JSON.stringify(request.url === "/numbers" ? { numbers: { DE: ["+49 30 123456"] } } : { id: 4711 })));
    await new Promise((resolve) => jitsi.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${jitsi.address().port}`;
    const stack = await ownStack({ env: { JITSI_DIAL_IN_JSON_URL: `${address}/numbers`, JITSI_PIN_URL: `${address}/{base32_room_name}` } });
    const { alice, bob } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId });
    const meetings = {};
    for (const [title, owner, guest] of [["First", bob, alice], ["Second", bob, alice], ["Workshop", alice, bob]]) {
        const { data, context } = createCommand({ title, participants: [{ user_id: guest.user_id }] });
        meetings[title] = await schedule(owner.api, room, data, context);
        await owner.api.join(meetings[title]);
    }
    await bob.api.join(meetings.Workshop);
    const client = await signIn("light", alice, { on: stack, viewport: { width: 1000, height: 1000 } });
    const { page } = client;
    const planner = new Planner(await client.openWidget(room));
    const accessible = async (name) => expectAccessible(await frameOf(client.widget(name)));
    /** Has requests meet something until the answer is called. */
    const meet = async (pattern, handler) => {
        await page.route(pattern, handler);
        return () => page.unroute(pattern);
    };

    // An invitation. Who presses twice accepts no other one that comes to the same place.
    const accept = planner.frame.getByRole("button", { name: "Accept “First”" });
    let mend = await meet(/\/state\/m\.room\.member\//, LOST);
    await accept.click();
    await expect(planner.notice("Your answer could not be sent.")).toBeVisible();
    await mend();
    await accept.dblclick();
    await expect(planner.card("First").getByRole("button", { name: "Go to room of “First”" })).toBeVisible();
    await expect(planner.notice("Your answer could not be sent.")).toBeHidden();
    await bob.api.until(async () => (await bob.api.state(meetings.First, "m.room.member", alice.user_id)).membership === "join", "alice has joined");
    await expect(planner.frame.getByRole("button", { name: "Accept “Second”" })).toBeVisible();
    expect((await bob.api.state(meetings.Second, "m.room.member", alice.user_id)).membership).toBe("invite");

    // Whether she comes.
    const details = await openDetails(planner, planner.card("First"), "First");
    const answers = details.getByRole("group", { name: "Will you come?" });
    const [yes, maybe, no] = ["Yes", "Maybe", "No"].map((name) => answers.getByRole("button", { name }));
    for (const [handler, words] of [[REFUSED, "You are not allowed"], [LOST, "Your answer could not be sent."]]) {
        mend = await meet(new RegExp(`/state/${RSVP}/`), handler);
        await no.click();
        await expect(details.getByText(words)).toBeVisible();
        await expect(yes, "who has joined comes").toHaveAttribute("aria-pressed", "true");
        await mend();
    }
    await picture(page, "faults-answer");
    await accessible();
    let release;
    const held = new Promise((resolve) => (release = resolve));
    mend = await meet(new RegExp(`/state/${RSVP}/`), (route) => held.then(() => route.continue()));
    await no.click();
    await expect(details).toContainText("1 no"); // at once
    await maybe.click();
    await expect(details).toContainText("1 maybe");
    release();
    await bob.api.until(async () => (await bob.api.state(meetings.First, RSVP, alice.user_id))?.status === "tentative", "alice's last word");
    await mend();
    await expect(details.getByText("Your answer could not be sent.")).toBeHidden();
    await expect(maybe).toHaveAttribute("aria-pressed", "true");

    // The telephone number: the server fails, then does not answer and is gone, then answers.
    const share = new Share(planner.frame, "First");
    const again = share.dialog.getByRole("button", { name: "Try again" });
    mend = await meet("**/sharingInformation", (route) => route.fulfill({ status: 500 }));
    await share.openButton.click();
    await expect(share.dialog).toContainText("The phone number could not be found out.");
    await mend();
    let ring;
    const waiting = new Promise((resolve) => (ring = resolve));
    mend = await meet("**/sharingInformation", (route) => waiting.then(() => route.abort()));
    await again.click();
    await expect(share.dialog).toContainText("Looking for the phone number.");
    await expect(again).toBeHidden();
    ring();
    await expect(again).toBeVisible();
    await picture(page, "faults-telephone");
    await accessible();
    await mend();
    await again.click();
    await expect(share.dialog).toContainText("Phone: +49 30 123456");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");

    // Breakout sessions. From here on the bot answers by our hand.
    const start = Date.now();
    const times = { start_time: new Date(start).toISOString(), end_time: new Date(start + 600_000).toISOString() };
    const command = await alice.api.send(meetings.Workshop, SETUP, { data: { description: "", groups: [{ title: "Blue", participants: [{ user_id: bob.user_id }] }], ...times }, context: { locale: "en", timezone: "Europe/Berlin" } });
    expect((await alice.api.reaction(meetings.Workshop, command)).content["m.relates_to"].key).toBe("✅");
    const { answer } = await playIn(stack, meetings.Workshop);
    const NAME = "Breakout Sessions";
    await client.openRoom(meetings.Workshop);
    await page.getByRole("button", { name: /^Widgets/ }).click();
    await page.getByRole("button", { name: NAME }).click();
    const sessions = new Breakouts(await client.openWidget(meetings.Workshop, { name: NAME }));
    await expect(sessions.card("Blue")).toBeVisible();
    await sessions.message.fill("Please come back.");
    await sessions.message.press("Enter");
    await answer("❌", { error: { code: "rate_limited" } });
    await expect(sessions.notice("The message was not passed on. Too many requests in a short time.")).toBeVisible();
    await expect(sessions.message).toHaveValue("Please come back.");
    await picture(page, "faults-message");
    await accessible(NAME);
    await sessions.message.press("Enter");
    expect(await answer("✅")).toMatchObject({ message: "Please come back." });
    await expect(sessions.message).toHaveValue("");

    await sessions.openDialog();
    await sessions.count.fill("1");
    await sessions.choose("Bob", "Group 1");
    await sessions.title(1).fill("Red");
    await sessions.description.fill("Find three ideas");
    const kept = async () => {
        await expect(sessions.title(1)).toHaveValue("Red");
        await expect(sessions.description).toHaveValue("Find three ideas");
        await expect(sessions.group(1)).toContainText("Bob");
    };
    mend = await meet(`**/send/${SETUP}/**`, LOST);
    await sessions.submit.click();
    await expect(sessions.dialog).toContainText("This could not be sent. Please check your connection and try again.");
    await kept();
    await mend();
    await sessions.submit.click();
    await answer("❌", { error: { code: "too_long", field: "data.groups[0].title" } });
    await expect(sessions.dialog).toContainText("The breakout sessions were not set up.");
    await expect(sessions.title(1)).toHaveAccessibleDescription(/This text is too long/);
    await kept();
    await picture(page, "faults-sessions");
    await accessible(NAME);
    await sessions.submit.click();
    expect(await answer("✅")).toMatchObject({ groups: [{ title: "Red", participants: [{ user_id: bob.user_id }] }] });
    await expect(sessions.dialog).toBeHidden();
    await new Promise((resolve) => jitsi.close(resolve));
});
