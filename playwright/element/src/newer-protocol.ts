// Lets the UI of October 2024 speak the widget protocol of matrix-widget-api 1.13 and later, as Element Web does since:
// known rooms, reads per room, state pushed with update_state, themes pushed. Does nothing with the older library.
import { CurrentApiVersions, type IRoomEvent } from "matrix-widget-api";
import { Direction, type MatrixEvent, RoomStateEvent } from "matrix-js-sdk/src/matrix";
import { MatrixClientPeg } from "matrix-react-sdk/src/MatrixClientPeg";
import SettingsStore from "matrix-react-sdk/src/settings/SettingsStore";
import ThemeWatcher from "matrix-react-sdk/src/settings/watchers/ThemeWatcher";
import { StopGapWidget } from "matrix-react-sdk/src/stores/widgets/StopGapWidget";
import { StopGapWidgetDriver } from "matrix-react-sdk/src/stores/widgets/StopGapWidgetDriver";

const plain = (event: MatrixEvent): IRoomEvent => event.getEffectiveEvent() as unknown as IRoomEvent;

/** Changes the UI's widget classes when the library is a newer one than theirs. */
export function speakNewerProtocol(): void {
    if (!(CurrentApiVersions as string[]).includes("org.matrix.msc2762_update_state")) return;
    Object.assign(StopGapWidgetDriver.prototype, { getKnownRooms, readRoomState, readRoomTimeline });
    pushStateAndTheme(StopGapWidget.prototype as any);
}

function getKnownRooms(): string[] {
    return MatrixClientPeg.safeGet().getVisibleRooms().map((room) => room.roomId);
}

async function readRoomState(roomId: string, type: string, stateKey: string | undefined): Promise<IRoomEvent[]> {
    const state = timelineOf(roomId)?.getState(Direction.Forward);
    if (!state) return [];
    if (stateKey === undefined) return state.getStateEvents(type).map(plain);
    const event = state.getStateEvents(type, stateKey);
    return event ? [plain(event)] : [];
}

async function readRoomTimeline(
    roomId: string, type: string, msgtype: string | undefined, stateKey: string | undefined, limit: number, since: string | undefined,
): Promise<IRoomEvent[]> {
    const events = timelineOf(roomId)?.getEvents() ?? [];
    const newer = events.slice(since ? events.findIndex((event) => event.getId() === since) + 1 : 0).reverse();
    const wanted = newer.filter((event) =>
        event.getType() === type
        && (stateKey === undefined || event.getStateKey() === stateKey)
        && (!msgtype || type !== "m.room.message" || event.getContent().msgtype === msgtype));
    return wanted.slice(0, limit > 0 ? limit : undefined).map(plain);
}

const timelineOf = (roomId: string) => MatrixClientPeg.safeGet().getRoom(roomId)?.getLiveTimeline();

// `widget` is the prototype of StopGapWidget; what is added to an instance is undone when it stops.
function pushStateAndTheme(widget: any): void {
    const { startMessaging, stopMessaging } = widget;

    widget.startMessaging = function (frame: HTMLIFrameElement): void {
        if (this.started) return;
        startMessaging.call(this, frame);
        const api = this.widgetApi;
        api?.setViewedRoomId(this.eventListenerRoomId ?? null);
        this.pushState = (event: MatrixEvent) => void api?.feedStateUpdate(plain(event)).catch(console.error);
        MatrixClientPeg.safeGet().on(RoomStateEvent.Events, this.pushState);
        const pushTheme = (): void => void api?.updateTheme({ name: new ThemeWatcher().getEffectiveTheme() }).catch(() => {});
        api?.once("ready", pushTheme);
        this.themeWatch = SettingsStore.watchSetting("theme", null, () => setTimeout(pushTheme));
    };

    widget.stopMessaging = function (options?: { forceDestroy: boolean }): void {
        stopMessaging.call(this, options);
        if (this.started || !this.pushState) return;
        MatrixClientPeg.get()?.off(RoomStateEvent.Events, this.pushState);
        SettingsStore.unwatchSetting(this.themeWatch);
        this.pushState = undefined;
    };
}
