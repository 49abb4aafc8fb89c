import { expect } from "@playwright/test";
import { ClientPage } from "./client.mjs";

/** The light client. */
export class LightPage extends ClientPage {
    get rooms() {
        return this.page.getByRole("navigation");
    }

    get capabilitiesPrompt() {
        return this.page.locator("dialog[data-kind=capabilities]");
    }

    get openIdPrompt() {
        return this.page.locator("dialog[data-kind=openid]");
    }

    addressOf(roomId) {
        return `#/room/${encodeURIComponent(roomId)}`;
    }

    async signedIn() {
        await expect(this.rooms).toBeVisible();
    }

    /** The entry of a room or invitation in the list. */
    room(name) {
        return this.rooms.getByRole("link", { name, exact: true });
    }

    /** The box of a widget. */
    tile(name) {
        return this.page.getByRole("region", { name, exact: true });
    }

    /** The heading of the room that is shown. */
    get heading() {
        return this.page.getByRole("heading", { level: 1 });
    }

    /** The text that came with the invitation that is shown. */
    get invitationReason() {
        return this.page.locator(".reason");
    }

    async acceptInvitation() {
        await this.page.getByRole("button", { name: /^(Accept|Annehmen)$/ }).click();
    }

    async declineInvitation() {
        await this.page.getByRole("button", { name: /^(Decline|Ablehnen)$/ }).click();
    }

    /** The list of messages. */
    get timeline() {
        return this.page.getByRole("log");
    }
}
