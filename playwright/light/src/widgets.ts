// Which widgets a room has, and where they belong: the state events that Element reads.
import type { Room } from "matrix-js-sdk";
import type { IWidget } from "matrix-widget-api";

export type Container = "top" | "right" | "center";

export interface PlacedWidget {
    definition: IWidget;
    /** The state event; an approval counts for this one only. */
    eventId: string;
    container: Container;
    /** Per cent of the container's width, and of the room's height. */
    width: number;
    height: number;
}

const MOST_ON_TOP = 3;

/** The widgets of a room in their order. Only one fills the centre, at most three stand at the top, the others go right. */
export function widgetsOf(room: Room): PlacedWidget[] {
    const layout = room.currentState.getStateEvents("io.element.widgets.layout", "")?.getContent().widgets ?? {};
    const widgets = room.currentState
        .getStateEvents("im.vector.modular.widgets")
        .filter((event) => typeof event.getContent().url === "string" && typeof event.getContent().type === "string")
        .map((event) => {
            const id = event.getStateKey()!;
            const place = layout[id] ?? {};
            const definition = { ...event.getContent(), id, creatorUserId: event.getSender()! } as unknown as IWidget;
            const widget: PlacedWidget = {
                definition, eventId: event.getId()!, container: containerOf(place.container), width: percent(place.width, 100), height: percent(place.height, 50),
            };
            return { widget, index: Number(place.index ?? 99) };
        })
        .sort((a, b) => a.index - b.index || a.widget.definition.id.localeCompare(b.widget.definition.id))
        .map(({ widget }) => widget);

    const center = widgets.find((widget) => widget.container === "center");
    const top = center ? [] : widgets.filter((widget) => widget.container === "top").slice(0, MOST_ON_TOP);
    return widgets.map((widget) => (widget === center || top.includes(widget) ? widget : { ...widget, container: "right" }));
}

/** The address of a widget if it can be shown: not our own origin, where it could reach into this page. */
export function safeAddress(address: string): URL | undefined {
    const url = URL.parse(address);
    return url && /^https?:$/.test(url.protocol) && url.origin !== location.origin ? url : undefined;
}

const containerOf = (value: unknown): Container => (value === "top" || value === "center" ? value : "right");
const percent = (value: unknown, fallback: number): number => Math.min(100, Math.max(10, Number(value) || fallback));
