// The start of the widget in the browser. README.md is the contract with the page, the server and the Go program.
(() => {
    "use strict";
    const waitingLimit = 1000; // messages
    const stallLimit = 30_000; // ms without a byte
    const pauses = [1000, 3000]; // ms before another attempt; the last fault is shown
    const byId = (id) => document.getElementById(id);
    const dataOf = (id) => JSON.parse(byId(id).textContent);

    // Messages of the host, from the first moment on.
    let waiting = [];
    let deliver = (event) => waiting.length < waitingLimit && waiting.push(event);
    if (window.parent !== window)
        window.addEventListener("message", (event) => event.source === window.parent && deliver(event));
    globalThis.parleyTakeMessages = (fn) => {
        const events = waiting;
        waiting = [];
        deliver = (event) => fn(event);
        events.forEach(deliver);
    };

    // What go-app asks its page for.
    globalThis.goappGetenv = (name) => (name === "GOAPP_ROOT_PREFIX" ? dataOf("parley-config").basePath.slice(0, -1) : "");

    // Theme and language, before the first paint.
    const root = document.documentElement;
    const queries = [location.hash.replace(/^[^?]*\??/, ""), location.search].map((query) => new URLSearchParams(query));
    const parameter = (name) => queries.map((query) => query.get(name)).find((value) => value && value[0] !== "$") ?? "";
    const prefers = (feature) => matchMedia(`(${feature})`).matches;
    const theme = parameter("theme");
    const named = /dark|light/.test(theme);
    const dark = named ? theme.includes("dark") : prefers("prefers-color-scheme: dark");
    const contrast = named ? theme.includes("high-contrast") : prefers("prefers-contrast: more");
    root.dataset.theme = (dark ? "dark" : "light") + (contrast ? "-hc" : "");
    root.lang = /^de\b/i.test(parameter("matrix_client_language") || navigator.language) ? "de" : "en";

    /** What went wrong: reason is the key of a text, detail is for whoever helps. */
    class Fault extends Error {
        constructor(reason, detail) {
            super(String(detail ?? reason));
            this.reason = reason;
        }
    }

    let forbidden = false;
    document.addEventListener("securitypolicyviolation", (event) => (forbidden ||= event.blockedURI === "wasm-eval"));

    /** Fetches and compiles the binary while it arrives. A second attempt distrusts caches and checks every byte. */
    async function compile(attempt) {
        const { href, dataset } = byId("parley-wasm");
        const abort = new AbortController();
        let stalled;
        const alive = () => {
            clearTimeout(stalled);
            stalled = setTimeout(() => abort.abort(new Fault("timeout")), stallLimit);
        };
        alive();
        try {
            const checks = attempt ? { cache: "reload", integrity: dataset.integrity } : {};
            const response = await fetch(href, { signal: abort.signal, ...checks });
            if (!response.ok) throw new Fault(response.status === 404 ? "outdated" : "network", `HTTP ${response.status}`);
            watch(response.clone().body, Number(dataset.size), alive);
            return await WebAssembly.compileStreaming(response);
        } catch (error) {
            throw abort.signal.reason ?? explained(error);
        } finally {
            clearTimeout(stalled);
        }
    }

    /** Shows how much of the body has arrived. The compiler reads another copy, and reports what fails. */
    async function watch(body, size, alive) {
        let arrived = 0;
        const reader = body.getReader();
        try {
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                alive();
                arrived += part.value.length;
                showProgress(Math.min(1, arrived / size));
            }
        } catch {}
    }

    function explained(error) {
        if (error instanceof Fault) return error;
        if (forbidden || /content security policy|unsafe-eval/i.test(error.message)) return new Fault("blocked", error);
        if (error instanceof WebAssembly.CompileError || /mime|integrity/i.test(error.message)) return new Fault("damaged", error);
        return new Fault("network", error);
    }

    async function compiled() {
        if (typeof WebAssembly?.compileStreaming !== "function") throw new Fault("unsupported");
        for (let attempt = 0; ; attempt++)
            try {
                return await compile(attempt);
            } catch (fault) {
                if (!["network", "damaged"].includes(fault.reason) || attempt === pauses.length) throw fault;
                await new Promise((done) => setTimeout(done, pauses[attempt]));
            }
    }

    /** Ends a task: what a person does and what is to be painted comes in between the steps of the start. */
    const breath = () => new Promise((done) => setTimeout(done));

    /** Runs the program from start to end. It only ends by a fault. */
    async function run() {
        try {
            const module = await compiled();
            await parsed;
            await breath();
            const go = new Go();
            const instance = await WebAssembly.instantiate(module, go.importObject);
            await breath();
            restoreTables(WebAssembly.Module.customSections(module, "tables")[0], instance.exports.mem.buffer);
            await breath();
            let code = 0;
            go.exit = (status) => (code = status);
            await go.run(instance);
            throw new Fault("stopped", `exit ${code}`);
        } catch (error) {
            await parsed;
            show(error instanceof Fault ? error : new Fault("stopped", error));
        }
    }

    // A trap in a callback from the page ends the program too, but nobody waits for it.
    window.addEventListener("error", ({ error }) => error instanceof WebAssembly.RuntimeError && show(new Fault("stopped", error)));

    let page; // go-app replaces it; it comes back with a fault
    let texts;
    const parsed = new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve)).then(() => {
        page = byId("parley");
        texts = dataOf("parley-texts")[root.lang];
        byId("parley-progress").setAttribute("aria-label", texts.loading);
    });
    // Browsers look for the time zone and for how dates are written: better while the program is on its way.
    parsed.then(breath).then(() => new Intl.DateTimeFormat(root.lang).resolvedOptions());

    function showProgress(fraction) {
        const bar = byId("parley-progress");
        bar?.setAttribute("aria-valuenow", Math.round(fraction * 100));
        bar?.style.setProperty("--progress", fraction);
    }

    function show({ reason, message }) {
        const stopped = reason === "stopped";
        const reload = stopped || reason === "outdated";
        const fault = page.querySelector("#parley-fault");
        const [title, text, detail, button] = fault.children;
        title.textContent = stopped ? texts.stopped : texts.failed;
        text.textContent = stopped ? texts.stopped_hint : texts[reason];
        detail.textContent = message === reason ? "" : message;
        button.textContent = reload ? texts.reload : texts.retry;
        button.onclick = () => (reload ? location.reload() : retry(fault));
        page.removeAttribute("aria-busy");
        fault.hidden = false;
        document.body.replaceChildren(page);
    }

    function retry(fault) {
        fault.hidden = true;
        page.setAttribute("aria-busy", "true");
        showProgress(0);
        run();
    }

    run();
})();
