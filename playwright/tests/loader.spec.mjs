// The start of the widget, and what people see when it fails.
import { expect, test } from "../fixtures.mjs";
import { expectAccessible } from "../pages/axe.mjs";

const PROGRAM = "**/assets/*.wasm";
const address = (stack, { language = "en", theme = "light" } = {}) => `${stack.bot.widget}#/?theme=${theme}&matrix_client_language=${language}`;

test("the page shows itself and its progress before the program is there", async ({ stack, page }) => {
    const held = await hold(page);
    await page.goto(address(stack, { language: "de", theme: "dark" }));
    const progress = page.getByRole("progressbar", { name: "Parley wird geladen" });
    await expect(progress).toBeVisible();
    await expect(page.getByRole("heading", { name: "Parley" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    held.release();
    await expect(page.getByRole("heading", { name: "Parley läuft in einem Matrix-Client" })).toBeVisible();
    await expect(progress).toBeHidden();
});

test("the progress bar grows while data arrives", async ({ stack, page }) => {
    const network = await page.context().newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: 200_000, uploadThroughput: -1 });
    await page.goto(address(stack));
    const value = async () => Number(await page.getByRole("progressbar").getAttribute("aria-valuenow"));
    await expect.poll(value).toBeGreaterThan(5);
    const early = await value();
    await expect.poll(value).toBeGreaterThan(early);
});

for (const [theme, want] of Object.entries({ "light-high-contrast": "light-hc", "dark-high-contrast": "dark-hc", "custom-night": "dark", "$org.matrix.msc2873.client_theme": "dark" }))
    test(`the theme ${theme} is shown as ${want}`, async ({ stack, page }) => {
        await page.emulateMedia({ colorScheme: "dark" });
        await page.goto(address(stack, { theme }));
        await expect(page.locator("html")).toHaveAttribute("data-theme", want);
    });

for (const { language, theme, title, button } of [
    { language: "en", theme: "light", title: "Parley could not start", button: "Try again" },
    { language: "de", theme: "dark", title: "Parley konnte nicht starten", button: "Erneut versuchen" },
]) {
    test(`an unreachable server is explained and tried again (${language})`, async ({ stack, page }) => {
        let asked = 0;
        await page.route(PROGRAM, (route) => (asked++, route.abort()));
        await page.goto(address(stack, { language, theme }));
        const fault = page.getByRole("alert");
        await expect(fault.getByRole("heading", { name: title })).toBeVisible();
        expect(asked).toBeGreaterThan(2);
        await expectAccessible(page);
        await page.screenshot({ path: test.info().outputPath(`fault-${language}.png`) });
        await page.unroute(PROGRAM);
        await fault.getByRole("button", { name: button }).click();
        await expect(fault).toBeHidden();
        await expect(page.getByRole("heading", { name: /Matrix/ })).toBeVisible();
    });

    test(`a policy that forbids WebAssembly is explained (${language})`, async ({ stack, page }) => {
        await page.route(stack.bot.widget, async (route) => {
            const response = await route.fetch();
            const policy = response.headers()["content-security-policy"].replace(" 'wasm-unsafe-eval'", "");
            await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
        });
        await page.goto(address(stack, { language, theme }));
        await expect(page.getByRole("alert")).toContainText("'wasm-unsafe-eval'");
        await expect(page.getByRole("alert").getByRole("heading", { name: title })).toBeVisible();
    });
}

test("a damaged program is fetched anew", async ({ stack, page }) => {
    let asked = 0;
    await page.route(PROGRAM, (route) => (asked++ ? route.continue() : route.fulfill({ contentType: "application/wasm", body: "damaged" })));
    await page.goto(address(stack));
    await expect(page.getByRole("heading", { name: /Matrix/ })).toBeVisible();
});

test("a program that the server no longer has asks for a reload", async ({ stack, page }) => {
    await page.route(PROGRAM, (route) => route.fulfill({ status: 404 }));
    await page.goto(address(stack));
    await expect(page.getByRole("alert")).toContainText("another version");
    await page.unroute(PROGRAM);
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("heading", { name: /Matrix/ })).toBeVisible();
});

test("a browser without WebAssembly is told so", async ({ stack, page }) => {
    await page.addInitScript(() => delete WebAssembly.compileStreaming);
    await page.goto(address(stack));
    await expect(page.getByRole("alert")).toContainText("does not know WebAssembly");
});

test("a program that ends leaves a page with a way back", async ({ stack, page }) => {
    await page.goto(address(stack));
    await expect(page.getByRole("heading", { name: /Matrix/ })).toBeVisible();
    await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
    await expect(page.getByRole("alert").getByRole("heading")).toHaveText("Parley has stopped because of an error");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("alert")).toBeHidden();
});

test("without scripts there is a sentence instead of an endless skeleton", async ({ stack, browser }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address(stack));
    await expect(page.getByText("Parley needs JavaScript")).toBeVisible();
    await context.close();
});

/** Keeps the program back until release() is called. */
async function hold(page) {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route(PROGRAM, (route) => held.then(() => route.continue()));
    return { release };
}
