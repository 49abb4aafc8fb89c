// What all browser clients have in common for a story.
import { expect } from "@playwright/test";

export class ClientPage {
    /** url is the person's address; language is en or de, theme light or dark. */
    constructor(page, url, { language, theme }) {
        Object.assign(this, { page, url, language, theme });
    }

    /** Opens the client and waits until the person is signed in. */
    async open() {
        await this.page.goto(this.url);
        await this.signedIn();
    }

    /** Shows a room by its id. */
    async openRoom(roomId) {
        const hash = this.addressOf(roomId);
        await this.page.evaluate((value) => (location.hash = value), hash);
    }

    /**
     * Shows a room and its widget, answering what the client asks, and answers the widget's FrameLocator.
     * With capabilities: "decline" nothing is allowed; with prompts: false nothing is clicked at all; with load: false the person has
     * agreed before that the widget is loaded, at another device.
     */
    async openWidget(roomId, { name = "Parley", capabilities = "approve", prompts = true, load = true } = {}) {
        await this.openRoom(roomId);
        const frame = this.widget(name);
        if (!prompts) return frame;
        if (load) await this.load(name);
        await this.answerCapabilities(capabilities);
        // Asked only when the widget wants to know who the person is.
        await this.page.addLocatorHandler(this.openIdPrompt, () => this.primary(this.openIdPrompt).click(), { noWaitAfter: true });
        return frame;
    }

    /** The frame of a widget. */
    widget(name = "Parley") {
        return this.page.frameLocator(`iframe[title="${name}"]`);
    }

    /** Agrees that a widget is loaded. */
    async load(name = "Parley") {
        await this.tile(name).getByRole("button", { name: /^(Continue|Fortfahren)$/ }).click();
    }

    /** Answers the question what the widget may do: "approve" or "decline". */
    async answerCapabilities(answer) {
        await expect(this.capabilitiesPrompt).toBeVisible();
        const button = answer === "approve" ? this.primary(this.capabilitiesPrompt) : this.capabilitiesPrompt.getByTestId("dialog-cancel-button");
        await button.click();
        await expect(this.capabilitiesPrompt).toBeHidden();
    }

    primary(dialog) {
        return dialog.getByTestId("dialog-primary-button");
    }
}
