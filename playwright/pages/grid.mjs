/** A calendar of the planner, and a pointer in it. */
export class Grid {
    constructor(page, planner) {
        Object.assign(this, { page, planner });
    }

    /** What shows where a meeting would be. */
    get ghost() {
        return this.planner.frame.locator(".ghost");
    }

    /** What screen readers say of a move. */
    get status() {
        return this.planner.frame.locator(".moving");
    }

    async middleOf(locator) {
        await locator.scrollIntoViewIfNeeded();
        const { x, y, width, height } = await locator.boundingBox();
        return { x: x + width / 2, y: y + height / 2 };
    }

    /** Takes a meeting with the mouse, in its middle or at its lower edge. */
    async grab(chip, { edge = false } = {}) {
        const { x, y } = await this.middleOf(chip);
        const box = await chip.boundingBox();
        await this.page.mouse.move(x, edge ? box.y + box.height - 3 : y);
        await this.page.mouse.down();
    }

    /** Presses the mouse at a time of a day. */
    async press(date, time) {
        const { x, y } = await this.at(date, time);
        await this.page.mouse.move(x, y);
        await this.page.mouse.down();
    }

    /** Moves the mouse to a time of a day, or to a day of a month. */
    async moveTo(date, time) {
        const { x, y } = await this.at(date, time);
        await this.page.mouse.move(x, y, { steps: 5 });
    }

    drop() {
        return this.page.mouse.up();
    }

    /** Where a time is in the window. */
    async at(date, time) {
        const { x, y, width, height } = await this.planner.frame.locator(time ? `.times-day[data-date="${date}"]` : `.month-day[data-date="${date}"]`).boundingBox();
        const [hour, minute] = (time ?? "12:00").split(":").map(Number);
        return { x: x + width / 2, y: y + (height * (hour * 60 + minute)) / 1440 };
    }

    /** A finger, as touch(type, x, y). */
    async finger() {
        const session = await this.page.context().newCDPSession(this.page);
        return (type, x, y) => session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
    }
}

/** A day of next week in Berlin, from Monday, as yyyy-mm-dd. */
export function dayIn(day) {
    const today = new Date(new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(Date.now()));
    today.setUTCDate(today.getUTCDate() - ((today.getUTCDay() + 6) % 7) + 7 + day);
    return today.toISOString().slice(0, 10);
}
