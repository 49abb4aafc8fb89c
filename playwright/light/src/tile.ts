// One widget: the question whether it may load, then its frame, wired to the room.
import { ClientEvent, type MatrixClient, type MatrixEvent, type Room, RoomStateEvent } from "matrix-js-sdk";
import { ClientWidgetApi, Widget, type IWidgetApiRequest } from "matrix-widget-api";
import { nameOf } from "./describe";
import { el } from "./dom";
import { Driver, plain } from "./driver";
import { language, text } from "./language";
import { onThemeChange, theme } from "./theme";
import { type PlacedWidget, safeAddress } from "./widgets";

// As Element Web sets them.
const SANDBOX = "allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts allow-presentation allow-downloads";
const ALLOW = "microphone; camera; encrypted-media; autoplay; display-capture; clipboard-write; clipboard-read;";
// Events older than this when a widget starts are history, not news.
const BACKFILL_MS = 60_000;
// Actions that the library hands to the client; there is nothing to do for them here.
const ACKNOWLEDGED = ["set_always_on_screen", "io.element.join", "io.element.device_mute", "im.vector.hangup", "io.element.close"];

export class Tile {
    public readonly element: HTMLElement;
    private readonly content = el("div", { class: "tile-content" });
    private stops: (() => void)[] = [];

    public constructor(
        private readonly client: MatrixClient,
        private readonly room: Room,
        private readonly placed: PlacedWidget,
        private readonly onNavigate: (uri: string) => Promise<void>,
        ...buttons: HTMLElement[]
    ) {
        const { definition } = placed;
        const name = definition.name || definition.type;
        const title = typeof definition.data?.title === "string" ? ` – ${definition.data.title}` : "";
        this.element = el(
            "section", { class: "tile", "aria-label": name, "data-widget": definition.id },
            el("header", {}, el("span", {}, name + title), ...buttons), this.content,
        );
        if (!safeAddress(definition.url)) this.content.append(el("p", { class: "notice" }, text("badWidget")));
        else if (definition.creatorUserId === client.getSafeUserId() || this.allowed()) this.load();
        else this.ask();
    }

    /** Ends the widget. */
    public stop(): void {
        this.stops.forEach((stop) => stop());
        this.stops = [];
        this.element.remove();
    }

    // Remembered per state event: a changed widget asks again.
    private get key(): string {
        return `widget_${this.placed.eventId}_allowed`;
    }

    private allowed(): boolean {
        return localStorage.getItem(this.key) !== null;
    }

    private ask(): void {
        const { url, creatorUserId } = this.placed.definition;
        const accept = el("button", { type: "button", class: "primary", onclick: () => {
            localStorage.setItem(this.key, "true");
            this.load();
        } }, text("continue"));
        this.content.replaceChildren(el(
            "div", { class: "load-card" },
            el("p", {}, text("cardAdded", { name: nameOf(this.room, creatorUserId) })),
            el("p", {}, text("cardShares", { host: safeAddress(url)!.host })), accept,
        ));
    }

    private load(): void {
        const { definition } = this.placed;
        const frame = el("iframe", { title: definition.name || definition.type, sandbox: SANDBOX, allow: ALLOW, allowfullscreen: true });
        // The library looks for the frame's window when it starts, so the tile has to be in the page by then.
        this.content.replaceChildren(frame);
        queueMicrotask(() => this.start(frame, new Widget(definition)));
    }

    private start(frame: HTMLIFrameElement, widget: Widget): void {
        if (!frame.isConnected) return;
        const driver = new Driver(this.client, widget, this.room.roomId, this.onNavigate);
        const api = new ClientWidgetApi(widget, frame, driver);
        api.setViewedRoomId(this.room.roomId);
        const showTheme = (): void => void api.updateTheme({ name: theme() }).catch(() => {}); // a widget may not know themes
        api.once("ready", showTheme);
        for (const action of ACKNOWLEDGED)
            api.on(`action:${action}`, (event: CustomEvent<IWidgetApiRequest>) => {
                event.preventDefault();
                api.transport.reply(event.detail, action === "set_always_on_screen" ? { success: true } : {});
            });
        this.stops.push(onThemeChange(showTheme), this.feed(api), () => {
            api.removeAllListeners();
            api.stop();
        });
        frame.src = this.address(widget);
    }

    // Live events and state changes of all rooms; the library keeps back what the widget may not see.
    private feed(api: ClientWidgetApi): () => void {
        const begun = Date.now();
        const event = (value: MatrixEvent): void => {
            if (value.localTimestamp > begun - BACKFILL_MS) void api.feedEvent(plain(value)).catch(console.error);
        };
        const state = (value: MatrixEvent): void => void api.feedStateUpdate(plain(value)).catch(console.error);
        this.client.on(ClientEvent.Event, event);
        this.client.on(RoomStateEvent.Events, state);
        return () => {
            this.client.off(ClientEvent.Event, event);
            this.client.off(RoomStateEvent.Events, state);
        };
    }

    private address(widget: Widget): string {
        const { client } = this;
        const me = this.room.getMember(client.getSafeUserId());
        const picture = me?.getMxcAvatarUrl();
        const address = widget.getCompleteUrl({
            widgetRoomId: this.room.roomId,
            currentUserId: client.getSafeUserId(),
            userDisplayName: me?.rawDisplayName,
            userHttpAvatarUrl: (picture && client.mxcUrlToHttp(picture)) || undefined,
            clientId: "parley.light",
            clientTheme: theme(),
            clientLanguage: language,
            deviceId: client.getDeviceId() ?? undefined,
            baseUrl: client.baseUrl,
        });
        const url = new URL(address);
        url.searchParams.set("widgetId", widget.id);
        url.searchParams.set("parentUrl", location.href.split("#", 2)[0]);
        return url.toString();
    }
}
