// Forms in dialogs of the client, for operators who want them there (ENABLE_CLIENT_DIALOGS).
import { expect, test } from "../fixtures.mjs";
import { expectAccessible, frameOf } from "../pages/axe.mjs";
import { openDetails } from "../pages/editor.mjs";
import { Breakouts } from "../pages/breakout.mjs";
import { Planner } from "../pages/planner.mjs";
import { picture } from "../picture.mjs";

test.use({ settings: [({}, use) => use(async () => ({ env: { ENABLE_CLIENT_DIALOGS: "true" } })), { scope: "worker" }] });

/** Puts the planner into the room of a meeting, and bob; answers the room. */
async function addSessions({ alice, bob }, meeting, { bot }) {
    await alice.api.invite(meeting, bob.user_id);
    await bob.api.join(meeting);
    const id = "breakouts";
    await alice.api.sendState(meeting, "im.vector.modular.widgets", {
        id, type: "net.nordeck.meetings.widget.breakoutsessions", name: "Sessions", url: `${bot.widget}#/?matrix_user_id=$matrix_user_id&matrix_room_id=$matrix_room_id`,
        creatorUserId: alice.user_id, data: {},
    }, id);
    await alice.api.sendState(meeting, "io.element.widgets.layout", { widgets: { [id]: { container: "top", index: 0, width: 100, height: 100 } } });
    return meeting;
}

async function openSessions(client, meeting) {
    await client.openRoom(meeting);
    await client.answerCapabilities("approve");
    return new Breakouts(client.widget("Sessions"));
}

test("Element shows the forms, and the planner does what they say; a client without such dialogs has them inside", async ({ calendar: { alice, bob, room }, stack, signIn }) => {
    const client = await signIn("element", alice);
    const planner = new Planner(await client.openWidget(room));

    /** The client's dialog with a form. */
    const form = async (name) => {
        const frame = client.widget(name);
        const title = frame.getByRole("textbox", { name: "Title" });
        await expect(title).toBeFocused();
        return { frame, title, box: client.modal, button: (label) => client.modal.getByRole("button", { name: label, exact: true }) };
    };

    await planner.createButton.click();
    await client.answerCapabilities("approve"); // Element remembers it
    let { frame, title, box, button } = await form("New meeting");
    await button("Create").click();
    await expect(frame.getByText("Please fill this in.")).toBeVisible();
    await title.fill("Kick-off");
    await picture(client.page, "modal-element");
    await expectAccessible(await frameOf(frame));
    await button("Cancel").click();
    await expect(box).toBeHidden();
    await expect(planner.dialog).toBeHidden();

    await planner.createButton.click();
    ({ frame, title, box, button } = await form("New meeting"));
    await expect(title).toHaveValue("Kick-off");
    await expect(frame.getByText("Continued from your draft.")).toBeVisible();
    await client.page.keyboard.press("Enter");
    await expect(box).toBeHidden();
    await expect(planner.notice("The meeting has been created.")).toBeVisible();
    const details = await openDetails(planner, planner.card("Kick-off"), "Kick-off");
    await details.getByRole("button", { name: "Edit", exact: true }).click();

    ({ frame, title, box, button } = await form("Edit meeting"));
    await title.fill("Review");
    await button("Save").click();
    await expect(box).toBeHidden();
    await expect(planner.card("Review")).toBeVisible();

    const meeting = await planner.card("Review").getAttribute("data-room");
    const sessions = await openSessions(client, await addSessions({ alice, bob }, meeting, stack));
    await sessions.setUpButton.click();
    await client.answerCapabilities("approve");
    const setUp = client.widget("Set up breakout sessions");
    await setUp.getByLabel("Number of groups").fill("1");
    await setUp.getByRole("button", { name: "Alphabetically" }).click();
    await picture(client.page, "modal-sessions");
    await expectAccessible(await frameOf(setUp));
    await client.modal.getByRole("button", { name: "Set up", exact: true }).click();
    await expect(client.modal).toBeHidden();
    await expect(sessions.card("Group 1")).toBeVisible();

    const light = await signIn("light", alice);
    const other = new Planner(await light.openWidget(room));
    await other.openDialog();
});
