// 200 commands of 20 people while bot and homeserver die and come back: nothing lost, doubled or out of order.
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { answered, expectAllDone, person, withPeople } from "./storm.mjs";

const PEOPLE = 20;
// How long the homeserver is away. `OUTAGE_SECONDS=600` is the long form, for a run by hand.
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 15);
const LIMIT = { limit: OUTAGE_SECONDS * 1000 + 400_000 };

test("a storm of commands, with bot and homeserver dying in it", async ({ ownStack }) => {
    test.setTimeout(OUTAGE_SECONDS * 1000 + 900_000);
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const running = await startBot({ homeserver: stack.homeserver, account, folder: `${stack.folder}/bot` });
    const people = [];
    for (let n = 0; n < PEOPLE; n++) people.push(await person(stack, account.user_id, n));

    const sending = Promise.all(people.map(({ send }) => send()));
    const bot = stack.api(account);
    // Each blow falls when some more of the commands are answered.
    const after = (n) => people[0].api.until(async () => (await answered(people)) >= n, `${n} answers`, LIMIT);
    await after(10);
    await running.program.kill();
    await running.program.start();
    await after(40);
    await stack.homeserver.program.kill();
    await delay(OUTAGE_SECONDS * 1000); // the outage is the subject
    await stack.homeserver.program.start();
    await after(70);
    await running.program.stop();
    await running.program.start();
    await after(100);
    await running.program.kill();
    await stack.homeserver.program.stop();
    await stack.homeserver.program.start();
    await running.program.start();

    const sent = await sending;
    for (const [n, { api, room }] of people.entries()) {
        for (const { where, id } of sent[n]) await api.reaction(where, id, LIMIT);
        await api.until(async () => (await withPeople(bot, room)).length <= 2, "spare rooms are gone", LIMIT);
    }
    await running.program.stop(); // it finishes what it does: nothing can come later
    for (const [n, one] of people.entries()) await expectAllDone(one, sent[n], bot);
    expect(sent.flat()).toHaveLength(10 * PEOPLE);
});
