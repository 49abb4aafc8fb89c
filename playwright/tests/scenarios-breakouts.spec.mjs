// The existing system's scenarios about breakout sessions and about setting up; see scenarios-meetings.spec.mjs.
import { expect, newPeople, test } from "../fixtures.mjs";
import { promoteBot } from "../stack/calendar.mjs";
import { CREATE, find } from "./meetings.mjs";
import { ALL, BREAKOUTS, CLOSE, heard, on, reads, scenario, UPDATE, widgets } from "./scenarios.mjs";

const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T10:45:00+02:00" };
const roomsOf = ({ content }) => content["net.nordeck.meetings.bot.meta"].created_room_ids;

scenario(55, "breakout sessions: somebody is invited to one, accepts and writes", async (s) => {
    const { meeting } = await s.meet({ participants: [{ user_id: s.bob.user_id }] });
    await s.bob.api.join(meeting);
    const groups = s.words.groups.map((title, n) => ({ title, participants: [{ user_id: [s.bob, s.alice][n].user_id }] }));
    const [room, other] = roomsOf(await s.done(s.alice, meeting, BREAKOUTS, { description: s.words.description, ...times, groups }));
    for (const { api } of [s.bob, s.alice]) await api.join(room);
    await s.bob.api.send(room, "m.room.message", { msgtype: "m.text", body: "Hello" });
    const state = await s.bob.api.fullState(room);
    expect(widgets(state)).toEqual(["Parley Details", "Video Conference"]);
    expect(find(state, "m.room.name").content.name).toBe(s.words.groups[0]);
    await s.alice.api.join(other);
    expect(find(await s.alice.api.fullState(other), "m.room.member", s.bob.user_id)).toBeUndefined();
    s.reads((await heard(s.bob, room, s.bot)).sort());
});

scenario(56, "breakout sessions with the longest titles and description", async (s) => {
    const { meeting } = await s.meet();
    const groups = ["ä", "ß"].map((letter) => ({ title: letter.repeat(255), participants: [] }));
    const [room] = roomsOf(await s.done(s.alice, meeting, BREAKOUTS, { description: "x".repeat(20_000), ...times, groups }));
    await s.alice.api.join(room);
    expect((await s.alice.api.state(room, "m.room.name")).name).toBe("ä".repeat(255));
});

scenario(57, "a message to all sessions", async (s) => {
    const { meeting, change } = await s.meet();
    const groups = s.words.groups.map((title) => ({ title, participants: [] }));
    const rooms = roomsOf(await s.done(s.alice, meeting, BREAKOUTS, { description: "", ...times, groups }));
    await change(ALL, { message: s.words.back });
    const texts = [];
    for (const room of rooms) {
        await s.alice.api.join(room);
        texts.push((await heard(s.alice, room, s.bot)).at(-1));
    }
    s.reads(texts);
});

for (const language of ["en", "de"])
    test(`E2E-68 whoever invites the bot is greeted, and the planner comes with its power (${language})`, async ({ ownStack }) => {
        const stack = await ownStack({ env: { WELCOME_WORKFLOW_DEFAULT_LOCALE: language } });
        const { alice } = await newPeople(stack);
        const room = await alice.api.createRoom({ name: "Calendar" });
        await alice.api.invite(room, stack.bot.userId);
        const { room_id: help } = await alice.api.until(async () => (await alice.api.invitations())[0], "the room of help");
        await alice.api.join(help);
        const messages = (count) => alice.api.until(async () => {
            const texts = (await heard(alice, help, stack.bot.userId)).filter((text) => !text.startsWith("invite"));
            return texts.length === count && texts;
        }, `${count} messages`);
        await messages(1);
        await promoteBot(room, alice.api, stack.bot.userId);
        const state = await alice.api.fullState(help);
        reads(68, language, find(state, "m.room.name").content.name, find(state, "m.room.topic").content.topic, await messages(2));
        expect(widgets(await alice.api.fullState(room))).toEqual(["Parley"]);
    });

// No scenario of the existing system, which has this text in English only.
scenario("errors", "whoever has asked for what cannot be done reads why", async (s) => {
    const { meeting } = await s.meet({ participants: [{ user_id: s.bob.user_id }] });
    await s.bob.api.join(meeting);
    const { content } = await s.tell(s.bob, meeting, UPDATE, { target_room_id: meeting, title: s.words.other });
    const details = content["net.nordeck.meetings.bot.meta"].room_id;
    await s.bob.api.join(details);
    await s.tell(s.bob, s.room, CREATE, { title: "", calendar: [on("03", "1030", "1030")], participants: [{ user_id: "bob" }] });
    await s.tell(s.bob, s.room, BREAKOUTS, { ...times, groups: [] });
    await s.tell(s.bob, s.room, CLOSE, { target_room_id: meeting });
    const state = await s.bob.api.fullState(details);
    expect(find(state, "m.room.member", s.alice.user_id)).toBeUndefined();
    s.reads(find(state, "m.room.name").content.name, find(state, "m.room.topic").content.topic, await heard(s.bob, details, s.bot));
});
