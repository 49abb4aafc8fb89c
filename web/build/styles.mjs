// Joins the style sheets and adds what they and the Go sources use of Compound: variables per theme, and icons.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const compound = "web/node_modules/@vector-im/compound-design-tokens";
const themes = ["light", "dark", "light-hc", "dark-hc"];

/** All of the page's CSS: variables, icons, critical.css and css/*.css in the order of their names. */
export function styles() {
    const sheets = ["web/critical.css", ...list("web/css", ".css")].map(read);
    const mentions = [...sheets, ...list("widget", ".go").map(read)].join("\n");
    return shortened([variables(mentions), icons(mentions), ...sheets].join("\n"));
}

/** The mentioned --cpd variables with their final values: common ones first, then what a theme changes. */
function variables(mentions) {
    const names = found(mentions, /--cpd-[a-z0-9-]+/g);
    const values = themes.map((theme) => resolved(names, theme));
    const rule = (selector, map, keep) => {
        const lines = names.filter(keep).map((name) => `${name}:${map.get(name)};`);
        return lines.length ? `${selector}{${lines.join("")}}` : "";
    };
    const [light, ...others] = values;
    return [
        rule(":root", light, () => true),
        ...others.map((map, i) => rule(`:root[data-theme="${themes[i + 1]}"]`, map, (name) => map.get(name) !== light.get(name))),
    ].join("\n");
}

function resolved(names, theme) {
    const declared = new Map();
    for (const sheet of ["common-base", "common-semantic", `theme-${theme}-base`, `theme-${theme}-semantic`])
        for (const [, name, value] of read(join(compound, `assets/web/css/cpd-${sheet}.css`)).matchAll(/(--cpd-[\w-]+):\s*([^;]+);/g))
            declared.set(name, value);
    const valueOf = (name) => {
        if (!declared.has(name)) throw new Error(`${name}: Compound has no such variable; choose one from ${compound}/assets/web/css`);
        return declared.get(name).replace(/var\((--cpd-[\w-]+)\)/g, (_, other) => valueOf(other));
    };
    return new Map(names.map((name) => [name, valueOf(name)]));
}

/** A rule with the picture for every mentioned icon-<name>. */
function icons(mentions) {
    return found(mentions, /(?<=[".\s])icon-(?!button\b)[a-z-]+/g) // icon-button is a component
        .map((name) => {
            const file = join(compound, `icons/${name.slice("icon-".length)}.svg`);
            if (!existsSync(file)) throw new Error(`${name}: Compound has no such icon; choose one from ${compound}/icons`);
            return `.${name}{--icon:url("data:image/svg+xml,${encoded(read(file))}")}`;
        })
        .join("\n");
}

const encoded = (svg) => svg.trim().replace(/["#%<>\n]/g, (c) => (c === '"' ? "'" : encodeURIComponent(c)));

/** Without comments and indentation. Nothing else is touched. */
const shortened = (css) => css.replace(/\/\*[^]*?\*\//g, "").replace(/\s*\n\s*/g, "\n").trim();

const found = (text, pattern) => [...new Set(text.match(pattern) ?? [])].sort();
const read = (file) => readFileSync(file, "utf8");
const list = (folder, ending) =>
    readdirSync(folder, { recursive: true })
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => join(folder, name));
