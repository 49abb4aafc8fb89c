import { expect } from "@playwright/test";

const WORDS = {
    en: { create: "New meeting", title: "Title", date: "{field}: date", time: "{field}: time", start: "Start", end: "End", description: "Description", people: "Participants", submit: "Create", cancel: "Cancel" },
    de: { create: "Neue Besprechung", title: "Titel", date: "{field}: Datum", time: "{field}: Uhrzeit", start: "Beginn", end: "Ende", description: "Beschreibung", people: "Teilnehmende", submit: "Erstellen", cancel: "Abbrechen" },
};

/** The planner inside a client, by what a person reads. frame is its FrameLocator. */
export class Planner {
    constructor(frame, language = "en") {
        this.frame = frame;
        this.words = WORDS[language];
    }

    get createButton() {
        return this.frame.getByRole("button", { name: this.words.create, exact: true });
    }

    get dialog() {
        return this.frame.getByRole("dialog", { name: this.words.create });
    }

    get submit() {
        return this.dialog.getByRole("button", { name: this.words.submit, exact: true });
    }

    get cancel() {
        return this.dialog.getByRole("button", { name: this.words.cancel, exact: true });
    }

    /** A text field of the dialog: "title", "description" or "people". */
    field(name) {
        const role = name === "people" ? "combobox" : "textbox";
        return this.dialog.getByRole(role, { name: this.words[name] });
    }

    /** The date or time control of "start" or "end". */
    moment(field, part) {
        return this.dialog.getByLabel(this.words[part].replace("{field}", this.words[field]));
    }

    /** The calendar of a day, some days, or a month. */
    get grid() {
        return this.frame.getByRole("grid");
    }

    /** A meeting in the calendar. */
    chip(title) {
        return this.grid.getByRole("button").filter({ has: this.frame.getByText(title, { exact: true }) });
    }

    /** Chooses a view by its name. */
    async view(name) {
        await this.frame.locator(".toolbar-view").selectOption({ label: name });
    }

    /** Shows the time around a date, yyyy-mm-dd; in English. */
    async goTo(date) {
        await this.frame.getByLabel("Go to a date").fill(date);
    }

    /** The card of a meeting. */
    card(title) {
        return this.frame.getByRole("listitem").filter({ has: this.frame.getByRole("heading", { name: title, exact: true }) });
    }

    /** The notice that says how a command is doing, or what is wrong. */
    notice(words) {
        return this.frame.locator(".banner").filter({ hasText: words });
    }

    async openDialog() {
        await this.createButton.click();
        await expect(this.field("title")).toBeFocused();
    }

    /** Fills the dialog. date is yyyy-mm-dd, start and end hh:mm, people what to search for and whom to choose. */
    async fill({ title, date, start, end, description, people = [] }) {
        await this.field("title").fill(title);
        await this.moment("start", "date").fill(date);
        await this.moment("start", "time").fill(start);
        await this.moment("end", "date").fill(date);
        await this.moment("end", "time").fill(end);
        if (description) await this.field("description").fill(description);
        for (const { search, choose } of people) {
            await this.field("people").pressSequentially(search);
            await this.dialog.getByRole("option", { name: choose }).click();
        }
    }
}

/** The date in Berlin, `days` from now, as yyyy-mm-dd. */
export function dateIn(days) {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(Date.now() + days * 86_400_000);
}
