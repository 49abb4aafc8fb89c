// Moving meetings in the calendars, and drawing new ones, by pointer and by keyboard. The program is asked nothing meanwhile: it
// hears on the grid when a meeting is about to be moved (parley-grab) and how it ended (parley-move, parley-draw), and calls
// parleySettle when it shows that. All times are what the reader's clocks show, as ms since 1970 as if in UTC.
(() => {
    "use strict";
    const minute = 60_000;
    const day = 1440 * minute;
    const grain = 15 * minute;
    const slack = 4; // px that a pointer may move in a click
    const touchSlack = 10; // px that a finger may move while it rests
    const longPress = 500; // ms
    const lowerEdge = 7; // px that resize
    const scrollEdge = 36; // px near the border that scroll
    const scrollStep = 12; // px per frame
    const read = (text) => Date.parse(`${text}Z`);
    const write = (ms) => new Date(ms).toISOString().slice(0, 16);
    const startOf = (ms) => Math.floor(ms / day) * day;
    const between = (value, low, high) => Math.max(low, Math.min(value, high));

    let held = null; // what is being moved, or has been until the program shows it
    let pending = 0; // timer of a finger that rests
    let swallow = false; // the click that ends a move is none
    let grabbed = "";

    /** What is moved: mode is "move", "end" or "new"; start and end are its times now, was those before. */
    function hold(grid, chip, cell, mode, start, end) {
        release();
        const timed = chip ? chip.classList.contains("block") : true;
        const base = timed ? grid.querySelector(".times-body") : chip.closest(".times-long") ?? grid;
        const cells = [...base.querySelectorAll(timed ? ".times-day" : "[data-date]")];
        held = { grid, timed, base, cells, mode, start, end, was: { start, end }, cell, ghosts: [], title: chip?.querySelector(".chip-title").textContent ?? "" };
        held.key = chip && { room: chip.dataset.room, uid: chip.dataset.uid, at: Number(chip.dataset.start) };
        const origin = base.getBoundingClientRect();
        held.boxes = cells.map((c) => {
            const { left, right, top, bottom } = c.getBoundingClientRect();
            return { left: left - origin.left, right: right - origin.left, top: top - origin.top, bottom: bottom - origin.top, date: read(`${c.dataset.date}T00:00`) };
        });
        held.chips = chip ? [...grid.querySelectorAll(`.chip[data-start="${chip.dataset.start}"]`)].filter((c) => c.dataset.room === held.key.room && c.dataset.uid === held.key.uid) : [];
        for (const c of held.chips) c.classList.add("chip-lifted");
    }

    /** Takes away all that is shown of a move. */
    function release() {
        clearTimeout(pending);
        if (!held) return;
        cancelAnimationFrame(held.frame);
        for (const ghost of held.ghosts) ghost.remove();
        for (const chip of held.chips) chip.classList.remove("chip-lifted");
        held.grid.classList.remove("grid-moving");
        say("");
        held = null;
    }

    function say(words) {
        const status = document.querySelector(".moving");
        if (status) status.textContent = words;
    }

    /** The time below a point of the window, or the day. */
    function timeAt(x, y) {
        const origin = held.base.getBoundingClientRect();
        const [left, top] = [x - origin.left, y - origin.top];
        const distance = (b) => Math.hypot(left - between(left, b.left, b.right), top - between(top, b.top, b.bottom));
        const box = held.boxes.reduce((best, b) => (distance(b) < distance(best) ? b : best));
        return box.date + (held.timed ? between((top - box.top) / (box.bottom - box.top), 0, 1) * day : 0);
    }

    /** Moves what is held to where the pointer is, in steps of a quarter of an hour. */
    function follow() {
        const now = timeAt(held.x, held.y);
        const { start, end } = held.was;
        if (held.mode === "new") {
            const [first, last] = [Math.min(held.from, now), Math.max(held.from, now)];
            const midnight = startOf(held.from);
            held.start = Math.max(Math.floor(first / grain) * grain, midnight);
            held.end = between(Math.ceil(last / grain) * grain, held.start + grain, midnight + day);
        } else if (held.mode === "end") {
            const midnight = startOf(end - 1);
            held.end = between(snap(end, (now - startOf(now)) - (held.from - startOf(held.from))), start + grain, midnight + day);
        } else {
            const days = startOf(now) - startOf(held.from);
            const to = snap(start, now - held.from - days);
            held.start = between(to, startOf(start), startOf(start) + day - grain) + days;
            if (!held.timed) held.start = start + days;
            held.end = held.start + end - start;
        }
        show();
    }

    const snap = (time, by) => (Math.abs(by) < grain / 2 ? time : Math.round((time + by) / grain) * grain);

    /** Draws a ghost on each day that is touched; one looks the same until the time is another one. */
    function show() {
        const { start, end, cells, boxes, timed, ghosts } = held;
        const shown = `${start} ${end}`;
        if (held.shown === shown) return;
        held.shown = shown;
        let n = 0;
        boxes.forEach(({ date }, i) => {
            const [from, to] = [Math.max(start, date), Math.min(end, date + day)];
            if (from >= to && !(start === end && from === start && from < date + day)) return;
            const ghost = (ghosts[n] ??= makeGhost());
            if (ghost.parentElement !== cells[i]) cells[i].append(ghost);
            ghost.style.insetBlockStart = timed ? `${((from - date) / day) * 100}%` : "0";
            ghost.style.blockSize = timed ? `${((to - from) / day) * 100}%` : "100%";
            ghost.lastChild.textContent = n++ ? "" : timed ? clocks() : "";
        });
        for (const ghost of ghosts.splice(n)) ghost.remove();
    }

    function makeGhost() {
        const ghost = document.createElement("div");
        ghost.className = "ghost";
        ghost.setAttribute("aria-hidden", "true");
        const title = ghost.appendChild(document.createElement("span"));
        title.className = "chip-title";
        title.textContent = held.title;
        ghost.append(document.createElement("span"));
        return ghost;
    }

    const format = (options) => new Intl.DateTimeFormat(held.grid.dataset.locale, { timeZone: "UTC", hour: "numeric", minute: "2-digit", ...options });

    /** The times of day in words; a range would have dates where it ends at midnight. */
    const clocks = () => [held.start, held.end].map((time) => format().format(time)).join("–");

    const spoken = () => format({ weekday: "long", day: "numeric", month: "long" }).formatRange(held.start, held.end);

    /** Tells the program the result, which then calls parleySettle. */
    function finish() {
        const { grid, key, start, end, was, mode, timed, cell } = held;
        cancelAnimationFrame(held.frame);
        held.active = false;
        if (mode !== "new" && start === was.start && end === was.end) return cancel();
        held.sent = true;
        grid.classList.remove("grid-moving");
        const detail = { ...key, start: write(start), end: write(end), days: !timed };
        if (mode === "new") release();
        (mode === "new" ? cell : grid).dispatchEvent(new CustomEvent(mode === "new" ? "parley-draw" : "parley-move", { detail, bubbles: true }));
    }

    function cancel() {
        const { keys, grid, key } = held;
        release();
        if (keys) focusChip(grid, key);
    }

    globalThis.parleySettle = () => {
        if (!held?.sent) return;
        const { keys, grid, key, start } = held;
        release();
        if (keys) focusChip(grid, key, write(start));
    };

    /** Focuses a meeting after it was moved, if the page shows it. */
    function focusChip(grid, { room, uid, at }, from) {
        const same = [...grid.querySelectorAll(".chip")].filter((chip) => chip.dataset.room === room && chip.dataset.uid === uid);
        const chip = same.find((c) => c.dataset.from === from) ?? same.find((c) => Number(c.dataset.start) === at);
        chip?.focus();
        chip?.scrollIntoView({ block: "nearest" });
    }

    /** Tells the program that a meeting may be moved soon, once. */
    function grab(chip) {
        if (!chip || chip.dataset.room === grabbed) return;
        grabbed = chip.dataset.room;
        chip.dispatchEvent(new CustomEvent("parley-grab", { detail: { room: grabbed }, bubbles: true }));
    }

    const movable = (target) => target.closest?.("[role=grid] .chip[data-from]");

    // By pointer.

    addEventListener("pointerdown", (event) => {
        swallow = false;
        if (held && !held.sent) release();
        if (event.button !== 0 || !event.isPrimary) return;
        const chip = movable(event.target);
        const cell = event.target.closest?.(".times-day");
        const grid = event.target.closest?.("[role=grid]");
        if (!chip && !(cell === event.target && grid.dataset.create)) return;
        grab(chip);
        const { clientX: x, clientY: y, pointerId: id, pointerType } = event;
        const begin = () => {
            const low = chip?.classList.contains("block") && chip.getBoundingClientRect().bottom - y <= lowerEdge;
            hold(grid, chip, cell, chip ? (low ? "end" : "move") : "new", chip ? read(chip.dataset.from) : 0, chip ? read(chip.dataset.to) : 0);
            Object.assign(held, { id, x, y, grabbed: y, active: true });
            held.from = timeAt(x, y);
            held.scroller = held.timed ? grid.querySelector(".times-scroll") : document.scrollingElement;
            grid.setPointerCapture(id);
            grid.classList.add("grid-moving");
            swallow = true;
            follow();
            held.frame = requestAnimationFrame(scroll);
        };
        ready = { x, y, id, begin, touch: pointerType === "touch" };
        if (ready.touch) pending = setTimeout(() => ready && take(), longPress);
    });

    let ready = null; // a pointer is down and has not moved

    function take() {
        const { begin } = ready;
        ready = null;
        begin();
    }

    addEventListener("pointermove", (event) => {
        if (ready?.id === event.pointerId) {
            const moved = Math.hypot(event.clientX - ready.x, event.clientY - ready.y);
            if (ready.touch && moved > touchSlack) forget();
            else if (!ready.touch && moved > slack) take();
        }
        if (!held?.active || held.id !== event.pointerId) return;
        [held.x, held.y] = [event.clientX, event.clientY];
        if (held.grid.isConnected) follow();
        else release();
    });

    function forget() {
        clearTimeout(pending);
        ready = null;
    }

    addEventListener("pointerup", (event) => {
        forget();
        if (held?.active && held.id === event.pointerId) finish();
        setTimeout(() => (swallow = false)); // the click comes before
    });

    addEventListener("pointercancel", () => {
        swallow = false;
        forget();
        if (held?.active) cancel();
    });

    addEventListener("click", (event) => {
        if (!swallow) return;
        swallow = false;
        event.stopPropagation();
        event.preventDefault();
    }, true);

    // A finger that holds something does not scroll.
    addEventListener("touchmove", (event) => held?.active && event.preventDefault(), { passive: false });
    addEventListener("contextmenu", (event) => (held?.active || ready?.touch) && event.preventDefault());

    /** Scrolls while the pointer is near the border of what scrolls. */
    function scroll() {
        if (!held?.active) return;
        const { top, bottom } = held.timed ? held.scroller.getBoundingClientRect() : { top: 0, bottom: innerHeight };
        const low = Math.min(bottom, innerHeight) - held.y < scrollEdge;
        const high = held.y - Math.max(top, 0) < scrollEdge;
        // What was grabbed near the border does not run away.
        held.scrolls ||= (!low && !high) || Math.abs(held.y - held.grabbed) > scrollEdge;
        if (held.scrolls && low !== high && !(low && held.mode === "end" && held.end % day === 0)) {
            const before = held.scroller.scrollTop;
            held.scroller.scrollTop += low ? scrollStep : -scrollStep;
            if (held.scroller.scrollTop !== before) follow();
        }
        held.frame = requestAnimationFrame(scroll);
    }

    // By keyboard: Alt and arrows, with Shift for the end.

    addEventListener("focusin", (event) => grab(movable(event.target)));

    addEventListener("focusout", () => held?.keys && !held.sent && release());

    addEventListener("keydown", (event) => {
        if (held?.active && !held.keys && event.key === "Escape") {
            stop(event);
            return cancel();
        }
        const chip = movable(event.target);
        if (!chip) return;
        const by = event.altKey && !event.ctrlKey && !event.metaKey && stepOf(chip, event);
        if (by) {
            stop(event);
            if (!held?.keys || held.sent) {
                hold(chip.closest("[role=grid]"), chip, null, "move", read(chip.dataset.from), read(chip.dataset.to));
                held.keys = held.active = true;
            }
            step(by);
        } else if (held?.keys && !held.sent && (event.key === "Enter" || event.key === "Escape")) {
            stop(event);
            if (event.key === "Enter") finish();
            else cancel();
        }
    }, true);

    function stop(event) {
        event.preventDefault();
        event.stopPropagation();
    }

    /** How far a key moves the start and the end. */
    function stepOf(chip, { key, shiftKey }) {
        const forward = getComputedStyle(chip).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
        const timed = chip.classList.contains("block");
        const sign = key === "ArrowDown" || key === forward ? 1 : -1;
        if (!/^Arrow/.test(key)) return null;
        const vertical = key === "ArrowDown" || key === "ArrowUp";
        const long = read(chip.dataset.to) - read(chip.dataset.from) >= day;
        if (shiftKey) return vertical && (timed || long) ? [0, sign * (timed ? grain : day)] : null;
        const inMonth = chip.closest(".month");
        const size = !vertical ? day : timed ? grain : inMonth ? 7 * day : 0;
        return [sign * size, sign * size];
    }

    function step([start, end]) {
        held.start += start;
        const { start: began, end: ended } = held.was;
        const least = held.timed ? grain : Math.min(day, ended - began);
        held.end = Math.max(held.end + end, held.start + least);
        show();
        held.ghosts[0]?.scrollIntoView({ block: "nearest" });
        say(spoken());
    }
})();
