// Meeting notes as people see them: Etherpad's page.
import { expect } from "@playwright/test";

export class PadPage {
    /** place is the page, or the frame that shows the pad. */
    constructor(place) {
        this.place = place;
        this.text = place.frameLocator('iframe[name="ace_outer"]').frameLocator('iframe[name="ace_inner"]').locator("#innerdocbody");
        this.denied = place.locator("#permissionDenied");
        this.note = place.locator("#notes-reader");
        this.bold = place.locator('[data-key="bold"]');
        this.chat = place.locator("#chaticon");
    }

    async expectWritable(text) {
        await expect(this.text).toContainText(text);
        await expect(this.text).toHaveAttribute("contenteditable", "true");
        await expect(this.bold).toBeVisible();
        await expect(this.chat).toBeHidden();
    }

    async expectReadable(text) {
        await expect(this.text).toContainText(text);
        await expect(this.text).not.toHaveAttribute("contenteditable", "true");
        await expect(this.bold).toBeHidden();
        await expect(this.chat).toBeHidden();
    }

    /** Types a line at the end. */
    async write(line) {
        await this.text.click();
        await this.text.press("Control+End");
        await this.text.pressSequentially(`${line}\n`);
    }
}
