// The main story, in every client, both widget protocols, both languages and themes: alice schedules a meeting, its room has
// all that it should, bob is invited and joins.
import { CLIENT_NAMES, expect, test } from "../fixtures.mjs";
import { Planner, dateIn } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";
import { find } from "./meetings.mjs";

// Markup and template signs are nothing but text; the plain one is for the picture in the README.
const PLAIN = "Quarterly budget";
const HOSTILE = "Budget <b>2041</b> {{room_id}}";

for (const name of CLIENT_NAMES)
    for (const [language, theme, title] of [["en", "light", PLAIN], ["de", "dark", HOSTILE]])
        test(`${name}: alice schedules a meeting and bob joins (${language}, ${theme})`, async ({ calendar, signIn }) => {
            const { alice, bob, room: parent } = calendar;
            const client = await signIn(name, alice, { language, theme });
            const planner = new Planner(await client.openWidget(parent), language);
            const keep = (what, page = client.page) => picture(page, `${name}-${language}-${what}`);
            await expect(planner.createButton).toBeVisible();
            await keep("empty");
            await planner.createButton.evaluate((button) => (button.ownerDocument.parleyLoadedOnce = true));

            await planner.openDialog();
            await planner.fill({
                title, date: dateIn(1), start: "09:00", end: "10:30", description: "Numbers & plans\n„Äpfel“",
                people: [{ search: "bob", choose: bob.user_id }],
            });
            await keep("dialog");
            await planner.submit.click();

            const card = planner.card(title);
            await expect(card).toBeVisible();
            await expect(card).toContainText("09:00");
            await expect(card).toContainText("10:30");
            await expect(planner.dialog).toBeHidden();
            await keep("list");
            expect(await planner.createButton.evaluate((button) => button.ownerDocument.parleyLoadedOnce), "no reload").toBe(true);

            const meeting = await card.getAttribute("data-room");
            await expectMeeting(calendar, meeting, title);
            await alice.api.until(async () => (await alice.api.state(meeting, "m.room.member", alice.user_id))?.membership === "join", "alice joins her own meeting");

            const guest = await signIn(name, bob, { language, theme });
            await guest.openRoom(meeting);
            await expect(guest.invitationReason).toContainText("📅");
            await expect(guest.invitationReason).toContainText(alice.display_name);
            await keep("invitation", guest.page);
            await guest.acceptInvitation();
            await expect(guest.heading).toContainText(title);
            await keep("meeting", guest.page);
        });

/** Everything that a meeting's room has from the start. */
async function expectMeeting({ alice, bob, room: parent }, meeting, title) {
    const events = await alice.api.fullState(parent);
    expect(find(events, "m.space.child", meeting)?.content.via).toHaveLength(1);
    const inside = await bob.api.until(async () => {
        const state = await alice.api.fullState(meeting).catch(() => undefined);
        return state && find(state, "m.room.member", alice.user_id)?.content.membership === "join" && state;
    }, "the meeting's state");
    expect(find(inside, "m.room.create").content.type).toBe("net.nordeck.meetings.meeting");
    expect(find(inside, "m.room.name").content.name).toBe(title);
    expect(find(inside, "m.room.topic").content.topic).toBe("Numbers & plans\n„Äpfel“");
    expect(find(inside, "m.space.parent", parent).content.via).toHaveLength(1);
    const { creator, calendar } = find(inside, "net.nordeck.meetings.metadata").content;
    expect(creator).toBe(alice.user_id);
    const day = dateIn(1).replaceAll("-", "");
    expect(calendar).toEqual([{
        uid: expect.stringMatching(/.+/),
        dtstart: { tzid: "Europe/Berlin", value: `${day}T090000` }, dtend: { tzid: "Europe/Berlin", value: `${day}T103000` },
    }]);
    expect(find(inside, "m.room.power_levels").content).toMatchObject({ invite: 50, users: { [alice.user_id]: 100 } });
    expect(find(inside, "m.room.member", bob.user_id).content).toMatchObject({ membership: "invite", reason: expect.stringContaining("📅") });
    const widgets = inside.filter(({ type, content }) => type === "im.vector.modular.widgets" && content.url).map(({ content }) => content.type);
    expect(widgets.sort()).toEqual(["jitsi", "net.nordeck.meetings.widget.breakoutsessions", "net.nordeck.meetings.widget.cockpit"]);
}
