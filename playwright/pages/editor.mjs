/** The dialog in which a meeting is changed, in English. frame is the widget's FrameLocator. */
export class Editor {
    constructor(frame, name = "Edit meeting") {
        this.dialog = frame.getByRole("dialog", { name });
    }

    /** A text field, date, time or number by its label. */
    field(label) {
        return this.dialog.getByLabel(label, { exact: true });
    }

    /** Chooses an option of a field by what it says. */
    choose(label, option) {
        return this.field(label).selectOption({ label: option });
    }

    /** How much of a series is changed: the beginning of what the choice says. */
    scope(words) {
        return this.dialog.getByRole("radio", { name: words });
    }

    /** Saves, and waits until the dialog has closed: the bot has done it. */
    async save() {
        await this.dialog.getByRole("button", { name: "Save", exact: true }).click();
        await this.dialog.waitFor({ state: "hidden" });
    }
}

/** Opens the details of a meeting's card. */
export async function openDetails(planner, card, title) {
    await card.getByRole("button", { name: title, exact: true }).click();
    return planner.frame.getByRole("dialog", { name: title });
}
