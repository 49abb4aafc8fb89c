// Message bodies. HTML of others is read by an inert parser and built anew from the few elements that messages need.
import { el } from "./dom";

const KEPT = new Set(["P", "BR", "B", "STRONG", "I", "EM", "U", "DEL", "UL", "OL", "LI", "CODE", "PRE", "BLOCKQUOTE", "HR"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "MX-REPLY"]);
const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** The nodes that show a message's or an invitation's text. */
export function formatted(plain: string, html?: unknown): Node[] {
    if (typeof html !== "string" || !html) return linked(plain);
    return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].flatMap(rebuilt);
}

function rebuilt(node: Node): Node[] {
    if (node.nodeType === Node.TEXT_NODE) return [new Text(node.textContent!)];
    if (!(node instanceof HTMLElement) || DROPPED.has(node.tagName)) return [];
    const children = [...node.childNodes].flatMap(rebuilt);
    if (node.tagName === "A") return [link(node.getAttribute("href") ?? "", ...children)];
    if (/^H[1-6]$/.test(node.tagName)) return [el("p", {}, el("strong", {}, ...children))];
    return KEPT.has(node.tagName) ? [el(node.tagName.toLowerCase() as "p", {}, ...children)] : children;
}

function linked(plain: string): Node[] {
    const nodes: Node[] = [];
    let end = 0;
    for (const match of plain.matchAll(LINK)) {
        nodes.push(new Text(plain.slice(end, match.index)), link(match[0], match[0]));
        end = match.index + match[0].length;
    }
    return [...nodes, new Text(plain.slice(end))];
}

function link(address: string, ...children: (Node | string)[]): HTMLElement {
    if (!/^https?:\/\//.test(address)) return el("span", {}, ...children);
    return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
