// The widget in a client that answers from memory: the same rooms, people and time in every run, so that pictures can be compared.
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { gallery, memoryClient } from "../stack/parts.mjs";
import { expectAccessible, frameOf } from "./axe.mjs";

const CLIENT = "https://client.example";
const WIDGET = "https://parley.example";
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const NAMES = { light: "light", dark: "dark", "light-hc": "light-high-contrast", "dark-hc": "dark-high-contrast" };
export const THEMES = Object.keys(NAMES);
const COLOURS = ["color-contrast"]; // the rules whose findings a theme can change
export const WIDTHS = { wide: { width: 1280, height: 860 }, phone: { width: 400, height: 800 }, tile: { width: 225, height: 600 } };

export class Scene {
    /** stack lends the server of the widget's files. */
    constructor(page, stack) {
        Object.assign(this, { page, stack, frame: page.frameLocator("iframe") });
    }

    /**
     * Shows the planner, or the cockpit, of a room as `user` sees it at `now`. health is what the bot's server answers, denied the
     * capabilities that are not allowed; what else there is: memory/src/main.ts.
     */
    async open({ now, health = 200, cockpit = false, bot, ...scene }) {
        const { page } = this;
        await page.clock.setFixedTime(now);
        await page.unrouteAll();
        await serve(page, CLIENT, await memoryClient());
        await page.route(`${WIDGET}/**`, (route) => this.#serve(route, bot));
        await page.route(`${WIDGET}/v1/health`, (route) => route.fulfill({ status: health, json: {} }));
        await page.addInitScript((value) => (globalThis.parleyScene = value), { ...scene, widget: `${WIDGET}/${cockpit ? "cockpit/" : ""}` });
        await page.goto(CLIENT);
    }

    // The worker's own server has the files, but tells of its own bot and address.
    async #serve(route, bot) {
        const { pathname } = new URL(route.request().url());
        const response = await route.fetch({ url: this.stack.bot.url + pathname });
        if (!response.headers()["content-type"]?.startsWith("text/html")) return route.fulfill({ response });
        const config = { botUserId: bot, apiBaseUrl: `${WIDGET}/v1`, version: "v1.2.3", basePath: "/", linkShare: "https://matrix.to/#/", reminders: [10], encrypts: true };
        const body = (await response.text()).replace(/(id="parley-config">).*?(<\/script>)/, (_, begin, end) => begin + JSON.stringify(config) + end);
        await route.fulfill({ response, body });
    }

    /** Lets events come in. */
    arrive(events) {
        return this.page.evaluate((value) => arrive(value), events);
    }

    /** Shows another theme of Compound. */
    async show(theme) {
        await this.page.evaluate((name) => showTheme(name), NAMES[theme]);
        await expect(this.frame.locator("html")).toHaveAttribute("data-theme", theme);
    }

    /**
     * Has axe look at the page in all themes, and compares it with its picture: afterwards, because new colours draw all letters
     * anew. Those of a dialog that has moved by half a pixel while it was filled would be smoothed as they were before.
     */
    async look(name, theme) {
        await this.examine(name, theme);
        await expectPicture(this.page, name);
    }

    /** Has axe look at the page in all themes; in the end it is as it was. */
    async examine(name, theme) {
        const frame = await frameOf(this.frame);
        await test.step(`${name}: ${theme}`, () => expectAccessible(frame));
        for (const other of [...THEMES.filter((one) => one !== theme), theme]) {
            await this.show(other);
            if (other !== theme) await test.step(`${name}: ${other}`, () => expectAccessible(frame, COLOURS));
        }
    }
}

/** Shows the page of all controls. */
export async function openGallery(page, { theme, language = "en" }) {
    await serve(page, "https://gallery.example", await gallery());
    await page.goto(`https://gallery.example/?theme=${NAMES[theme]}&lang=${language}`);
    await expect(page.getByRole("heading", { name: "Combobox" })).toBeVisible();
}

/** Answers requests to an origin with the files of a folder. */
const serve = (page, origin, folder) =>
    page.route(`${origin}/**`, (route) => {
        const name = new URL(route.request().url()).pathname.slice(1) || "index.html";
        return route.fulfill({ contentType: TYPES[extname(name)], body: readFileSync(join(folder, name)) });
    });

/** Expects a page to look as its picture in tests/looks does. */
export const expectPicture = (page, name, options) =>
    expect(page).toHaveScreenshot(["looks", `${name}.png`], { maxDiffPixels: 200, threshold: 0.3, animations: "disabled", caret: "hide", timeout: 60_000, ...options });
