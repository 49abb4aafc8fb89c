// The bot as an application service: the homeserver pushes events to it. PARLEY_EVENTS=pushed has all other stories so.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, newPeople, test } from "../fixtures.mjs";
import { PARLEY } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { execute } from "../stack/process.mjs";
import { answerTo, CREATE, createCommand, meetingsBelow } from "./meetings.mjs";

test("events are pushed to those who know the secret, once for all, also while the bot is away", async ({ ownStack }) => {
    const stack = await ownStack({ pushed: true });
    const { alice, bob } = await newPeople(stack);
    const bot = stack.api(await stack.account("parley"));
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api], bot: stack.bot.userId });
    const first = await alice.api.send(room, CREATE, createCommand({ title: "First", participants: [{ user_id: bob.user_id }] }));
    expect(await answerTo(alice.api, room, first)).toMatchObject({ done: true });

    await stack.bot.program.kill();
    const away = await Promise.all([2, 3, 4].map((n) => alice.api.send(room, CREATE, createCommand({ title: `Meeting ${n}` }))));
    await stack.bot.program.start();
    for (const command of away) expect(await answerTo(alice.api, room, command)).toMatchObject({ done: true });

    const [, secret] = readFileSync(join(stack.folder, "registration.yaml"), "utf8").match(/hs_token: (\S+)/);
    const push = async (token, events, path = "transactions/again", method = "PUT") =>
        (await fetch(`${stack.bot.url}/_matrix/app/v1/${path}`, {
            method, headers: { authorization: `Bearer ${token}` }, ...(method === "PUT" && { body: typeof events === "string" ? events : JSON.stringify({ events }) }),
        })).status;
    const command = await alice.api.request("GET", `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/event/${encodeURIComponent(first)}`);
    for (const token of ["", "wrong", (await stack.account("parley")).access_token]) expect(await push(token, [command])).toBe(403);
    expect(await push(secret, "[")).toBe(400);
    expect(await push(secret, [null, 7, {}, { type: CREATE }, { ...command, room_id: 7 }, command, command]), "what is known is not done again").toBe(200);
    expect(await push(secret, undefined, "users/%40x%3Ay", "GET")).toBe(404);
    const checked = await execute(PARLEY, ["check"], { env: { ...stack.bot.program.env, STORAGE_FILE_DATA_PATH: join(stack.folder, "checked") } }).catch(({ message }) => message);
    expect(checked).toContain(`ok    account: ${bot.userId}, an application service to which the homeserver pushes at ${stack.bot.url}`);
    const last = await alice.api.send(room, CREATE, createCommand({ title: "Last" }));
    expect(await answerTo(alice.api, room, last)).toMatchObject({ done: true });
    expect((await meetingsBelow(bot, room)).map(({ title }) => title).sort()).toEqual(["First", "Last", "Meeting 2", "Meeting 3", "Meeting 4"]);
    expect(await alice.api.reactions(room, first)).toHaveLength(1);
});
