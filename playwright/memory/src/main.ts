// A client with one widget that grants all and answers at once, so what is seen or measured is the widget. What it knows is
// `parleyScene` where a test has set that (pages/scene.mjs), else ?widget=<address>&meetings=<number> of our own making.
// `arrive()` lets events come in: those given, or one more meeting. With ?hold the frame is of the widget's site, but the widget
// begins with `start()`.
import { ClientWidgetApi, type IRoomEvent, type IWidget, Widget, WidgetDriver } from "matrix-widget-api";
import { CALENDAR, calendarRoom, meetingRoom, USER } from "./rooms";

interface Scene {
    widget: string;
    user: string;
    room: string;
    events: IRoomEvent[];
    language?: string;
    theme?: string;
    denied?: string[]; // capabilities
    people?: { userId: string; displayName?: string }[];
}

const parameters = new URLSearchParams(location.search);
let meetings = Number(parameters.get("meetings"));
const today = new Date().setMinutes(0, 0, 0);
const scene: Scene = (globalThis as unknown as { parleyScene?: Scene }).parleyScene ?? {
    widget: parameters.get("widget")!,
    user: USER,
    room: CALENDAR,
    events: [...calendarRoom(meetings), ...Array.from({ length: meetings }, (_, i) => meetingRoom(i, today)).flat()],
};
const rooms = new Map<string, Map<string, IRoomEvent[]>>(); // by id, then type
remember(scene.events);

function remember(events: IRoomEvent[]): void {
    for (const event of events) {
        const types = rooms.get(event.room_id) ?? new Map<string, IRoomEvent[]>();
        const others = (types.get(event.type) ?? []).filter(({ state_key }) => state_key !== event.state_key);
        rooms.set(event.room_id, types.set(event.type, [...others, event]));
    }
}

class MemoryDriver extends WidgetDriver {
    public validateCapabilities = async (requested: Set<string>) => new Set([...requested].filter((name) => !scene.denied?.includes(name)));
    public getKnownRooms = () => [...rooms.keys()];
    public readRoomTimeline = async () => [];
    public readRoomState = async (room: string, type: string, stateKey: string | undefined) =>
        (rooms.get(room)?.get(type) ?? []).filter((event) => stateKey === undefined || event.state_key === stateKey);
    public searchUserDirectory = async () => ({ limited: false, results: scene.people ?? [] });
}

const url = `${scene.widget}#/?theme=${scene.theme ?? "light"}&matrix_user_id=$matrix_user_id&matrix_room_id=$matrix_room_id&matrix_client_language=${scene.language ?? "en"}`;
const definition: IWidget = { id: "planner", creatorUserId: scene.user, type: "net.nordeck.meetings.widget.meetings", url, waitForIframeLoad: true };
const widget = new Widget(definition);
const complete = new URL(widget.getCompleteUrl({ widgetRoomId: scene.room, currentUserId: scene.user }));
complete.searchParams.set("widgetId", widget.id);
complete.searchParams.set("parentUrl", location.href);

const frame = document.createElement("iframe");
frame.title = "Widget";
document.body.append(frame);
let api: ClientWidgetApi;
if (parameters.has("hold")) frame.src = new URL("v1/health", scene.widget).href;
else start();

function start(): void {
    api = new ClientWidgetApi(widget, frame, new MemoryDriver());
    api.setViewedRoomId(scene.room);
    frame.src = complete.href;
}

Object.assign(globalThis, {
    start,
    async arrive(events = meetingRoom(meetings++, today)) {
        remember(events);
        for (const event of events) await api.feedEvent(event);
    },
    showTheme: (name: string) => api.updateTheme({ name }),
});
