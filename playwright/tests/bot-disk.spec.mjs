// A disk that is full: commands wait, the bot says why it takes none, and goes on by itself.
import { expect, newPeople, test } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { smallDisk } from "../stack/disk.mjs";
import { answerTo, CREATE, createCommand, meetingsBelow } from "./meetings.mjs";

test("the disk is full for a while", async ({ ownStack }) => {
    const stack = await ownStack({ bot: false });
    const account = await stack.account("parley", "Parley");
    const folder = `${stack.folder}/disk`;
    const disk = await smallDisk(folder, 8192);
    test.skip(!disk, "file systems may not be mounted here");
    try {
        const { url, program } = await startBot({ homeserver: stack.homeserver, account, folder, log: stack.logOf("bot") });
        const { alice } = await newPeople(stack);
        const room = await createCalendarRoom({ owner: alice.api, bot: account.user_id });
        const health = async () => (await fetch(`${url}/v1/health`)).json();
        expect(await health()).toMatchObject({ status: "ok" });

        disk.fill();
        const commands = await Promise.all([1, 2, 3].map((n) => alice.api.send(room, CREATE, createCommand({ title: `Meeting ${n}` }))));
        await expect.poll(async () => (await health()).reason).toBe("storage");
        expect((await fetch(`${url}/v1/live`)).status).toBe(204);
        expect(await Promise.all(commands.map((id) => alice.api.reactions(room, id)))).toEqual([[], [], []]);
        await program.kill();
        await expect(program.start()).rejects.toThrow(/STORAGE_FILE_DATA_PATH: open the database: .*full/);

        disk.empty();
        await program.start();
        for (const id of commands) expect(await answerTo(alice.api, room, id)).toMatchObject({ done: true });
        disk.fill();
        const last = await alice.api.send(room, CREATE, createCommand({ title: "Meeting 4" }));
        await expect.poll(async () => (await health()).reason).toBe("storage");
        disk.empty();
        expect(await answerTo(alice.api, room, last)).toMatchObject({ done: true });
        await expect.poll(async () => (await health()).status).toBe("ok");
        await program.stop();
        expect((await meetingsBelow(stack.api(account), room)).map(({ title }) => title).sort()).toEqual([1, 2, 3, 4].map((n) => `Meeting ${n}`));
    } finally {
        await disk.unmount();
    }
});
