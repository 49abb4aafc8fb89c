// The light client: what people see at `make run`, before they open the planner.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible } from "../pages/axe.mjs";
import { exampleMeetings, schedule } from "../stack/calendar.mjs";

for (const [language, theme, viewport] of [["en", "light"], ["de", "dark", { width: 390, height: 800 }]])
    test(`bob accepts an invitation and writes (${language}, ${theme})`, async ({ calendar, signIn }) => {
        const { alice, bob, room } = calendar;
        const [meeting] = exampleMeetings([bob.user_id]);
        await schedule(alice.api, room, meeting);

        const client = await signIn("light", bob, { language, theme, viewport });
        await client.room(meeting.title).click();
        await expect(client.invitationReason).toContainText(meeting.description);
        await expectAccessible(client.page);

        await client.acceptInvitation();
        await expect(client.heading).toHaveText(meeting.title);
        await client.openRoom(room);
        const message = client.page.getByRole("textbox");
        await message.fill("See you at https://example.org/.");
        await message.press("Enter");
        await expect(client.timeline.getByRole("link", { name: "https://example.org/" })).toBeVisible();
        await expect(client.timeline.getByRole("img", { name: /^✅/ })).toBeVisible();
        await expectAccessible(client.page);
    });

test("a declined invitation is gone", async ({ calendar, signIn }) => {
    const { alice, bob, room } = calendar;
    const [meeting] = exampleMeetings([bob.user_id]);
    await schedule(alice.api, room, meeting);
    const client = await signIn("light", bob);
    await client.room(meeting.title).click();
    await client.declineInvitation();
    await expect(client.room(meeting.title)).toHaveCount(0);
});

test("the page of nobody offers the people", async ({ stack, people, page }) => {
    const server = await stack.client("light");
    const address = server.add(people.carol);
    await page.goto(`http://nobody.localhost:${server.port}/`);
    const link = page.locator(`a[href="${address}"]`);
    await expect(link).toHaveText("Carol Clark");
    await expectAccessible(page);
});
