// The questions that a client asks before a widget may do something. The same ones as in Element.
import type { Widget } from "matrix-widget-api";
import { capabilityText, scopesLast } from "./capabilities";
import { dialog, el } from "./dom";
import { text } from "./language";

export interface CapabilityAnswer {
    approved: string[];
    remember: boolean;
}

/** Asks which of the wanted capabilities a widget gets. */
export function askCapabilities(widget: Widget, wanted: string[]): Promise<CapabilityAnswer> {
    return new Promise((resolve) => {
        const boxes = wanted.toSorted(scopesLast).map((value) => el("input", { type: "checkbox", checked: true, value }));
        const keep = el("input", { type: "checkbox", checked: true });
        const answer = (approved: string[]): void => {
            resolve({ approved, remember: keep.checked });
            box.close();
        };
        const box = dialog(
            "capabilities", text("capabilitiesTitle"), () => answer([]),
            el("p", {}, text("capabilitiesIntro", { name: nameOf(widget) })),
            el("div", { class: "choices" }, ...boxes.map((input) => el("label", {}, input, capabilityText(input.value)))),
            el("label", {}, keep, text("remember")),
            buttons(text("declineAll"), () => answer([]), text("approve"), () =>
                answer(boxes.filter((input) => input.checked).map((input) => input.value))),
        );
    });
}

export interface OpenIdAnswer {
    allow: boolean;
    remember: boolean;
}

/** Asks whether a widget may learn who the user is. */
export function askOpenId(widget: Widget): Promise<OpenIdAnswer> {
    return new Promise((resolve) => {
        const keep = el("input", { type: "checkbox", checked: true });
        const answer = (allow: boolean): void => {
            resolve({ allow, remember: keep.checked });
            box.close();
        };
        const box = dialog(
            "openid", text("openIdTitle"), () => answer(false),
            el("p", {}, text("openIdIntro", { name: nameOf(widget) })),
            el("label", {}, keep, text("remember")),
            buttons(text("cancel"), () => answer(false), text("continue"), () => answer(true)),
        );
    });
}

const nameOf = (widget: Widget): string => widget.name ?? widget.id;

function buttons(no: string, onNo: () => void, yes: string, onYes: () => void): HTMLElement {
    return el(
        "div", { class: "buttons" },
        el("button", { type: "button", onclick: onNo, "data-testid": "dialog-cancel-button" }, no),
        el("button", { type: "button", class: "primary", autofocus: true, onclick: onYes, "data-testid": "dialog-primary-button" }, yes),
    );
}
