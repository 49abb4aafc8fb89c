// The light client: a small Matrix client that shows rooms, messages and widgets as Element does. It signs in whom the server
// that delivers it says, and keeps nothing but choices about widgets and theme.
import { ClientEvent, createClient, type MatrixClient, RoomEvent, RoomStateEvent, SyncState } from "matrix-js-sdk";
import { el } from "./dom";
import { entrance } from "./entrance";
import { language, text } from "./language";
import { addressOf, currentRoomId, openMatrixLink } from "./navigation";
import { RoomList } from "./room-list";
import { RoomView } from "./room-view";
import { type Config, loadConfig, type Session } from "./session";
import { apply } from "./theme";

const app = document.getElementById("app")!;
const notice = (message: string, ...more: Node[]): void =>
    app.replaceChildren(el("main", { class: "notice" }, el("h1", {}, message), ...more));

async function start(): Promise<void> {
    document.documentElement.lang = language;
    apply();
    const config = await loadConfig();
    if (!config.session) return nobody(config);
    notice(text("connecting"));
    const client = clientOf(config, config.session);
    const prepared = new Promise<void>((resolve) => {
        client.on(ClientEvent.Sync, (state) => {
            if (state === SyncState.Prepared) resolve();
            document.body.classList.toggle("offline", state === SyncState.Error || state === SyncState.Reconnecting);
        });
    });
    await client.startClient({ initialSyncLimit: 30, lazyLoadMembers: true, disablePresence: true });
    await prepared;
    if (!currentRoomId() && config.room) location.hash = addressOf(config.room);
    show(client, config.session, config.people);
}

function clientOf(config: Config, session: Session): MatrixClient {
    return createClient({
        baseUrl: config.homeserver, userId: session.user_id, accessToken: session.access_token, deviceId: session.device_id,
        timelineSupport: true, disableVoip: true,
    });
}

function nobody({ people }: Config): void {
    notice(text("nobody"), el("ul", {}, ...people.map(({ name, url }) => el("li", {}, el("a", { href: url }, name)))));
}

/** Lays the page out and keeps it up to date, at most once per frame. */
function show(client: MatrixClient, session: Session, people: Config["people"]): void {
    const list = new RoomList(client, session, people);
    const place = el("div", { class: "place" });
    let view: RoomView | undefined;
    let shown = "";

    const update = (): void => {
        const roomId = currentRoomId();
        const room = roomId ? client.getRoom(roomId) : null;
        const key = `${room ? "inside" : "outside"} ${roomId}`;
        list.update(roomId);
        app.classList.toggle("in-room", roomId !== undefined);
        if (key !== shown) {
            shown = key;
            view?.stop();
            view = room ? new RoomView(client, room, (uri) => openMatrixLink(client, uri)) : undefined;
            place.replaceChildren(view?.element ?? el("main", {}, outside(client, roomId)));
        }
        view?.update();
        document.title = room ? `${room.name} – Parley` : "Parley";
    };
    let pending = 0;
    const soon = (): void => void (pending ||= requestAnimationFrame(() => {
        pending = 0;
        update();
    }));
    app.replaceChildren(list.element, place, el("p", { class: "offline-notice", role: "status" }, text("offline")));
    client.on(RoomEvent.Timeline, soon);
    client.on(RoomEvent.MyMembership, soon);
    client.on(RoomEvent.Name, soon);
    client.on(RoomStateEvent.Events, soon);
    client.on(ClientEvent.Room, soon);
    addEventListener("hashchange", update);
    document.addEventListener("click", (event) => followMatrixLinks(client, event));
    update();
}

function outside(client: MatrixClient, roomId?: string): HTMLElement {
    return roomId ? entrance(client, roomId, null) : el("p", { class: "notice" }, text("chooseRoom"));
}

// Links to rooms stay within the client.
function followMatrixLinks(client: MatrixClient, event: MouseEvent): void {
    const anchor = (event.target as Element).closest?.("a");
    if (!anchor?.href.startsWith("https://matrix.to/#/")) return;
    event.preventDefault();
    openMatrixLink(client, anchor.href).catch(console.error);
}

start().catch((error: Error) => notice(text("failed", { error: error.message })));
