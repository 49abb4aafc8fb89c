import jsqr from "jsqr";

const WORDS = {
    en: { open: "Share", title: "Share “{title}”", copy: "Copy link", mailCopy: "Copy text", mail: "Write e-mail", save: "Download (.ics)", copied: "Copied", code: "QR code of the link", date: /^This date/, series: /^The whole series/ },
    de: { open: "Teilen", title: "„{title}“ teilen", copy: "Link kopieren", mailCopy: "Text kopieren", mail: "E-Mail schreiben", save: "Herunterladen (.ics)", copied: "Kopiert", code: "QR-Code des Links", date: /^Diesen Termin/, series: /^Die ganze Serie/ },
};

/** The dialog that shares a meeting, by what a person reads. frame is the widget's FrameLocator. */
export class Share {
    constructor(frame, title, language = "en") {
        this.words = WORDS[language];
        this.frame = frame;
        this.dialog = frame.getByRole("dialog", { name: this.words.title.replace("{title}", title) });
    }

    get openButton() {
        return this.frame.getByRole("button", { name: this.words.open, exact: true });
    }

    /** The address that is shared. */
    async link() {
        return /http\S+/.exec(await this.dialog.textContent())[0];
    }

    /** A button: "copy", "mailCopy", "save" or "copied". */
    button(name) {
        return this.dialog.getByRole("button", { name: this.words[name], exact: true });
    }

    get mail() {
        return this.dialog.getByRole("link", { name: this.words.mail });
    }

    /** A choice: "date" or "series". */
    choice(name) {
        return this.dialog.getByRole("radio", { name: this.words[name] });
    }

    get code() {
        return this.dialog.getByRole("img", { name: this.words.code });
    }
}

/** What a phone's camera reads from a picture on a page. */
export async function scan(page, image) {
    const png = (await image.screenshot()).toString("base64");
    const { data, width, height } = await page.evaluate(async (encoded) => {
        const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(encoded), (c) => c.charCodeAt(0))]));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        context.drawImage(bitmap, 0, 0);
        const { data, width, height } = context.getImageData(0, 0, bitmap.width, bitmap.height);
        return { data: [...data], width, height };
    }, png);
    return jsqr(Uint8ClampedArray.from(data), width, height)?.data;
}
