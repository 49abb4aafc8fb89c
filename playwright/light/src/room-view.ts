// One room: its header, its widgets at the top, in the centre and on the right, its messages.
import { KnownMembership, type MatrixClient, MsgType, type Room } from "matrix-js-sdk";
import { arrange, avatar, el } from "./dom";
import { entrance } from "./entrance";
import { icon } from "./icons";
import { text } from "./language";
import { Tile } from "./tile";
import { Timeline } from "./timeline";
import { type Container, type PlacedWidget, widgetsOf } from "./widgets";

export class RoomView {
    public readonly element = el("main");
    private readonly name = el("h1");
    private readonly topic = el("p", { class: "topic" });
    private readonly top = el("div", { class: "top" });
    private readonly right = el("aside", { class: "right", "aria-label": text("widgets") });
    private readonly body = el("div", { class: "body" });
    private readonly timeline: Timeline;
    private readonly widgetsButton: HTMLElement;
    private readonly tiles = new Map<string, Tile>();
    private look = "";
    private maximised?: boolean;
    private rightOpen = false;
    private rightShown?: string;

    public constructor(
        private readonly client: MatrixClient, private readonly room: Room, private readonly onNavigate: (uri: string) => Promise<void>,
    ) {
        this.timeline = new Timeline(room);
        this.widgetsButton = el("button", { type: "button", class: "icon", onclick: () => {
            this.rightOpen = !this.rightOpen;
            this.update();
        } }, text("widgets"));
        const leave = (): void => void client.leave(room.roomId);
        this.element.append(
            el(
                "header", { class: "room-header" },
                el("a", { class: "back icon", href: "#/", "aria-label": text("back") }, icon("back")), avatar(room.roomId, room.name),
                el("div", {}, this.name, this.topic), this.widgetsButton,
                el("button", { type: "button", class: "icon", onclick: leave, "aria-label": text("leave"), title: text("leave") }, icon("leave")),
            ),
            this.body,
        );
    }

    public update(): void {
        this.name.textContent = this.room.name;
        this.topic.textContent = this.room.currentState.getStateEvents("m.room.topic", "")?.getContent().topic ?? "";
        if (this.room.getMyMembership() === KnownMembership.Join) this.updateInside();
        else this.updateOutside();
    }

    public stop(): void {
        this.tiles.forEach((tile) => tile.stop());
        this.tiles.clear();
    }

    private updateOutside(): void {
        const look = `${this.room.getMyMembership()} ${this.room.name}`;
        this.widgetsButton.hidden = true;
        if (look === this.look) return;
        this.look = look;
        this.stop();
        arrange(this.body, [entrance(this.client, this.room.roomId, this.room)]);
    }

    private updateInside(): void {
        this.updateWidgets(widgetsOf(this.room));
        if (this.look !== "inside") {
            this.look = "inside";
            arrange(this.body, [el("div", { class: "column" }, this.top, this.timeline.element, this.composer()), this.right]);
        }
        this.timeline.update();
    }

    private updateWidgets(widgets: PlacedWidget[]): void {
        const on = (container: Container): PlacedWidget[] => widgets.filter((widget) => widget.container === container);
        const right = on("right");
        const main = [...on("center"), ...on("top")];
        const shown = this.rightOpen ? right.filter((widget) => widget.eventId === this.rightShown) : [];
        // A widget in the centre takes the place of the messages, until the person decides otherwise.
        const maximised = this.maximised ?? on("center").length > 0;
        this.body.classList.toggle("maximised", maximised);
        this.top.hidden = main.length === 0;
        this.top.style.setProperty("--height", `${Math.max(0, ...main.map((widget) => widget.height))}%`);
        this.right.hidden = !this.rightOpen || right.length === 0;
        this.widgetsButton.hidden = right.length === 0;
        this.widgetsButton.setAttribute("aria-expanded", String(!this.right.hidden));

        const present = new Set([...main, ...shown].map(keyOf));
        for (const [key, tile] of this.tiles)
            if (!present.has(key)) {
                tile.stop();
                this.tiles.delete(key);
            }
        arrange(this.top, main.map((widget) => this.tile(widget, this.maximiseButton())));
        for (const button of this.top.querySelectorAll("header button")) button.setAttribute("aria-pressed", String(maximised));
        const choices = right.filter((widget) => widget.eventId !== this.rightShown).map((widget) => this.choice(widget));
        if (!this.right.hidden) arrange(this.right, [...shown.map((widget) => this.tile(widget, this.closeButton())), ...choices]);
    }

    private tile(widget: PlacedWidget, button: HTMLElement): HTMLElement {
        const tile = this.tiles.get(keyOf(widget)) ?? new Tile(this.client, this.room, widget, this.onNavigate, button);
        this.tiles.set(keyOf(widget), tile);
        tile.element.style.flexGrow = String(widget.width);
        return tile.element;
    }

    private choice(widget: PlacedWidget): HTMLElement {
        return el("button", { type: "button", onclick: () => {
            this.rightShown = widget.eventId;
            this.update();
        } }, widget.definition.name || widget.definition.type);
    }

    private closeButton(): HTMLElement {
        return el("button", { type: "button", class: "icon", "aria-label": text("close"), onclick: () => {
            this.rightShown = undefined;
            this.update();
        } }, icon("close"));
    }

    private maximiseButton(): HTMLElement {
        const label = text("maximise");
        return el("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick: () => {
            this.maximised = !this.body.classList.contains("maximised");
            this.update();
        } }, icon("maximise"));
    }

    private composer(): HTMLElement {
        const input = el("input", { name: "message", placeholder: text("message"), "aria-label": text("message"), autocomplete: "off" });
        return el("form", { class: "composer", onsubmit: (event) => {
            event.preventDefault();
            if (input.value) void this.client.sendMessage(this.room.roomId, { msgtype: MsgType.Text, body: input.value });
            input.value = "";
        } }, input, el("button", { class: "primary" }, text("send")));
    }
}

// A tile that changes its container is a new one: its frame would load again anyway.
const keyOf = (widget: PlacedWidget): string => `${widget.container === "right" ? "right" : "main"} ${widget.eventId}`;
