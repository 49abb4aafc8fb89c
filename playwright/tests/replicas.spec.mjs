// Three processes with one account share a PostgreSQL: what dies of them, and which connections, nobody notices.
import { randomInt } from "node:crypto";
import { expect, newPeople, test } from "../fixtures.mjs";
import { scratchFolder } from "../scratch.mjs";
import { startBot } from "../stack/bot.mjs";
import { startPostgres } from "../stack/postgres.mjs";
import { createCommand } from "./meetings.mjs";
import { asker } from "./programs.mjs";
import { answered, expectAllDone, person, withPeople } from "./storm.mjs";

// How many people there are, with ten commands each. `PEOPLE=100` is the long form, for a run by hand.
const PEOPLE = Number(process.env.PEOPLE ?? 6);
const ROUNDS = Math.floor(PEOPLE / 2); // of killing and cutting
const LIMIT = { limit: 200_000 };
const CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'parley'";

test(`${10 * PEOPLE} commands while replicas and their connections to the database are killed`, async ({ ownStack }) => {
    test.setTimeout(300_000 + 20_000 * PEOPLE);
    const postgres = await startPostgres({ folder: scratchFolder("postgres") });
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const start = (name) => startBot({
        homeserver: stack.homeserver, account, folder: `${stack.folder}/${name}`, env: { DATABASE_URL: postgres.url, STORAGE_FILE_DATA_PATH: "/nowhere" },
    });
    const replicas = await Promise.all(["a", "b", "c"].map(start)); // in a database without tables
    const people = [];
    for (let n = 0; n < PEOPLE; n++) people.push(await person(stack, account.user_id, n));

    const { alice } = await newPeople(stack);
    const { data } = createCommand();
    const orders = await Promise.all(replicas.map((bot) => asker({ bot }, alice)("POST", "/meeting/create", data, { "idempotency-key": "one" })));
    expect(orders.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(orders.map(({ body }) => body.room_id)).size, "an order is one on every replica").toBe(1);

    const sending = Promise.all(people.map(({ send }) => send()));
    const after = (n) => people[0].api.until(async () => (await answered(people)) >= n, `${n} answers`, LIMIT);
    // In three rounds each of them dies once, so one does that follows the stream.
    const order = replicas.map((replica) => [randomInt(1000), replica]).sort(([a], [b]) => a - b);
    let cut = 0;
    for (let n = 0; n < ROUNDS; n++) {
        const [, { program }] = order[n % order.length];
        await after(6 + 14 * n);
        await program.kill();
        cut += Number(await postgres.query(CUT));
        await program.start();
        await after(13 + 14 * n);
        cut += Number(await postgres.query(CUT));
    }
    expect(cut).toBeGreaterThan(ROUNDS);

    const sent = await sending;
    const bot = stack.api(account);
    for (const [n, { api, room }] of people.entries()) {
        for (const { where, id } of sent[n]) await api.reaction(where, id, LIMIT);
        await api.until(async () => (await withPeople(bot, room)).length <= 2, "spare rooms are gone", LIMIT);
    }
    expect(sent.flat()).toHaveLength(10 * PEOPLE);
    for (const { program } of replicas) await program.stop(); // they finish what they do: nothing can come later
    for (const [n, one] of people.entries()) await expectAllDone(one, sent[n], bot);
    await postgres.program.stop();
    if (ROUNDS > 3) console.table([{ commands: sent.flat().length, people: PEOPLE, "replicas killed": ROUNDS, "connections cut": cut, "carried out and answered once, in order": "all" }]);
});
