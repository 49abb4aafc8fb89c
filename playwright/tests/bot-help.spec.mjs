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

    const [message] = await said(alice.api, details);
    expect(message).toMatchObject({ msgtype: "m.text", "m.mentions": {} });
    expect(message.body.split("\n")).toEqual([
        "This was not done:",
        "Create a meeting",
        "• Title: Please fill this in.",
        "• End (no. 1): This time zone is not known. Please choose one such as Europe/Berlin.",
        "• End (no. 1): This is no real date and time. Please check it.",
        "• Participants (no. 1): This is no Matrix user ID. It has the form @name:server.",
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
    const [message] = await said(alice.api, details);
    expect(message.body.split("\n")).toEqual([
        "Das wurde nicht ausgeführt:",
        expect.stringMatching(/^Besprechung erstellen: „<b>\{\{title\}\}<\/b> "\{count, plural\}"\s+& x+…“$/),
        "• Titel: Dieser Text ist zu lang. Bitte kürzen.",
        "Aus dem Raum „Calendar“",
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
    const change = { data: { target_room_id: meeting, description: "New" }, context: { locale: "en", timezone: "UTC" } };
    const expected = { [bob.user_id]: "Change a meeting: “Secret plans”", [carol.user_id]: "Change a meeting" };
    for (const person of [bob, carol]) {
        const { details } = await refused(person, room, change, UPDATE);
        await person.api.join(details);
        expect((await said(person.api, details))[0].body.split("\n")[1]).toBe(expected[person.user_id]);
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
    expect((await said(alice.api, details))[0].body.split("\n").slice(0, 4)).toEqual([
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
