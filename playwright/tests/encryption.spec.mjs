// The bot in encrypted rooms, asked by devices without screens; with Element's see scenarios-encrypted.spec.mjs.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { ENCRYPTED, SealedClient } from "../stack/sealed.mjs";
import { answerTo, CREATE, createCommand } from "./meetings.mjs";

test("encrypted commands are carried out", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice, bob } = await newPeople(stack);
    const device = await SealedClient.open(alice.api.homeserver, alice);
    const room = await createCalendarRoom({ owner: device, members: [bob.api], bot: stack.bot.userId });
    await device.sendState(room, ENCRYPTED.type, ENCRYPTED.content);
    const command = await device.sendSealed(room, CREATE, createCommand({ title: "Secret", participants: [{ user_id: bob.user_id }] }));
    const answer = await answerTo(alice.api, room, command);
    expect(answer).toMatchObject({ done: true });
});
