// The stack itself: its parts run, and people are signed in wherever they look.
import { get } from "node:http";
import { text } from "node:stream/consumers";
import { CLIENT_NAMES, expect, test } from "../fixtures.mjs";

test("homeserver and bot answer", async ({ stack }) => {
    const versions = await fetch(`${stack.homeserver.url}/_matrix/client/versions`);
    expect((await versions.json()).versions).not.toHaveLength(0);
    expect((await fetch(`${stack.bot.url}/v1/health`)).status).toBe(200);
});

test("a person's session is given to that person's address only", async ({ stack, people }) => {
    const server = await stack.client("light");
    const { host } = new URL(server.add(people.alice));
    expect((await configFor(host)).session.user_id).toBe(people.alice.user_id);
    expect((await configFor(`nobody.localhost:${server.port}`)).session).toBeUndefined();
    // A name of the internet that was made to point to this machine.
    expect(await configFor(`example.org:${server.port}`)).toBe(421);

    // The answer to a page at this name: the configuration, or the status of a refusal.
    function configFor(name) {
        return new Promise((resolve, reject) => {
            const options = { host: "127.0.0.1", port: server.port, path: "/config.json", headers: { host: name } };
            get(options, async (response) => {
                const body = await text(response);
                resolve(response.statusCode === 200 ? JSON.parse(body) : response.statusCode);
            }).on("error", reject);
        });
    }
});

for (const name of CLIENT_NAMES)
    for (const [language, theme] of [["en", "light"], ["de", "dark"]])
        test(`${name}: alice is signed in and loads the planner (${language}, ${theme})`, async ({ calendar, signIn }, info) => {
            const client = await signIn(name, calendar.alice, { language, theme });
            await expect(client.room("Calendar")).toBeVisible();
            const planner = await client.openWidget(calendar.room);
            await expect(planner.getByRole("heading").first()).toBeVisible();
            await info.attach(`${name}-${language}-${theme}`, { body: await client.page.screenshot(), contentType: "image/png" });
        });
