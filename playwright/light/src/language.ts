// The client's own words, German or English: by ?lang=, else by the browser.
import { english, type Key } from "./english";
import { german } from "./german";

export type { Key };

/** `en` or `de`. */
export const language = (new URLSearchParams(location.search).get("lang") ?? navigator.language).startsWith("de") ? "de" : "en";

/** The language with the region that the browser prefers, for dates. */
export const locale = navigator.language.startsWith(language) ? navigator.language : language;

const catalog = language === "de" ? german : english;

/** The text of a key, with its parameters filled in. */
export function text(key: Key, parameters: Record<string, string> = {}): string {
    return catalog[key].replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "");
}
