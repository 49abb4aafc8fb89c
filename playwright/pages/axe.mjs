// What a machine can find of WCAG 2.2, in a page or in the frame of a widget.
import { expect } from "@playwright/test";
import axe from "axe-core";

/** Expects no violation in the document of a page or frame, frames inside it left aside. */
export async function expectAccessible(document) {
    await document.evaluate(axe.source);
    const { violations, passes } = await document.evaluate(() => globalThis.axe.run(document, { iframes: false }));
    expect(passes.length, "axe has looked").toBeGreaterThan(5);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/** The frame of a widget, for expectAccessible. */
export const frameOf = async (widget) => (await widget.owner().elementHandle()).contentFrame();
