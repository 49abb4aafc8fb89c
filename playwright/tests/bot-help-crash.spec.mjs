// Whatever dies while the bot talks to people: one room for each purpose, one message for each reason.
import { expect, test } from "../fixtures.mjs";
import { MOMENTS } from "../stack/proxy.mjs";
import { arm, scene } from "./crash.mjs";
import { answerTo, CREATE, createCommand, find, meetingsBelow } from "./meetings.mjs";

const MARKERS = ["net.nordeck.meetings.private_bot_message_room", "net.nordeck.meetings.private_welcome_room"];

const creation = { matches: ({ path }) => path.endsWith("/createRoom") };
const message = { matches: ({ path }) => path.includes("/send/m.room.message/") };

/** The bot's private rooms with a person: {room, about, messages}, oldest message first. */
async function privateRooms(botApi, person) {
    const found = [];
    for (const room of await botApi.joinedRooms()) {
        const state = await botApi.fullState(room);
        const marker = MARKERS.map((type) => find(state, type, botApi.userId)).find(Boolean);
        if (marker?.content.userId !== person.user_id) continue;
        const sent = (await botApi.messages(room)).filter(({ type }) => type === "m.room.message").map(({ content }) => content.body);
        found.push({ room, about: marker.content.originalRoomId, messages: sent.reverse() });
    }
    return found;
}

for (const moment of MOMENTS)
    test(`the bot is killed, each time ${moment} a request`, async ({ ownStack }) => {
        test.setTimeout(300_000);
        const { proxy, bot, botApi, alice, room } = await scene(ownStack);
        const killed = async (request, cause) => {
            const dead = arm(proxy, request, moment, () => bot.program.kill());
            const event = await cause();
            await dead;
            await bot.program.start();
            return event;
        };

        // Wrong commands, each with another fault.
        const commands = [];
        for (const [request, data] of [[creation, { title: "" }], [message, { description: 5 }]]) {
            commands.push(await killed(request, () => alice.api.send(room, CREATE, createCommand(data))));
            expect((await answerTo(alice.api, room, commands.at(-1))).done).toBe(false);
        }
        const personal = (await privateRooms(botApi, alice)).filter(({ about }) => !about);
        expect(personal, "one room of what went wrong").toHaveLength(1);
        expect(personal[0].messages.map((body) => body.split(": ").at(-1)), "one message for each command").toEqual(commands);

        // A room that the bot is invited to.
        const team = await alice.api.createRoom({ name: "Team" });
        await killed(creation, () => alice.api.invite(team, bot.userId));
        const helping = async () => (await privateRooms(botApi, alice)).filter(({ about }) => about === team);
        await botApi.until(async () => (await helping()).length, "the room of help");

        // What is written to the bot.
        const asked = [];
        for (const [n, request] of [creation, message].entries())
            asked.push(await killed(request, () => alice.api.send(room, "m.room.message", { msgtype: "m.text", body: `!meeting create Plan ${n} 2040-10-03 10:30 UTC` })));
        asked.push(await killed({ matches: ({ path }) => path.includes("/upload") }, () => alice.api.send(room, "m.room.message", { msgtype: "m.text", body: "!meeting ics 1" })));
        await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({ calendar: [] }))); // all before it is done
        await bot.program.stop();
        expect((await meetingsBelow(botApi, room)).map(({ title }) => title).sort()).toEqual(["Plan 0", "Plan 1"]);
        const answered = (await botApi.messages(room)).map(({ content }) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id).filter(Boolean);
        expect(answered.reverse(), "one answer to each question").toEqual(asked);
        expect(await helping(), "one room of help").toHaveLength(1);
        await proxy.stop();
    });
