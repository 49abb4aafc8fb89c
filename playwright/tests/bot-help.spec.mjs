// What the bot says to people in private: what went wrong, how to set up a room, and answers to what they write.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, entry, find } from "./meetings.mjs";

const UPDATE = "net.nordeck.meetings.meeting.update";
const MESSAGES = "net.nordeck.meetings.private_bot_message_room";
const META = "net.nordeck.meetings.bot.meta";
const german = { locale: "de", timezone: "Europe/Berlin" };

/** What the bot has written in a room, oldest first. */
const said = async (api, room) =>
    (await api.messages(room)).filter(({ type, sender }) => type === "m.room.message" && sender.startsWith("@parley:")).map(({ content }) => content).reverse();

/** Waits until the bot has written so many messages in a room, and answers them. */
const messages = (person, room, count) =>
    person.api.until(async () => {
        const all = await said(person.api, room);
        return all.length >= count && all;
    }, `${count} messages of the bot`);

/** A command that is refused: the answer and the private room that it names. */
async function refused(person, room, content, type = CREATE) {
    const command = await person.api.send(room, type, content);
    const answer = await answerTo(person.api, room, command);
    expect(answer.done).toBe(false);
    return { command, ...answer, details: answer.content[META].room_id };
}

test("who has sent a wrong command is told why, in a room of their own", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const wrong = { title: " ", calendar: [{ ...entry(), dtend: { tzid: "Mars/Olympus", value: "20400230T100000" } }], participants: [{ user_id: "bob" }] };
    const { command, details } = await refused(alice, room, createCommand(wrong));
    const [invitation] = (await alice.api.invitations()).filter(({ room_id }) => room_id === details);
    expect(find(invitation.events, "m.room.member", alice.user_id).content).toMatchObject({ membership: "invite", is_direct: true });
    expect(find(invitation.events, "m.room.name").content.name).toBe("Meeting bot: messages for you");

    await alice.api.join(details);
    const state = await alice.api.fullState(details);
    expect(find(state, MESSAGES, stack.bot.userId).content).toEqual({ userId: alice.user_id });
    expect(find(state, "m.room.guest_access").content).toEqual({ guest_access: "forbidden" });
    expect(find(state, "m.room.join_rules").content).toMatchObject({ join_rule: "invite" });
    await expect(alice.api.invite(details, bob.user_id), "it stays a room of two").rejects.toThrow(/403/);
    await expect(bob.api.join(details)).rejects.toThrow(/403/);

    const [message] = await messages(alice, details, 1);
    expect(message).toMatchObject({ msgtype: "m.text", "m.mentions": {} });
    expect(message.body.split("\n")).toEqual([
        "This was not done:",
        "Create a meeting",
        "• Title: Please fill this in.",
        "• End: This time zone is not known. Please choose one such as Europe/Berlin.",
        "• End: This is not a real date and time. Please check it. The right form: 20401003T103000",
        "• Participants: This is not a Matrix user ID. It has the form @name:server.",
        "Asked for in the room “Calendar”",
        `Reference, in case you ask your administrator: ${command}`,
    ]);

    const again = await refused(alice, room, createCommand(wrong));
    expect(again.details, "one room for each person").toBe(details);
    expect(await said(alice.api, details), "the same again within a minute is not said again").toHaveLength(1);
    const other = await refused(bob, room, createCommand(wrong));
    expect(other.details).not.toBe(details);
});

test("texts of others stay texts, in German too", async ({ calendar }) => {
    const { alice, room } = calendar;
    const title = `<b>{{title}}</b> "{count, plural}" \u202e\n& ${"x".repeat(300)}`;
    const { command, details } = await refused(alice, room, createCommand({ title }, german));
    await alice.api.join(details);
    const [message] = await messages(alice, details, 1);
    expect(message.body.split("\n")).toEqual([
        "Das wurde nicht ausgeführt:",
        expect.stringMatching(/^Besprechung erstellen: „<b>\{\{title\}\}<\/b> "\{count, plural\}"\s+& x+…“$/),
        "• Titel: Dieser Text ist zu lang. Bitte kürzen. Höchstens 255 Zeichen passen.",
        "Gesendet im Raum „Calendar“",
        `Kennung für Rückfragen bei der Administration: ${command}`,
    ]);
    expect(message.formatted_body).toContain("&lt;b&gt;{{title}}&lt;/b&gt; &#34;");
    expect(message.formatted_body).not.toContain("<b>");
    expect(message.body.length).toBeLessThan(700);
});

test("a meeting is named only to its members", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const made = await alice.api.send(room, CREATE, createCommand({ title: "Secret plans", participants: [{ user_id: bob.user_id }] }));
    const { room: meeting } = await answerTo(alice.api, room, made);
    await bob.api.join(meeting);
    const change = { data: { target_room_id: meeting, title: "Wished for", description: "New" }, context: { locale: "en", timezone: "UTC" } };
    const expected = { [bob.user_id]: "Change a meeting: “Secret plans”", [carol.user_id]: "Change a meeting" };
    for (const person of [bob, carol]) {
        const { details } = await refused(person, room, change, UPDATE);
        await person.api.join(details);
        const { body } = (await messages(person, details, 1))[0];
        expect(body.split("\n")[1]).toBe(expected[person.user_id]);
        expect(body.includes("• In “Secret plans” you are not allowed to do this."), "that power lacks there").toBe(person === bob);
    }
});

test("what was done but for some people is told with their names", async ({ stack, calendar }) => {
    const { alice, room } = calendar;
    const nobody = "@nobody:remote.invalid";
    const command = await alice.api.send(room, CREATE, createCommand({ participants: [{ user_id: nobody }] }));
    const { done, warnings, content } = await answerTo(alice.api, room, command);
    expect({ done, warnings }).toEqual({ done: true, warnings: [{ code: "invitation_failed", count: 1 }] });
    const details = content[META].room_id;
    await alice.api.join(details);
    expect((await messages(alice, details, 1))[0].body.split("\n").slice(0, 4)).toEqual([
        "This was done, but not completely:", "Create a meeting: “Planning”", "• Some people could not be invited.", `• Not invited: ${nobody}`,
    ]);
});

test("who has left is invited again, and a room survives a restart and a lost store", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    const { details } = await refused(alice, room, createCommand({ title: "" }));
    await alice.api.join(details);
    await alice.api.leave(details);
    expect((await refused(alice, room, createCommand({ calendar: [] }))).details).toBe(details);
    const member = find((await alice.api.invitations()).find(({ room_id }) => room_id === details).events, "m.room.member", alice.user_id);
    expect(member.content.reason).toBe("Something that you asked for went wrong. The details are here.");

    await stack.bot.program.stop();
    await stack.bot.program.start();
    expect((await refused(alice, room, createCommand({ title: "" }))).details, "after a restart").toBe(details);
    await stack.bot.program.stop();
    for (const name of ["parley.db", "parley.db-wal", "parley.db-shm"]) rmSync(join(stack.folder, "bot", name), { force: true });
    await stack.bot.program.start();
    expect((await refused(alice, room, createCommand({ title: "" }))).details, "with a new store").toBe(details);
});

test("an existing installation's room goes on", async ({ ownStack }) => {
    const stack = await ownStack({ bot: false });
    const { alice } = await newPeople(stack);
    const bot = await stack.account("parley", "Parley");
    const details = await stack.api(bot).createRoom({
        preset: "trusted_private_chat", is_direct: true, invite: [alice.user_id], name: "Errors",
        initial_state: [{ type: MESSAGES, state_key: bot.user_id, content: { userId: alice.user_id } }],
    });
    await stack.startBot();
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    expect((await refused(alice, room, createCommand({ title: "" }))).details).toBe(details);
});

test("nobody is told anything where that is switched off", async ({ ownStack }) => {
    const stack = await ownStack({ env: { ENABLE_PRIVATE_ROOM_ERROR_SENDING: "false" } });
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    expect((await refused(alice, room, createCommand({ title: "" }))).details).toBeUndefined();
});

const WELCOME = "net.nordeck.meetings.private_welcome_room";
const CONTROL = "net.nordeck.meetings.control_room";
const PLANNER = "net.nordeck.meetings.widget.meetings";

/** A room of a person's that the bot has joined. */
async function inviteBot(person, bot, options) {
    const room = await person.api.createRoom(options);
    await person.api.invite(room, bot);
    await botJoins(person, room, bot);
    return room;
}

const botJoins = (person, room, bot) =>
    person.api.until(async () => (await person.api.state(room, "m.room.member", bot))?.membership === "join", "the bot joins");

/** The invitation to the room in which a person is helped, by the name of the room that it is about. */
const helpFor = (person, name, language = "Help for") =>
    person.api.until(async () => (await person.api.invitations()).find(({ events }) =>
        find(events, "m.room.name")?.content.name === `${language} ${name}`), `the invitation to ${language} ${name}`);

const promote = async (person, room, bot, level = 50) => {
    const levels = await person.api.state(room, "m.room.power_levels");
    return person.api.sendState(room, "m.room.power_levels", { ...levels, users: { ...levels.users, [bot]: level } });
};

const widgets = async (api, room) => (await api.fullState(room)).filter(({ type, content }) => type === "im.vector.modular.widgets" && content.url);

test("who invites the bot is helped to set the room up", async ({ stack, people }) => {
    const { alice, bob } = people;
    const bot = stack.bot.userId;
    const name = "Team <b>{{x}}</b>";
    const room = await inviteBot(alice, bot, { name });
    const { room_id: help, events } = await helpFor(alice, name);
    expect(find(events, "m.room.member", alice.user_id).content.is_direct).toBe(true);
    await alice.api.join(help);
    const [greeting] = await messages(alice, help, 1);
    expect(greeting.msgtype).toBe("m.notice");
    expect(greeting.body.split("\n")).toEqual([
        "Für Deutsch bitte senden: !meeting lang de",
        "Hello! You have invited the meeting bot to “Team <b>{{x}}</b>”. So that meetings can be planned there:",
        `1. Make ${bot} a moderator of “Team <b>{{x}}</b>”: in the settings of the room under “Roles & Permissions”, or by sending this line there: /op ${bot} 50`,
        "2. The bot then adds the planner by itself. Everybody presses “Continue” on it once and allows what it asks for.",
        "For all commands, send: !meeting help",
    ]);
    expect(greeting.formatted_body).toContain("“Team &lt;b&gt;{{x}}&lt;/b&gt;”");
    expect((await alice.api.state(help, WELCOME, bot))).toEqual({ userId: alice.user_id, originalRoomId: room, locale: "en" });
    await alice.api.setDisplayName("Alice A."); // no reason to greet again

    await promote(alice, room, bot);
    expect((await messages(alice, help, 2))[1].body).toMatch(/^The planner is now in “Team <b>/);
    const [planner, ...more] = await widgets(alice.api, room);
    expect(more).toEqual([]);
    expect(planner).toMatchObject({ state_key: expect.stringMatching(/^meetingwidget-[0-9a-f]{32}$/), content: { type: PLANNER } });
    expect(await said(alice.api, room), "nobody else is bothered").toEqual([]);

    await alice.api.kick(room, bot);
    await alice.api.invite(room, bot);
    await botJoins(alice, room, bot);
    await promote(alice, room, bot, 60);
    await promote(alice, room, bot, 50);
    await refused(alice, room, createCommand({ title: "" })); // all before it is done
    expect(await widgets(alice.api, room)).toHaveLength(1);
    expect(await alice.api.invitations().then((all) => all.filter(({ events }) => find(events, "m.room.name").content.name.startsWith("Help")))).toEqual([]);
    expect(await said(alice.api, help)).toHaveLength(2);

    await expect(bob.api.join(help)).rejects.toThrow(/403/);
    await alice.api.leave(help);
    const botApi = stack.api(await stack.account("parley", "Parley"));
    await botApi.until(async () => !(await botApi.joinedRooms()).includes(help), "the bot leaves, too");
});

test("who has added the planner by hand keeps it, and is told that all is well", async ({ ownStack }) => {
    const stack = await ownStack({ env: { WELCOME_WORKFLOW_DEFAULT_LOCALE: "de" } });
    const { alice, bob } = await newPeople(stack);
    const bot = stack.bot.userId;
    const room = await alice.api.createRoom({ name: "Rat" });
    await alice.api.sendState(room, "im.vector.modular.widgets", { type: "m.custom", url: `${stack.bot.widget}#/?x=$y`, name: "Parley" }, "mine");
    await alice.api.invite(room, bot);
    await botJoins(alice, room, bot);
    const { room_id: help } = await helpFor(alice, "Rat", "Hilfe für");
    await promote(alice, room, bot);
    await refused(alice, room, createCommand({ title: "" })); // all before it is done
    expect(await widgets(alice.api, room), "no second planner").toMatchObject([{ state_key: "mine" }]);
    const botApi = stack.api(await stack.account("parley", "Parley"));
    await botApi.until(async () => !(await botApi.joinedRooms()).includes(help), "nobody has come, and there is nothing left to help with");
    // Bob invites the bot anew, and has a room of his own.
    await alice.api.kick(room, bot);
    await alice.api.invite(room, bob.user_id);
    await bob.api.join(room);
    await bob.api.invite(room, bot);
    const { room_id: his } = await helpFor(bob, "Rat", "Hilfe für");
    expect(his).not.toBe(help);
    await bob.api.join(his);
    expect((await messages(bob, his, 1))[0].body.split("\n")).toEqual([
        "For English, please send: !meeting lang en",
        "Hallo! „Rat“ ist schon eingerichtet: Der Planer ist da, und der Bot hat die nötigen Berechtigungen.",
        "Für alle Befehle bitte senden: !meeting help",
    ]);
});

test("who cannot follow the help is told whom to ask, in an encrypted room, too; nobody is called for nothing", async ({ stack, people }) => {
    const { alice, bob } = people;
    const bot = stack.bot.userId;
    const room = await alice.api.createRoom({
        name: "Secret", power_level_content_override: { invite: 0 },
        initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    });
    await alice.api.invite(room, bob.user_id);
    await bob.api.join(room);
    await bob.api.invite(room, bot);
    const { room_id: help } = await helpFor(bob, "Secret");
    await bob.api.join(help);
    const [greeting] = await messages(bob, help, 1);
    expect(greeting.body).toContain(`1. Only moderators can make ${bot} one of them in “Secret”. Please ask Alice Adams to do so, `);
    expect(greeting.body).not.toContain("encrypted");

    const other = await inviteBot(alice, bot, { name: "Quick" });
    await helpFor(alice, "Quick");
    await promote(alice, other, bot);
    const invited = async () => (await alice.api.invitations()).filter(({ events }) => find(events, "m.room.name")?.content.name === "Help for Quick");
    await alice.api.until(async () => (await invited()).length === 0, "the invitation is withdrawn");
});

test("a chat of two becomes a calendar, at once or when the bot is promoted", async ({ stack, people }) => {
    const { alice } = people;
    const bot = stack.bot.userId;
    const isCalendar = (room) => alice.api.until(() => alice.api.state(room, CONTROL), "the chat is a calendar");
    const chat = await alice.api.createRoom({ preset: "trusted_private_chat", is_direct: true, invite: [bot] });
    expect(await isCalendar(chat)).toEqual({ room_version: 1 });
    expect(await alice.api.state(chat, "m.room.name")).toEqual({ name: "Parley" });
    const [planner, ...more] = await widgets(alice.api, chat);
    expect(more).toEqual([]);
    expect(planner).toMatchObject({ state_key: expect.stringMatching(/^net\.nordeck\.meetings\.widget\.meetings-[0-9a-f]{32}$/), content: { type: PLANNER } });
    expect(await alice.api.state(chat, "io.element.widgets.layout")).toEqual({ widgets: { [planner.state_key]: { container: "center" } } });
    const made = await alice.api.send(chat, CREATE, createCommand());
    expect((await answerTo(alice.api, chat, made)).done).toBe(true);

    expect((await messages(alice, chat, 1))[0].body.split("\n")).toEqual([
        "Für Deutsch bitte senden: !meeting lang de",
        "Hello! This chat is your calendar: the planner shows the meetings in which you take part, and creates new ones.",
        "For all commands, send: !meeting help",
    ]);
    // What nobody asks for by name is answered here, in its language and once.
    await alice.api.send(chat, "m.room.message", { msgtype: "m.text", body: "Hallo, wie geht das?" });
    expect((await messages(alice, chat, 2))[1].body).toMatch(/^For English, please send: !meeting lang en\nDas versteht der Bot:\n/);
    await alice.api.send(chat, "m.room.message", { msgtype: "m.text", body: "Aha" });
    await refused(alice, chat, createCommand({ title: "" })); // all before it is done
    expect(await messages(alice, chat, 2)).toHaveLength(2);

    const secret = await alice.api.createRoom({
        preset: "trusted_private_chat", is_direct: true, invite: [bot],
        initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
    });
    const encrypted = async () => (await alice.api.messages(secret)).some(({ sender, type }) => sender === bot && type === "m.room.encrypted");
    await alice.api.until(encrypted, "an encrypted greeting");

    const other = await alice.api.createRoom({ preset: "private_chat", is_direct: true, invite: [bot] });
    expect((await messages(alice, other, 1))[0].body.split("\n")[1]).toMatch(/^This chat becomes your calendar as soon as/);
    await promote(alice, other, bot);
    await isCalendar(other);
    const invitations = await alice.api.invitations();
    expect(invitations.filter(({ events }) => find(events, "m.room.name")?.content.name.startsWith("Help")), "no room of help").toEqual([]);
});

test("the bot only joins where the welcome is switched off; old chats of two are migrated where that is switched on", async ({ ownStack }) => {
    const stack = await ownStack({ bot: false });
    const { alice } = await newPeople(stack);
    const account = await stack.account("parley", "Parley");
    const api = stack.api(account);
    const chats = [];
    for (const urls of [["http://127.0.0.1:9/old"], ["http://elsewhere/old"], ["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"]]) {
        const chat = await alice.api.createRoom({ preset: "trusted_private_chat", is_direct: true, invite: [account.user_id] });
        await api.join(chat);
        for (const [n, url] of urls.entries()) await api.sendState(chat, "im.vector.modular.widgets", { type: "old", url, name: "Old" }, `w${n}`);
        chats.push(chat);
    }
    await api.request("PUT", `/_matrix/client/v3/user/${encodeURIComponent(account.user_id)}/account_data/m.direct`, { [alice.user_id]: [...chats, "!gone:x"] });
    await stack.startBot({ env: { ENABLE_WELCOME_WORKFLOW: "false", ENABLE_CONTROL_ROOM_MIGRATION: "true", MEETINGWIDGET_URL: "http://127.0.0.1:9/new", CALENDAR_ROOM_NAME: "Kalender" } });
    await alice.api.until(() => alice.api.state(chats[0], CONTROL), "the first chat is migrated");
    expect(await alice.api.state(chats[0], "m.room.name")).toEqual({ name: "Kalender" });
    expect(await widgets(alice.api, chats[0])).toMatchObject([{ state_key: "w0", content: { type: PLANNER, name: "Parley", url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/new#/) } }]);
    expect(await alice.api.state(chats[0], "io.element.widgets.layout")).toEqual({ widgets: { w0: { container: "center" } } });

    const room = await createCalendarRoom({ owner: alice.api, bot: account.user_id });
    await refused(alice, room, createCommand({ title: "" })); // all before it is done
    for (const chat of chats.slice(1)) expect(await alice.api.state(chat, CONTROL)).toBeUndefined();
    const named = (await alice.api.invitations()).map(({ events }) => find(events, "m.room.name")?.content.name);
    expect(named).toEqual(["Meeting bot: messages for you"]);
});
