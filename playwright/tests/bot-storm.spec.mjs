// Hundreds of commands while everything that can die or fail does, and comes back: nothing lost, doubled or out of order.
import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { smallDisk } from "../stack/disk.mjs";
import { answered, COMMANDS, crowd, expectAllDone, settled, sinceThen } from "./storm.mjs";

// How many people there are, and how often each of them sends the script. `PEOPLE=50 ROUNDS=2` is the long form, for a run by hand.
const PEOPLE = Number(process.env.PEOPLE ?? 10);
const ROUNDS = Number(process.env.ROUNDS ?? 1);
const LONG = PEOPLE > 20;
// How long the homeserver is away. `OUTAGE_SECONDS=600` is another long form.
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 15);
const LIMIT = { limit: OUTAGE_SECONDS * 1000 + 200_000 + 10_000 * PEOPLE };
const DISK = 64 * 1024; // kilobytes
const OFTEN = ["bot killed", "bot killed", "bot killed", "disk full", "disk full", "store lost"];

test(`${COMMANDS * ROUNDS * PEOPLE} commands, with bot, homeserver, disk and store failing in it`, async ({ ownStack }) => {
    test.setTimeout(OUTAGE_SECONDS * 1000 + 900_000 + 40_000 * PEOPLE);
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const folder = `${stack.folder}/bot`;
    const disk = await smallDisk(folder, DISK);
    try {
        const { url, program } = await startBot({ homeserver: stack.homeserver, account, folder, log: stack.logOf("bot"), env: { BREAKOUT_AUTO_CLOSE: "true" } });
        const people = await crowd(stack, account.user_id, { people: PEOPLE, rounds: ROUNDS, patience: LONG ? 6000 * PEOPLE : 0 });
        const count = { "bot killed": 0, "disk full": 0, "store lost": 0 };
        const reason = async () => (await (await fetch(`${url}/v1/health`)).json()).reason;
        const blows = {
            async "bot killed"() {
                await program.kill();
                await program.start();
            },
            async "disk full"() {
                if (!disk) return; // file systems may not be mounted here
                disk.fill();
                await people[0].api.until(async () => (await reason()) === "storage", "the bot says why it takes no commands", LIMIT);
                disk.empty();
            },
            async "store lost"() {
                await program.kill();
                for (const name of ["parley.db", "parley.db-wal", "parley.db-shm"]) rmSync(join(folder, name), { force: true });
                await program.start();
            },
        };
        const strike = async (blow) => {
            await blows[blow]();
            count[blow]++;
        };

        const begin = Date.now();
        const sending = Promise.all(people.map(({ send }) => send()));
        const bot = stack.api(account);
        // Each blow falls when some more of the commands are answered; in the long form, at any time until all are.
        const after = (n) => people[0].api.until(async () => (await answered(people)) >= n, `${n} answers`, LIMIT);
        while (LONG && (await answered(people)) < PEOPLE * ROUNDS * (COMMANDS - 1)) {
            await delay(500 + randomInt(4000)); // that it is any time is the subject
            await strike(OFTEN[randomInt(OFTEN.length)]);
        }
        if (!LONG) {
            await after(8);
            await strike("bot killed");
            await after(20);
            await strike("disk full");
            await after(32);
            await program.stop();
            await program.start();
            await stack.homeserver.program.kill();
            await delay(OUTAGE_SECONDS * 1000); // the outage is the subject
            await stack.homeserver.program.start();
            await after(45);
            await strike("store lost");
            await after(60);
            await program.kill();
            await stack.homeserver.program.stop();
            await stack.homeserver.program.start();
            await program.start();
        }

        await sending;
        await settled(people, bot, LIMIT);
        const seconds = Math.round((Date.now() - begin) / 1000);
        await program.stop(); // it finishes what it does: nothing can come later
        const told = await expectAllDone(people, bot, { lost: true });
        const changes = 2 * ROUNDS * PEOPLE;
        expect(told).toBeGreaterThan(changes - 10 * count["store lost"]); // those that were being made
        if (LONG) console.table([{ commands: COMMANDS * ROUNDS * PEOPLE, people: PEOPLE, seconds, ...count, "done and answered once, in order": "all", "reminders and ends, once": PEOPLE, "of these in the storm": Object.values(await sinceThen(people, begin)).join(" and "), "changes told": `${told} of ${changes}` }]);
    } finally {
        await disk?.unmount();
    }
});
