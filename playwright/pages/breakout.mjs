import { expect } from "@playwright/test";

const WORDS = {
    en: { setUp: "Set up breakout sessions", count: "Number of groups", title: "Title of group", group: "Group", none: "In no group", create: "Set up", message: "Message to all sessions", close: "Close all", description: "Description" },
    de: { setUp: "Gruppenräume einrichten", count: "Anzahl der Gruppen", title: "Titel von Gruppe", group: "Gruppe", none: "In keiner Gruppe", create: "Einrichten", message: "Nachricht an alle Gruppenräume", close: "Alle schließen", description: "Beschreibung" },
};

/** The breakout sessions' screen inside a client, by what a person reads. frame is its FrameLocator. */
export class Breakouts {
    constructor(frame, language = "en") {
        this.frame = frame;
        this.words = WORDS[language];
    }

    get setUpButton() {
        return this.frame.getByRole("main").getByRole("button", { name: this.words.setUp });
    }

    get dialog() {
        return this.frame.getByRole("dialog", { name: this.words.setUp });
    }

    get submit() {
        return this.dialog.getByRole("button", { name: this.words.create, exact: true });
    }

    get count() {
        return this.dialog.getByLabel(this.words.count);
    }

    get description() {
        return this.dialog.getByLabel(this.words.description);
    }

    get message() {
        return this.frame.getByLabel(this.words.message);
    }

    get closeAll() {
        return this.frame.getByRole("main").getByRole("button", { name: this.words.close });
    }

    /** The title of a group, from 1 on. */
    title(number) {
        return this.dialog.getByLabel(`${this.words.title} ${number}`);
    }

    /** A group of the dialog, from 1 on; 0 is for who is in none. */
    group(number) {
        return this.dialog.locator(".group").nth(number);
    }

    /** Somebody in the dialog. */
    person(name) {
        return this.dialog.getByRole("listitem").filter({ hasText: name });
    }

    /** Chooses the group of somebody. */
    choose(name, group) {
        return this.person(name).getByRole("combobox").selectOption({ label: group });
    }

    /** The card of a session. */
    card(title) {
        return this.frame.getByRole("listitem").filter({ has: this.frame.getByRole("heading", { name: title, exact: true }) });
    }

    /** A notice on the screen. */
    notice(words) {
        return this.frame.locator(".banner").filter({ hasText: words });
    }

    async openDialog() {
        await this.setUpButton.click();
        await expect(this.dialog).toBeVisible();
        await expect(this.person("Bob")).toBeVisible();
    }
}
