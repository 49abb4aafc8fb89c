import { expect } from "@playwright/test";
import { ClientPage } from "./client.mjs";

/** Element's UI of October 2024. Its classes are used where it has no roles: the version is fixed. */
export class ElementPage extends ClientPage {
    get rooms() {
        return this.page.locator(".mx_RoomList");
    }

    get capabilitiesPrompt() {
        return this.page.locator(".mx_WidgetCapabilitiesPromptDialog");
    }

    get openIdPrompt() {
        return this.page.locator(".mx_WidgetOpenIDPermissionsDialog");
    }

    /** The dialog with a modal widget. */
    get modal() {
        return this.page.locator(".mx_ModalWidgetDialog");
    }

    addressOf(roomId) {
        return `#/room/${roomId}`;
    }

    async open() {
        await this.page.addInitScript((theme) => {
            if (self === top) localStorage.setItem("mx_local_settings", JSON.stringify({ theme, use_system_theme: false }));
        }, this.theme);
        await super.open();
    }

    async signedIn() {
        await expect(this.rooms).toBeVisible({ timeout: 120_000 }); // much to load, and machines may be busy
    }

    /** The entry of a room or invitation in the list. */
    room(name) {
        return this.rooms.locator(".mx_RoomTile", { has: this.page.getByText(name, { exact: true }) });
    }

    /** The box of a widget. */
    tile(name) {
        return this.page.locator(".mx_AppTile, .mx_AppTileFullWidth").filter({ hasText: name });
    }

    /** The heading of the room that is shown. */
    get heading() {
        return this.page.locator(".mx_RoomHeader_heading");
    }

    /** The text that came with the invitation that is shown. */
    get invitationReason() {
        return this.page.locator(".mx_InviteReason");
    }

    async acceptInvitation() {
        await this.page.locator(".mx_RoomPreviewBar").getByRole("button", { name: /^(Accept|Start chatting|Annehmen)$/ }).click();
    }

    async declineInvitation() {
        await this.page.locator(".mx_RoomPreviewBar").getByRole("button", { name: /^(Reject|Ablehnen)$/ }).click();
    }

    /** The list of messages. */
    get timeline() {
        return this.page.locator(".mx_RoomView_MessageList");
    }

    /** Where messages are written. It is not there for those who may not. */
    get composer() {
        return this.page.getByTestId("basicmessagecomposer");
    }

    /** What is shown instead of a room that the person is not in, or is not in any more. */
    get preview() {
        return this.page.locator(".mx_RoomPreviewBar");
    }

    /** What follows the messages of a room that is closed. */
    get tombstone() {
        return this.page.locator(".mx_MessageComposer_roomReplaced_link").locator("xpath=..");
    }

    /** The warnings beside encrypted messages: an unknown or unsigned device, a message in clear, or one that cannot be read. */
    get warnings() {
        return this.timeline.locator(".mx_EventTile_e2eIcon");
    }

    /** The message that the words are in. */
    message(words) {
        return this.timeline.locator(".mx_EventTile").filter({ hasText: words });
    }

    /** Sets up end-to-end encryption for the person, as people do once, at their first device. Answers the recovery key. */
    async secure({ user_id, password }) {
        return this.page.evaluate(async ({ user, password }) => {
            const client = window.mxMatrixClientPeg.get();
            const crypto = client.getCrypto();
            const proof = { type: "m.login.password", identifier: { type: "m.id.user", user }, password };
            await crypto.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (upload) => upload(proof) });
            const key = await crypto.createRecoveryKeyFromPassphrase();
            client.cryptoCallbacks.getSecretStorageKey = async ({ keys }) => [Object.keys(keys)[0], key.privateKey]; // else a dialog asks for it
            await crypto.bootstrapSecretStorage({ createSecretStorageKey: async () => key, setupNewSecretStorage: true });
            return key.encodedPrivateKey;
        }, { user: user_id, password });
    }

    /** Verifies this device by the recovery key, in the dialog that the client offers people who have signed in once more. */
    async verify(key) {
        const { page } = this;
        await page.locator(".mx_Toast_toast").getByRole("button", { name: "Verify", exact: true }).click();
        await page.getByRole("button", { name: "Verify with Security Key" }).click();
        await page.locator("#mx_securityKey").fill(key);
        await page.getByTestId("dialog-primary-button").click();
        await page.getByRole("button", { name: "Done" }).click();
    }

    /** The names of the room's widgets in the panel on the right. */
    get extensions() {
        return this.page.locator(".mx_ExtensionsCard_Button p");
    }

    /** Writes a message or a command for the client. */
    async say(text) {
        await this.composer.fill(text);
        await this.page.getByTestId("sendmessagebtn").click(); // Enter may be taken by what the client suggests
        await expect(this.composer).toHaveText("");
    }

    /** Lists the widgets of the room that is shown. */
    async openExtensions() {
        await this.page.getByRole("button", { name: /^(Room info|Rauminfo)$/ }).last().click();
        await this.page.getByRole("menuitem", { name: /^(Extensions|Erweiterungen)$/ }).click();
    }

    /** Opens a widget of this list beside the room, answering what the client asks; with load: false it has been loaded before. */
    async openExtension(name, { load = true } = {}) {
        await this.page.getByRole("button", { name }).click();
        if (load) await this.page.locator(".mx_RightPanel").getByRole("button", { name: /^(Continue|Fortfahren)$/ }).click();
        await this.answerCapabilities("approve");
        return this.widget(name);
    }
}
