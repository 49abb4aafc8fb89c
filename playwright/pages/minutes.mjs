// The part of the cockpit and of a meeting's details with its notes.
import { expect } from "@playwright/test";
import { PadPage } from "./pad.mjs";

const WORDS = {
    en: { title: "Meeting notes", open: "Open notes", begin: "Begin notes", writers: "Who writes", write: "Allow writing", read: "Allow only reading", pdf: "Post as PDF", all: "Everybody", may: /You can (write|read)/ },
    de: {
        title: "Protokoll", open: "Protokoll öffnen", begin: "Protokoll beginnen", writers: "Wer schreibt", write: "Schreiben erlauben", read: "Nur Lesen erlauben",
        pdf: "Als PDF senden", all: "Alle", may: /Sie können (im Protokoll schreiben|das Protokoll lesen)/,
    },
};

export class MinutesPart {
    constructor(frame, language = "en") {
        this.words = WORDS[language];
        this.part = frame.getByRole("region", { name: this.words.title });
    }

    button(name) {
        return this.part.getByRole("button", { name: this.words[name], exact: true });
    }

    person(name) {
        return this.part.getByRole("checkbox", { name, exact: true });
    }

    /** Whether somebody is said to write. */
    entry(name) {
        return this.part.getByRole("listitem").filter({ hasText: name });
    }

    /** Presses the button that opens the notes, and answers the page with the pad. */
    async open(page) {
        const [tab] = await Promise.all([page.context().waitForEvent("page"), this.button("open").click()]);
        await expect(this.part).toContainText(this.words.may); // the client may ask first
        return new PadPage(tab);
    }
}
