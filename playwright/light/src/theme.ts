// Light or dark: ?theme=, else the person's choice, else what the system prefers.

export type Theme = "light" | "dark";

const KEY = "parley_theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function theme(): Theme {
    const wish = new URLSearchParams(location.search).get("theme") ?? localStorage.getItem(KEY);
    return wish === "dark" || wish === "light" ? wish : system.matches ? "dark" : "light";
}

/** Changes to the other theme, for this browser and from now on. */
export function toggleTheme(): void {
    const wish = theme() === "dark" ? "light" : "dark";
    const url = new URL(location.href);
    url.searchParams.delete("theme");
    history.replaceState(null, "", url);
    localStorage.setItem(KEY, wish);
    apply();
}

/** Calls back after each change; answers a function that ends this. */
export function onThemeChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** Shows the theme on the page. */
export function apply(): void {
    document.documentElement.dataset.theme = theme();
    listeners.forEach((listener) => listener());
}

system.addEventListener("change", apply);
