// Three processes with one account share a PostgreSQL: what dies of them, and which connections, nobody notices.
import { randomInt } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { expect, newPeople, test } from "../fixtures.mjs";
import { scratchFolder } from "../scratch.mjs";
import { startBot } from "../stack/bot.mjs";
import { startPostgres } from "../stack/postgres.mjs";
import { createCommand } from "./meetings.mjs";
import { asker } from "./programs.mjs";
import { answered, COMMANDS, crowd, expectAllDone, settled, sinceThen } from "./storm.mjs";

const ENV = { STORAGE_FILE_DATA_PATH: "/nowhere", BREAKOUT_AUTO_CLOSE: "true" };

// How many people there are, and how often each of them sends the script. `PEOPLE=50 ROUNDS=2` is the long form, for a run by hand.
const PEOPLE = Number(process.env.PEOPLE ?? 6);
const ROUNDS = Number(process.env.ROUNDS ?? 1);
const LONG = PEOPLE > 20;
const BLOWS = 3; // in the short form; in the long one, they fall until all is answered
const LIMIT = { limit: 200_000 + 10_000 * PEOPLE };
const CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'parley'";

test(`${COMMANDS * ROUNDS * PEOPLE} commands while replicas and their connections to the database are killed`, async ({ ownStack }) => {
    test.setTimeout(300_000 + 40_000 * PEOPLE);
    const postgres = await startPostgres({ folder: scratchFolder("postgres") });
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const start = (name) => startBot({
        homeserver: stack.homeserver, account, folder: `${stack.folder}/${name}`,
        env: { ...ENV, DATABASE_URL: postgres.url },
    });
    const replicas = await Promise.all(["a", "b", "c"].map(start)); // in a database without tables

    const { alice } = await newPeople(stack);
    const { data } = createCommand();
    const orders = await Promise.all(replicas.map((bot) => asker({ bot }, alice)("POST", "/meeting/create", data, { "idempotency-key": "one" })));
    expect(orders.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(orders.map(({ body }) => body.room_id)).size, "an order is one on every replica").toBe(1);

    const people = await crowd(stack, account.user_id, { people: PEOPLE, rounds: ROUNDS, patience: LONG ? 6000 * PEOPLE : 0 });
    const begin = Date.now();
    const sending = Promise.all(people.map(({ send }) => send()));
    const after = (n) => people[0].api.until(async () => (await answered(people)) >= n, `${n} answers`, LIMIT);
    // In three blows each of them dies once, so one does that follows the stream.
    const order = replicas.map((replica) => [randomInt(1000), replica]).sort(([a], [b]) => a - b);
    let [killed, cut] = [0, 0];
    const strike = async (pause) => {
        const [, { program }] = order[LONG ? randomInt(order.length) : killed % order.length];
        await pause(6 + 14 * killed);
        await program.kill();
        cut += Number(await postgres.query(CUT));
        await program.start();
        await pause(13 + 14 * killed++);
        cut += Number(await postgres.query(CUT));
    };
    if (LONG) while ((await answered(people)) < PEOPLE * ROUNDS * (COMMANDS - 1)) await strike(() => delay(500 + randomInt(3000))); // that it is any time is the subject
    else while (killed < BLOWS) await strike(after);
    expect(cut).toBeGreaterThan(BLOWS);

    await sending;
    const bot = stack.api(account);
    await settled(people, bot, LIMIT);
    const seconds = Math.round((Date.now() - begin) / 1000);
    for (const { program } of replicas) await program.stop(); // they finish what they do: nothing can come later
    await expectAllDone(people, bot);
    await postgres.program.stop();
    if (LONG) console.table([{ commands: COMMANDS * ROUNDS * PEOPLE, people: PEOPLE, seconds, "replicas killed": killed, "connections cut": cut, "done and answered once, in order": "all", "reminders and ends, once": PEOPLE, "of these in the storm": Object.values(await sinceThen(people, begin)).join(" and ") }]);
});

/** Passes what the homeserver pushes to a port on to one of several addresses after another, as a proxy in front of them does. */
async function spread(port, addresses) {
    const taken = addresses.map(() => 0);
    let turn = 0;
    const server = createServer(async (request, response) => {
        const chosen = turn++ % addresses.length;
        const chunks = [];
        for await (const chunk of request) chunks.push(chunk);
        try {
            const { method, headers: { authorization } } = request;
            const answer = await fetch(addresses[chosen] + request.url, { method, headers: { authorization, "content-type": "application/json" }, ...(method === "PUT" && { body: Buffer.concat(chunks) }) });
            if (answer.ok) taken[chosen]++;
            response.writeHead(answer.status).end(await answer.text());
        } catch {
            response.writeHead(502).end(); // it is dead
        }
    });
    await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
    return { taken, close: () => new Promise((resolve) => server.close(resolve)) };
}

test("what is pushed, any of several replicas takes", async ({ ownStack }) => {
    const postgres = await startPostgres({ folder: scratchFolder("postgres") });
    const stack = await ownStack({ bot: false, pushed: true });
    const { port, ...account } = await stack.account("parley");
    const start = (name) => startBot({ homeserver: stack.homeserver, account, folder: `${stack.folder}/${name}`, env: { ...ENV, DATABASE_URL: postgres.url } });
    const replicas = await Promise.all(["a", "b", "c"].map(start));
    const front = await spread(port, replicas.map(({ url }) => url));
    try {
        const people = await crowd(stack, account.user_id, { people: 2 });
        const sending = Promise.all(people.map(({ send }) => send()));
        for (const [n, { program }] of replicas.entries()) {
            await people[0].api.until(async () => (await answered(people)) >= 2 + 4 * n, "some answers");
            await program.kill();
            await program.start();
        }
        await sending;
        const bot = stack.api(account);
        await settled(people, bot);
        for (const { program } of replicas) await program.stop(); // they finish what they do: nothing can come later
        await expectAllDone(people, bot);
        expect(front.taken, "each of them has taken some").not.toContain(0);
    } finally {
        await front.close();
        await postgres.program.stop();
    }
});
