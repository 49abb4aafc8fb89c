// Watches the widget's frame from inside, without touching what it does. What a driver does in the page to find and press things
// costs as much as what is measured: so people's actions are raw input at places that were found before, and while something is
// measured the page is asked nothing.

/** Runs in every frame before its first script; only the widget's has a parentUrl. */
export function install() {
    if (!location.search.includes("parentUrl")) return;
    const probe = (globalThis.parleyProbe = { firstCard: 0, lastChange: 0, longest: 0, memory: 0 });
    /** Resolves when the page has not changed for so many ms since it was asked. */
    globalThis.parleyRest = async (quiet) => {
        probe.lastChange = performance.now();
        for (let left = quiet; left > 0; left = probe.lastChange + quiet - performance.now()) await new Promise((done) => setTimeout(done, left));
    };
    new MutationObserver(() => {
        if (!probe.firstCard && document.querySelector(".card")) probe.firstCard = performance.now();
        probe.lastChange = performance.now();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) probe.longest = Math.max(probe.longest, duration);
    }).observe({ type: "longtask", buffered: true });
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...args) => {
        const instance = await instantiate.apply(WebAssembly, args);
        Object.defineProperty(probe, "memory", { get: () => instance.exports.mem.buffer.byteLength, enumerable: true });
        return instance;
    };
}

const QUIET_MS = 500;

/** Waits until the list has cards and rests, and returns times in ms since the frame's navigation, and sizes in bytes. */
export async function settled(frame) {
    await frame.waitForFunction(
        (quiet) => globalThis.parleyProbe?.firstCard > 0 && performance.now() - parleyProbe.lastChange > quiet,
        QUIET_MS, { polling: 50, timeout: 120_000 },
    );
    return frame.evaluate(() => ({
        ...parleyProbe,
        paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
        cards: document.querySelectorAll(".card").length,
    }));
}

/** The time of the main thread's tasks in ms that an action costs until the page rests. */
export async function cost(session, act) {
    const before = await consumption(session);
    await act();
    await rest(session);
    return (await consumption(session)).tasks - before.tasks;
}

const rest = (session) => session.send("Runtime.evaluate", { expression: `parleyRest(${QUIET_MS})`, awaitPromise: true });

/** Chooses one of a list, as its event says. */
export const choose = (session, selector, value) =>
    session.send("Runtime.evaluate", {
        expression: `{ const list = document.querySelector("${selector}"); list.value = "${value}"; list.dispatchEvent(new Event("change", { bubbles: true })); }`,
    });

/** The middle of an element, for the mouse. */
export async function middle(element) {
    const { x, y, width, height } = await element.boundingBox();
    return [x + width / 2, y + height / 2];
}

/** The longest time between two frames in ms while something is done. */
export async function longestFrame(frame, act) {
    await frame.evaluate(() => {
        let last = performance.now();
        parleyProbe.frame = 0;
        parleyProbe.watching = true;
        const next = (now) => {
            parleyProbe.frame = Math.max(parleyProbe.frame, now - last);
            last = now;
            if (parleyProbe.watching) requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
    });
    await act();
    return frame.evaluate(() => {
        parleyProbe.watching = false;
        return parleyProbe.frame;
    });
}

/** Drags the first meeting of the week over the days and back, drops it, and answers {drag, drop}: the longest frames in ms. */
export async function dragging(page, frame, session) {
    const chip = await frame.waitForSelector(".block[data-from]");
    await chip.scrollIntoViewIfNeeded();
    const { x, y, width } = await chip.boundingBox();
    const grid = await (await frame.$(".times-body")).boundingBox();
    await page.mouse.move(x + width / 2, y + 4);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 20, { steps: 3 });
    await frame.waitForSelector(".ghost");
    const drag = await longestFrame(frame, async () => {
        for (const to of [0.95, 0.2, 0.6]) await page.mouse.move(grid.x + grid.width * to, y + 100 * to, { steps: 40 });
    });
    const drop = await longestFrame(frame, async () => {
        await page.mouse.up();
        await rest(session);
    });
    return { drag, drop };
}

/** Turns the wheel over the list, and answers the longest frame in ms. */
export async function scrolling(page, frame) {
    const card = await (await frame.waitForSelector(".card")).boundingBox();
    await page.mouse.move(card.x + card.width / 2, card.y + 10);
    return longestFrame(frame, async () => {
        for (let i = 0; i < 40; i++) {
            await page.mouse.wheel(0, 400);
            await frame.evaluate(() => new Promise(requestAnimationFrame));
        }
    });
}

/**
 * The CPU time in ms of the frame's process, all threads, since it began; that of the main thread's tasks since the first call;
 * and the JavaScript heap in bytes.
 */
export async function consumption(session) {
    await session.send("Performance.enable", { timeDomain: "threadTicks" }); // not what other programs take meanwhile
    const { metrics } = await session.send("Performance.getMetrics");
    const { ProcessTime, TaskDuration, JSHeapUsedSize } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    return { cpu: ProcessTime * 1000, tasks: TaskDuration * 1000, heap: JSHeapUsedSize };
}
