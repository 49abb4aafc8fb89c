// Building and arranging elements.

type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** Makes an element. Functions become listeners (`onclick`), everything else an attribute; false and undefined are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
    tag: K, attributes: Attributes = {}, ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === "function") element.addEventListener(name.slice(2), value);
        else if (value === true) element.setAttribute(name, "");
        else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
    }
    element.append(...children);
    return element;
}

/** Makes the nodes the children of the parent, touching only what differs: a frame that is moved would load again. */
export function arrange(parent: Element, nodes: Node[]): void {
    const wanted = new Set(nodes);
    for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
        const there = parent.childNodes[index];
        if (there !== node) parent.insertBefore(node, there ?? null);
    });
}

/** A coloured circle with the initials of a person or room. */
export function avatar(id: string, name: string): HTMLElement {
    const initials = name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word.replace(/^[@#!]/, "")][0] ?? "").join("");
    let hue = 0;
    for (const char of id) hue = (hue * 31 + char.codePointAt(0)!) % 360;
    const circle = el("span", { class: "avatar", "aria-hidden": "true" }, initials.toUpperCase());
    circle.style.setProperty("--hue", String(hue));
    return circle;
}

/** A modal dialog with a heading. It is shown at once, and removed when `close` is called or Escape pressed. */
export function dialog(
    kind: string, heading: string, onEscape: () => void, ...children: (Node | string)[]
): HTMLDialogElement {
    const title = el("h2", { id: `dialog-${kind}` }, heading);
    const box = el("dialog", { "data-kind": kind, "aria-labelledby": title.id }, title, ...children);
    box.addEventListener("cancel", onEscape);
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
}
