// Meetings of an encrypted calendar room in Element, as the existing system's scenarios have it and beyond: the bot is restarted,
// somebody comes late, a person has a new device, a program does not encrypt. Devices without screens: encryption.spec.mjs.
import { newPeople } from "../fixtures.mjs";
import { openDetails } from "../pages/editor.mjs";
import { Planner } from "../pages/planner.mjs";
import { Share } from "../pages/share.mjs";
import { picture } from "../picture.mjs";
import { signInAgain } from "../stack/accounts.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { ENCRYPTED } from "../stack/sealed.mjs";
import { arrive, change, expect, membership, operator, test } from "./element.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const FIRST = "2040-10-03";
const times = { date: FIRST, start: "10:30", end: "11:30" };

test.describe.configure({ timeout: 420_000 }); // a long story, and machines may be busy

test("E2E-33…41: meetings of an encrypted calendar room", async ({ ownStack, enter }) => {
    const stack = await ownStack({ bot: false });
    await stack.startBot(await operator(stack));
    const { alice, bob, carol } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api, carol.api], bot: stack.bot.userId, state: [ENCRYPTED] });
    const at = (account) => enter(account, { on: stack });
    const [hers, his] = await Promise.all([at(alice), at(bob)]);
    const [recoveryKey] = await Promise.all([hers.secure(alice), his.secure(bob)]);

    const planner = new Planner(await hers.openWidget(room)); // E2E-39
    await planner.goTo(FIRST);
    await planner.openDialog();
    const encryption = planner.dialog.getByRole("checkbox", { name: "Encrypt messages end-to-end" });
    await expect(encryption).toBeChecked();
    await expect(encryption).toBeDisabled();
    await encryption.scrollIntoViewIfNeeded();
    await picture(hers.page, "element-encrypted-editor");
    await planner.fill({ title: "My Meeting", description: "My Description", ...times });
    await planner.submit.click();
    const card = planner.card("My Meeting");
    await expect(card).toContainText("10:30 – 11:30 AM");
    const meeting = await card.getAttribute("data-room");
    await alice.api.until(async () => (await membership(alice, meeting, alice)) === "join", "alice joins her meeting");
    expect((await alice.api.messages(room)).map(({ type }) => type), "the homeserver cannot read commands").not.toContain(CREATE);

    await planner.view("Month"); // what the bot says now, nobody who comes later can read
    await planner.chip("My Meeting").press("Alt+ArrowRight");
    await hers.page.keyboard.press("Enter");
    await expect(planner.notice("The meeting has been changed.")).toBeVisible();
    await planner.view("List"); // E2E-41
    const details = await openDetails(planner, card, "My Meeting");
    await expect(details).toContainText("Messages are end-to-end encrypted. Title, description, times and participants are not");
    await details.getByRole("button", { name: "Share" }).click();
    const link = await new Share(planner.frame, "My Meeting").link();
    await stack.bot.program.kill();
    await stack.bot.program.start();
    await arrive(his, link, "My Meeting");
    await expect(his.message("Unable to decrypt message")).toBeVisible();
    await hers.openRoom(meeting);
    await expect(hers.timeline).toContainText("Date: Thu, October 4, 2040");

    await change({ hers, his, alice, carol, meeting, day: "Thu, October 4", name: "element-encrypted" }); // E2E-33…38
    await his.message("Title: New Meeting").scrollIntoViewIfNeeded();
    await picture(his.page, "element-encrypted-late");
    await expect(hers.warnings).toHaveCount(0);
    await expect(his.warnings).toHaveCount(1);
    expect((await alice.api.messages(meeting)).map(({ type }) => type)).not.toContain("m.room.message");
    await hers.page.close();

    const anew = await at(await signInAgain(stack.homeserver, alice)); // E2E-40
    const again = new Planner(await anew.openWidget(room, { load: false }));
    await again.goTo(FIRST);
    await again.openDialog();
    await again.fill({ title: "Second", ...times, people: [{ search: "Bob", choose: bob.user_id }] });
    await again.submit.click();
    await expect(again.dialog).toContainText("the device that you use is not verified yet");
    await picture(anew.page, "element-encrypted-unverified");
    await anew.verify(recoveryKey);
    await again.submit.click();
    await expect(again.card("Second")).toContainText("10:30 – 11:30 AM");
    const second = await again.card("Second").getAttribute("data-room");
    await his.openRoom(second);
    await his.acceptInvitation();
    await his.say("Here I am");
    await anew.openRoom(second);
    await expect(anew.timeline).toContainText("Here I am");
    await expect(anew.warnings).toHaveCount(0);

    const command = await alice.api.send(room, CREATE, createCommand({ title: "In clear" }));
    expect((await answerTo(alice.api, room, command)).error).toEqual({ code: "not_encrypted" });
    const talk = (await alice.api.invitations()).find(({ events }) => find(events, "m.room.name").content.name === "Meeting bot: messages for you");
    await anew.openRoom(talk.room_id);
    await anew.acceptInvitation();
    for (const words of ["In clear", "your client sent the request without encryption"]) await expect(anew.timeline).toContainText(words);
    await picture(anew.page, "element-encrypted-explained");
});
