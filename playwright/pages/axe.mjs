// What a machine can find of WCAG 2.2, in a page or in the frame of a widget.
import { expect } from "@playwright/test";
import axe from "axe-core";

/** Expects no violation in the document of a page or frame, frames inside it left aside: of all rules, or of some. */
export async function expectAccessible(document, rules) {
    if (!(await document.evaluate(() => "axe" in globalThis))) await document.evaluate(axe.source);
    const { violations, passes } = await document.evaluate(async (only) => {
        // For contrasts it has to know what is behind: it takes the shadow at the end of what scrolls for a picture, and does not
        // know that a dialog is above all.
        const shadows = [...document.querySelectorAll(".dialog-body")].map(({ style }) => style);
        const dialogs = [...document.querySelectorAll("dialog[open]")].map(({ style }) => style);
        shadows.forEach((style) => (style.backgroundImage = "none"));
        dialogs.forEach((style, i) => (style.zIndex = 100 + i));
        const results = await globalThis.axe.run(document, { iframes: false, ...(only && { runOnly: only }) });
        shadows.forEach((style) => (style.backgroundImage = ""));
        dialogs.forEach((style) => (style.zIndex = ""));
        return results;
    }, rules);
    expect(passes.length, "axe has looked").toBeGreaterThan(rules ? 0 : 5);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/** The frame of a widget, for expectAccessible. */
export const frameOf = async (widget) => (await widget.owner().elementHandle()).contentFrame();
