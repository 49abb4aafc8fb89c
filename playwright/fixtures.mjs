// What the stories start from. In a spec:
//
//     import { expect, test } from "../fixtures.mjs";
//
//     test("bob sees alice's meeting", async ({ calendar, signIn }) => {
//         const page = await signIn("light", calendar.bob, { language: "de", theme: "dark" });
//         const planner = await page.openWidget(calendar.room);          // prompts clicked like a person
//         await expect(planner.getByRole("heading")).toBeVisible();      // planner is a FrameLocator
//         await calendar.alice.api.send(calendar.room, "m.room.message", { msgtype: "m.text", body: "Hello" });
//     });
//
// Fixtures:
//
// stack       The worker's own homeserver and bot, kept for all tests of the worker; see stack/stack.mjs.
//             Do not stop its parts: other tests need them. A part that dies by itself fails the test.
// people      Fresh users of this test: {alice, bob, carol}. Each is an account (user_id, password, access_token, device_id,
//             display_name) with `api`, its MatrixClient (stack/matrix.mjs).
// calendar    Those people and a fresh room with the bot and its planner: {room, alice, bob, carol}. Alice owns it, the others joined.
// settings    A function of the stack that answers how its bot is started: what startBot of stack/stack.mjs takes. For stories about
//             another installation, which override it.
// etherpad    The worker's own Etherpad with our plugin, started by the first test that asks for it; see stack/etherpad.mjs. Its bot
//             knows of it only where `settings` starts Etherpad first and passes on what notesSettings() answers.
// signIn      (client, person, {language, locale, theme, viewport, hasTouch, on}) → a page object of pages/, the person signed in.
//             Clients: `light`, `element` (current widget protocol), `element2024`; CLIENT_NAMES lists them.
//             language is en or de, theme light or dark, `on` another stack than the worker's.
//             An exception in the widget that nobody caught fails the test.
// ownStack    ({env, bot, roomVersion, pushed}) → a stack of this test alone, to kill and restart parts of: `await stack.bot.program.kill()`,
//             `await stack.bot.program.start()`, the same with stack.homeserver. With bot: false only the homeserver runs.
//             Its people come from newPeople(stack).
//
// Waiting: never sleep. `person.api.until(check, what)` asks again whenever the homeserver has news, `person.api.reaction(room, event)`
// waits for the bot's answer, schedule() of stack/calendar.mjs sends a meeting and waits for it; locators wait by themselves.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base } from "@playwright/test";
import { ElementPage } from "./pages/element.mjs";
import { LightPage } from "./pages/light.mjs";
import { scratchFolder } from "./scratch.mjs";
import { createCalendarRoom } from "./stack/calendar.mjs";
import { CLIENTS, Stack } from "./stack/stack.mjs";

export { expect };
export const CLIENT_NAMES = Object.keys(CLIENTS);

const NAMES = { alice: "Alice Adams", bob: "Bob Baker", carol: "Carol Clark" };
const LOCALES = { en: "en-GB", de: "de-DE" };
const PAGES = { light: LightPage, element: ElementPage };
let generation = 0;

/** Fresh people on a stack: {alice, bob, carol}. */
export async function newPeople(stack) {
    const suffix = `${process.pid}-${++generation}`;
    const people = {};
    for (const [name, displayName] of Object.entries(NAMES)) {
        const account = await stack.account(`${name}-${suffix}`, displayName);
        people[name] = { ...account, api: stack.api(account) };
    }
    return people;
}

async function attachLogs(info, folder) {
    for (const name of readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".log")))
        await info.attach(name, { body: readFileSync(join(folder, name)), contentType: "text/plain" });
}

export const test = base.extend({
    settings: [({}, use) => use(async () => ({})), { scope: "worker" }],

    stack: [
        async ({ settings }, use) => {
            const deaths = [];
            const stack = new Stack({ folder: scratchFolder("stack"), onDeath: (description) => deaths.push(description) });
            await stack.startHomeserver();
            await stack.startBot(await settings(stack));
            await use(Object.assign(stack, { deaths }));
            await stack.stop();
        },
        { scope: "worker", timeout: 180_000 },
    ],

    etherpad: async ({ stack }, use) => {
        if (!stack.etherpad) await stack.startEtherpad();
        await use(stack.etherpad);
    },

    people: ({ stack }, use) => newPeople(stack).then(use),

    calendar: async ({ stack, people }, use) => {
        const { alice, bob, carol } = people;
        const room = await createCalendarRoom({ owner: alice.api, members: [bob.api, carol.api], bot: stack.bot.userId });
        await use({ room, ...people });
    },

    signIn: async ({ stack, browser }, use) => {
        const contexts = [];
        const exceptions = [];
        await use(async (name, person, { language = "en", locale = LOCALES[language], theme = "light", viewport, hasTouch = false, on = stack } = {}) => {
            const server = await on.client(name);
            const context = await browser.newContext({
                locale, timezoneId: "Europe/Berlin", colorScheme: theme, hasTouch, ...(viewport && { viewport }),
            });
            contexts.push(context);
            const page = await context.newPage();
            page.on("pageerror", ({ stack: trace }) => trace.includes(on.bot?.url) && exceptions.push(trace));
            const client = new PAGES[CLIENTS[name].kind](page, server.add(person), { language, theme });
            await client.open();
            return client;
        });
        for (const context of contexts) await context.close();
        expect(exceptions, "exceptions in the widget").toEqual([]);
    },

    ownStack: async ({}, use, info) => {
        const stacks = [];
        await use(async ({ env, bot = true, roomVersion, pushed } = {}) => {
            const stack = new Stack({ folder: scratchFolder("own"), onDeath: () => {}, pushed });
            stacks.push(stack);
            await stack.startHomeserver(undefined, roomVersion);
            if (bot) await stack.startBot({ env });
            return stack;
        });
        for (const stack of stacks) {
            await stack.stop();
            if (info.status !== info.expectedStatus) await attachLogs(info, stack.folder);
        }
    },

    // Logs beside a failure, and no part that died unnoticed.
    watch: [
        async ({ stack }, use, info) => {
            await use();
            if (info.status !== info.expectedStatus) await attachLogs(info, stack.folder);
            expect(stack.deaths.splice(0), "parts that ended by themselves").toEqual([]);
        },
        { auto: true },
    ],
});
