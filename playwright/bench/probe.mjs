// Watches the widget's frame from inside, without touching what it does.

/** Runs in every frame before its first script; only the widget's has a parentUrl. */
export function install() {
    if (!location.search.includes("parentUrl")) return;
    const probe = (globalThis.parleyProbe = { firstCard: 0, lastChange: 0, longest: 0, memory: 0 });
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

/** Drags the first meeting of the week over the days and back, and returns the longest time between two frames meanwhile, in ms. */
export async function dragging(page, frame) {
    await frame.selectOption(".toolbar-view", "week");
    const chip = await frame.waitForSelector(".block[data-from]");
    await chip.scrollIntoViewIfNeeded();
    const { x, y, width } = await chip.boundingBox();
    const grid = await (await frame.$(".times-body")).boundingBox();
    await page.mouse.move(x + width / 2, y + 4);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + 20, { steps: 3 });
    await frame.waitForSelector(".ghost");
    await frame.evaluate(() => {
        let last = performance.now();
        parleyProbe.frame = 0;
        const next = (now) => {
            parleyProbe.frame = Math.max(parleyProbe.frame, now - last);
            last = now;
            if (document.querySelector(".ghost")) requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
    });
    for (const to of [0.95, 0.2, 0.6]) await page.mouse.move(grid.x + grid.width * to, y + 100 * to, { steps: 40 });
    const longest = await frame.evaluate(() => parleyProbe.frame);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    return longest;
}

/**
 * The CPU time in ms of the frame's process, all threads, since it began; that of the main thread's tasks since the first call;
 * and the JavaScript heap in bytes.
 */
export async function consumption(session) {
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const { ProcessTime, TaskDuration, JSHeapUsedSize } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    return { cpu: ProcessTime * 1000, tasks: TaskDuration * 1000, heap: JSHeapUsedSize };
}
