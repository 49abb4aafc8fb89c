// Nothing is drawn anew while something is being pressed: browsers make no click when what was pressed has moved or gone before it
// is released, and what is in its place then may mean something else. The program asks for parleyPressed before it draws
// (widget/overlay/overlay.json).
(() => {
    "use strict";
    const longest = 3000; // ms; who presses longer scrolls or drags, and some of that has no end that is told
    const after = 100; // ms in which the click follows
    let timer;

    function wait(ms) {
        clearTimeout(timer);
        timer = setTimeout(release, ms);
    }

    function press() {
        globalThis.parleyPressed = true;
        wait(longest);
    }

    function release() {
        clearTimeout(timer);
        globalThis.parleyPressed = false;
    }

    const isPress = ({ key, target }) => key === " " && target.closest?.("button");
    addEventListener("pointerdown", press, true);
    addEventListener("pointerup", () => wait(after), true);
    addEventListener("pointercancel", release, true);
    addEventListener("keydown", (event) => isPress(event) && !event.repeat && press(), true);
    addEventListener("keyup", (event) => isPress(event) && wait(after), true);
    addEventListener("click", release, true);
})();
