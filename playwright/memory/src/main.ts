// A client with one widget: ?widget=<address>&meetings=<number>. It grants all and answers at once, so what is measured is the
// widget. `arrive()` lets one more meeting come in.
import { ClientWidgetApi, type IRoomEvent, type IWidget, Widget, WidgetDriver } from "matrix-widget-api";
import { CALENDAR, calendarRoom, meetingRoom, USER } from "./rooms";

const parameters = new URLSearchParams(location.search);
const address = parameters.get("widget")!;
let meetings = Number(parameters.get("meetings"));
const today = new Date().setMinutes(0, 0, 0);

const rooms = new Map<string, Map<string, IRoomEvent[]>>(); // by id, then type
remember(calendarRoom(meetings));
for (let i = 0; i < meetings; i++) remember(meetingRoom(i, today));

function remember(events: IRoomEvent[]): void {
    const types = new Map<string, IRoomEvent[]>();
    for (const event of events) types.set(event.type, [...(types.get(event.type) ?? []), event]);
    rooms.set(events[0].room_id, types);
}

class MemoryDriver extends WidgetDriver {
    public validateCapabilities = async (requested: Set<string>) => requested;
    public getKnownRooms = () => [...rooms.keys()];
    public readRoomTimeline = async () => [];
    public readRoomState = async (room: string, type: string, stateKey: string | undefined) =>
        (rooms.get(room)?.get(type) ?? []).filter((event) => stateKey === undefined || event.state_key === stateKey);
    public searchUserDirectory = async () => ({ limited: false, results: [] });
}

const url = `${address}#/?theme=light&matrix_user_id=$matrix_user_id&matrix_room_id=$matrix_room_id&matrix_client_language=en`;
const definition: IWidget = { id: "planner", creatorUserId: USER, type: "net.nordeck.meetings.widget.meetings", url, waitForIframeLoad: true };
const widget = new Widget(definition);
const complete = new URL(widget.getCompleteUrl({ widgetRoomId: CALENDAR, currentUserId: USER }));
complete.searchParams.set("widgetId", widget.id);
complete.searchParams.set("parentUrl", location.href);

const frame = document.createElement("iframe");
frame.title = "Widget";
document.body.append(frame);
const api = new ClientWidgetApi(widget, frame, new MemoryDriver());
api.setViewedRoomId(CALENDAR);
frame.src = complete.href;

Object.assign(globalThis, {
    async arrive() {
        const events = meetingRoom(meetings++, today);
        remember(events);
        for (const event of events) await api.feedEvent(event);
    },
});
