// The messages of a room: what people wrote, reactions below it, and sentences about what happened.
import { EventType, type MatrixEvent, type Room } from "matrix-js-sdk";
import { describe, nameOf } from "./describe";
import { arrange, avatar, el } from "./dom";
import { formatted } from "./formatted";
import { locale, text } from "./language";

const SHOWN = 80;
const day = new Intl.DateTimeFormat(locale, { dateStyle: "full" });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });

export class Timeline {
    private readonly list = el("ol");
    public readonly element = el("div", { class: "timeline", role: "log", "aria-label": text("timeline"), tabindex: "0" }, this.list);
    private items = new Map<string, { look: string; item: HTMLElement }>();

    public constructor(private readonly room: Room) {}

    /** Brings the list up to date, and keeps the newest in sight when it was. */
    public update(): void {
        const { scrollTop, clientHeight, scrollHeight } = this.element;
        const atEnd = scrollTop + clientHeight > scrollHeight - 40;
        const events = this.room.getLiveTimeline().getEvents();
        const reactions = reactionsOf(events);
        const kept = new Map<string, { look: string; item: HTMLElement }>();
        let before: MatrixEvent | undefined;
        for (const event of events.slice(-SHOWN)) {
            if (!isMessage(event) && !describe(event, this.room)) continue;
            const chips = reactions.get(event.getId()!) ?? new Map();
            const look = JSON.stringify([event.getId(), nameOf(this.room, event.getSender()), event.isRedacted(), [...chips], before?.getId()]);
            const known = this.items.get(event.getId()!);
            kept.set(event.getId()!, known?.look === look ? known : { look, item: this.item(event, chips, before) });
            before = event;
        }
        this.items = kept;
        arrange(this.list, [...kept.values()].map(({ item }) => item));
        if (atEnd) this.element.scrollTop = this.element.scrollHeight;
    }

    private item(event: MatrixEvent, chips: Map<string, string[]>, before?: MatrixEvent): HTMLElement {
        const date = event.getDate() ?? new Date();
        const newDay = !before || before.getDate()?.toDateString() !== date.toDateString();
        const item = el("li", { "data-type": event.getType(), "data-event": event.getId() });
        if (newDay) item.append(el("p", { class: "day" }, day.format(date)));
        const time = el("time", { datetime: date.toISOString() }, clock.format(date));
        if (isMessage(event)) item.append(this.message(event, time, newDay ? undefined : before));
        else item.append(el("div", { class: "sentence" }, el("span", {}, describe(event, this.room)!), time));
        if (chips.size > 0) item.append(this.chips(chips));
        return item;
    }

    private message(event: MatrixEvent, time: HTMLElement, before?: MatrixEvent): HTMLElement {
        const sender = event.getSender()!;
        const name = nameOf(this.room, sender);
        const content = event.getContent();
        const body = event.isRedacted() ? [text("deleted")] : formatted(String(content.body ?? ""), content.formatted_body);
        const follows = before !== undefined && isMessage(before) && before.getSender() === sender;
        return el(
            "article", { class: follows ? "message follows" : "message" },
            avatar(sender, name), el("header", {}, el("strong", {}, name), time), el("div", { class: "text" }, ...body),
        );
    }

    private chips(reactions: Map<string, string[]>): HTMLElement {
        const chips = [...reactions].map(([key, senders]) => {
            const names = senders.map((sender) => nameOf(this.room, sender)).join(", ");
            const label = text("reactedBy", { key, names });
            return el("li", { title: label }, el("span", { role: "img", "aria-label": label }, key), ` ${senders.length}`);
        });
        return el("ul", { class: "reactions" }, ...chips);
    }
}

const isMessage = (event: MatrixEvent): boolean => event.getType() === EventType.RoomMessage;

/** Event id → reaction key → who reacted so. */
function reactionsOf(events: MatrixEvent[]): Map<string, Map<string, string[]>> {
    const found = new Map<string, Map<string, string[]>>();
    for (const event of events) {
        const relation = event.getContent()["m.relates_to"];
        if (event.getType() !== EventType.Reaction || event.isRedacted() || !relation?.event_id) continue;
        const keys = found.get(relation.event_id) ?? new Map<string, string[]>();
        const key = String(relation.key);
        keys.set(key, [...(keys.get(key) ?? []), event.getSender()!]);
        found.set(relation.event_id, keys);
    }
    return found;
}
