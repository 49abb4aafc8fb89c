// Whatever dies between a command and its answer: exactly one meeting, one invitation for each, one answer.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "../fixtures.mjs";
import { MOMENTS } from "../stack/proxy.mjs";
import { PUSHED } from "../stack/stack.mjs";
import { arm, scene } from "./crash.mjs";
import { CREATE, createCommand, find, meetingsBelow, readAnswer } from "./meetings.mjs";

const OUTAGE_MS = 60_000;

// The requests that a command causes, by how they look; `nth` says which of them when there are several.
const REQUESTS = {
    "the command's arrival": { matches: ({ path, answer }) => path.includes("/sync?") && answer?.includes(CREATE) },
    "the look at the sender": { matches: ({ method, path }) => method === "GET" && path.includes("/state/m.room.member/") },
    "the room's creation": { matches: ({ path }) => path.endsWith("/createRoom") },
    "the first invitation": { matches: ({ path }) => path.endsWith("/invite") },
    "the last invitation": { matches: ({ path }) => path.endsWith("/invite"), nth: 3 },
    "the link in the parent": { matches: ({ path }) => path.includes("/state/m.space.child/") },
    "the answer": { matches: ({ path }) => path.includes("/send/m.reaction/") },
};

async function expectOneOfEach({ botApi, alice, room, bot }, commands) {
    const people = 3; // the organiser is invited, too
    await alice.api.until(async () => (await meetingsBelow(botApi, room)).length <= commands.length, "spare rooms are gone");
    await bot.program.stop(); // it finishes what it does: nothing can come later
    const meetings = await meetingsBelow(botApi, room);
    const answered = [];
    for (const { id, title } of commands) {
        const reactions = await botApi.reactions(room, id);
        expect(reactions, title).toHaveLength(1);
        const answer = readAnswer(reactions[0].content);
        expect(answer, title).toMatchObject({ done: true, warnings: undefined });
        expect(meetings.filter((meeting) => meeting.title === title), title).toEqual([{ room: answer.room, title }]);
        answered.push(answer.room);
        const invited = (await botApi.fullState(answer.room)).filter(({ type, content }) => type === "m.room.member" && content.membership === "invite");
        expect(invited, title).toHaveLength(people);
        expect(find(await botApi.fullState(room), "m.space.child", answer.room).content.via, title).toHaveLength(1);
    }
    expect(meetings.map((meeting) => meeting.room).sort()).toEqual(answered.sort());
    const children = (await botApi.fullState(room)).filter(({ type, content }) => type === "m.space.child" && content.via);
    expect(children).toHaveLength(commands.length);
}

for (const moment of MOMENTS)
    test(`the bot is killed, each time ${moment} a request`, async ({ ownStack }) => {
        test.setTimeout(300_000);
        const { proxy, ...rest } = await scene(ownStack);
        const { bot, alice, room, participants } = rest;
        const commands = [];
        for (const [name, request] of Object.entries(REQUESTS)) {
            if (name === "the command's arrival" && (PUSHED || moment === "before" || moment === "during")) continue; // it has not arrived
            const title = `${moment} ${name}`;
            const killed = arm(proxy, request, moment, () => bot.program.kill());
            const id = await alice.api.send(room, CREATE, createCommand({ title, participants }));
            await killed;
            await bot.program.start();
            await alice.api.reaction(room, id);
            commands.push({ id, title });
        }
        await expectOneOfEach(rest, commands);
        await proxy.stop();
    });

for (const moment of ["before", "during", "answered"])
    test(`the homeserver is stopped, each time ${moment} a request`, async ({ ownStack }) => {
        test.setTimeout(300_000);
        const { proxy, stack, ...rest } = await scene(ownStack);
        const { alice, room, participants } = rest;
        const commands = [];
        for (const name of ["the look at the sender", "the room's creation", "the first invitation", "the link in the parent", "the answer"]) {
            const title = `${moment} ${name}`;
            let sent;
            const back = arm(proxy, REQUESTS[name], moment, async () => {
                await sent; // the bot may hear of the command before its sender knows that it is sent
                await stack.homeserver.program.stop();
                await stack.homeserver.program.start();
            });
            sent = alice.api.send(room, CREATE, createCommand({ title, participants }));
            const id = await sent;
            await back;
            await alice.api.reaction(room, id);
            commands.push({ id, title });
        }
        await expectOneOfEach(rest, commands);
        await proxy.stop();
    });

// As Dendrite does that cannot read a room any more: it answers without the room, and goes on to the next position.
for (const restarted of [false, true])
    test(`a command is missing in the last answer of a homeserver that goes down${restarted ? ", and the bot with it" : ""}`, { tag: "@asked" }, async ({ ownStack }) => {
        const { proxy, stack, ...rest } = await scene(ownStack);
        const { alice, bot, room, participants } = rest;
        const title = "Left out";
        const arrival = REQUESTS["the command's arrival"];
        const down = new Promise((resolve) => {
            proxy.watch = async (request, moment) => {
                if (moment !== "answered" || !arrival.matches(request)) return false;
                proxy.watch = async ({ path }) => {
                    if (path.includes("/sync?")) resolve();
                    return true;
                };
                return { status: 200, body: JSON.stringify({ next_batch: JSON.parse(request.answer).next_batch }) };
            };
        });
        const id = await alice.api.send(room, CREATE, createCommand({ title, participants }));
        await down;
        if (restarted) await bot.program.kill();
        await stack.homeserver.program.stop();
        await stack.homeserver.program.start();
        proxy.watch = async () => false;
        if (restarted) await bot.program.start();
        await alice.api.reaction(room, id);
        await expectOneOfEach(rest, [{ id, title }]);
        await proxy.stop();
    });

test("the homeserver is away for a minute", async ({ ownStack }) => {
    test.setTimeout(300_000);
    const { proxy, stack, ...rest } = await scene(ownStack);
    const { alice, bot, room, participants } = rest;
    const title = "Through the outage";
    let sent;
    const back = arm(proxy, REQUESTS["the room's creation"], "during", async () => {
        await sent; // the bot may hear of the command before its sender knows that it is sent
        await stack.homeserver.program.kill();
        await expect.poll(async () => (await fetch(`${bot.url}/v1/health`)).status).toBe(503);
        await delay(OUTAGE_MS); // the outage is the subject: nothing to wait for
        await stack.homeserver.program.start();
    });
    sent = alice.api.send(room, CREATE, createCommand({ title, participants }));
    const id = await sent;
    await back;
    await alice.api.reaction(room, id);
    await alice.api.until(async () => (await fetch(`${bot.url}/v1/health`)).ok, "the bot is ready again");
    await expectOneOfEach(rest, [{ id, title }]);
    await proxy.stop();
});

test("commands sent while the bot is away are all carried out", async ({ ownStack }) => {
    const { proxy, ...rest } = await scene(ownStack);
    const { alice, bot, room, participants } = rest;
    await bot.program.kill();
    const commands = [];
    for (let n = 0; n < 30; n++) {
        const title = `Meanwhile ${n}`;
        commands.push({ id: await alice.api.send(room, CREATE, createCommand({ title, participants })), title });
    }
    await bot.program.start();
    await alice.api.reaction(room, commands.at(-1).id);
    await expectOneOfEach(rest, commands);
    await proxy.stop();
});
