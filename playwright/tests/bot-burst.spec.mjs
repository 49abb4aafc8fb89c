// Many commands at once: each is carried out once, and those of one room in the order of their arrival.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { CREATE, createCommand, find, meetingsBelow, readAnswer, timeline } from "./meetings.mjs";

const EACH = 50;

test(`two people send ${EACH} commands each at once`, async ({ ownStack }) => {
    test.setTimeout(600_000);
    const stack = await ownStack();
    const { alice, bob } = await newPeople(stack);
    const bot = stack.api(await stack.account("parley", "Parley"));
    const rooms = await Promise.all([alice, bob].map((owner) => createCalendarRoom({ owner: owner.api, bot: stack.bot.userId })));
    const sent = await Promise.all([alice, bob].map(async (person, i) => {
        const titles = Array.from({ length: EACH }, (_, n) => `Meeting ${n}`);
        const ids = await Promise.all(titles.map((title) => person.api.send(rooms[i], CREATE, createCommand({ title }))));
        return new Map(ids.map((id, n) => [id, titles[n]]));
    }));
    for (const [i, person] of [alice, bob].entries()) {
        const answers = await person.api.until(async () => {
            const found = await answersIn(person.api, rooms[i]);
            return found.length >= EACH && found;
        }, "all answers", { limit: 540_000 });
        const commands = (await timeline(person.api, rooms[i])).filter(({ type }) => type === CREATE).map(({ event_id }) => event_id);
        expect(answers.map(({ command }) => command), "answers come in the order of the commands").toEqual(commands);
        expect(answers.every(({ done, warnings }) => done && !warnings)).toBe(true);

        const meetings = new Map((await meetingsBelow(bot, rooms[i])).map(({ room, title }) => [room, title]));
        expect(meetings.size).toBe(EACH);
        expect(answers.map(({ room }) => meetings.get(room))).toEqual(commands.map((id) => sent[i].get(id)));
        expect(new Set(answers.map(({ room }) => room)).size).toBe(EACH);
    }
    await stack.bot.program.stop();
    for (const [i, room] of rooms.entries()) {
        expect(await answersIn(bot, room), `room ${i}`).toHaveLength(EACH);
        const children = (await bot.fullState(room)).filter(({ type, content }) => type === "m.space.child" && content.via);
        expect(children).toHaveLength(EACH);
        for (const { state_key } of children) expect(find(await bot.fullState(state_key), "m.space.parent", room)).toBeTruthy();
    }
});

test("of what several people send at the same time while the bot is away, everything is answered once", async ({ ownStack }) => {
    test.setTimeout(600_000);
    const stack = await ownStack();
    const people = Object.values(await newPeople(stack));
    const bot = stack.api(await stack.account("parley", "Parley"));
    const [owner, ...others] = people;
    const room = await createCalendarRoom({ owner: owner.api, bot: stack.bot.userId, members: others.map(({ api }) => api) });
    await stack.bot.program.kill();
    const sent = await Promise.all(people.flatMap(({ api }) => [1, 2, 3, 4].map(async () => {
        const ids = [];
        for (let n = 0; n < 15; n++) ids.push(await api.send(room, CREATE, {})); // refused without work: it is about their number
        return ids;
    })));
    await stack.bot.program.start();
    const answered = await owner.api.until(async () => {
        const found = await answersIn(bot, room);
        return found.length >= sent.flat().length && found;
    }, "all answers", { limit: 300_000 });
    expect(answered.map(({ command }) => command).sort()).toEqual(sent.flat().sort());
});

/** The bot's answers in a room, oldest first, with the command each belongs to. */
async function answersIn(api, room) {
    return (await timeline(api, room)).filter(({ type }) => type === "m.reaction")
        .map(({ content }) => ({ command: content["m.relates_to"].event_id, ...readAnswer(content) }));
}
