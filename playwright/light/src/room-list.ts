// The column on the left: who is signed in, the rooms, and the way to other people.
import { KnownMembership, type MatrixClient, type Room } from "matrix-js-sdk";
import { arrange, avatar, el } from "./dom";
import { icon } from "./icons";
import { text } from "./language";
import { addressOf } from "./navigation";
import type { Config, Session } from "./session";
import { onThemeChange, theme, toggleTheme } from "./theme";

export class RoomList {
    public readonly element = el("nav", { class: "rooms", "aria-label": text("rooms") });
    private readonly lists = el("div", { class: "lists" });
    private look = "";

    public constructor(private readonly client: MatrixClient, { user_id: me, name: myName }: Session, people: Config["people"]) {
        const others = people.filter(({ name }) => name !== myName);
        this.element.append(
            el("header", {}, avatar(me, myName), el("div", {}, el("strong", {}, myName), el("small", {}, me)), themeButton()),
            this.lists,
            el("footer", {}, el("p", { id: "people" }, text("people")), el(
                "ul", { "aria-labelledby": "people" },
                ...others.map(({ name, url }) => el("li", {}, el("a", { href: url, target: "_blank" }, name))),
            )),
        );
    }

    public update(current?: string): void {
        const rooms = this.client.getVisibleRooms().sort((a, b) => a.name.localeCompare(b.name));
        const invitations = rooms.filter((room) => room.getMyMembership() === KnownMembership.Invite);
        const joined = rooms.filter((room) => room.getMyMembership() === KnownMembership.Join);
        const look = JSON.stringify([current, [invitations, joined].map((list) => list.map((room) => [room.roomId, room.name]))]);
        if (look === this.look) return;
        this.look = look;
        arrange(this.lists, [
            ...(invitations.length > 0 ? [section(text("invitations"), invitations, current)] : []),
            joined.length > 0 ? section(text("rooms"), joined, current) : el("p", { class: "notice" }, text("noRooms")),
        ]);
    }
}

function section(heading: string, rooms: Room[], current?: string): HTMLElement {
    const title = el("h2", {}, heading);
    const items = rooms.map((room) => el("li", {}, el(
        "a", { href: addressOf(room.roomId), "aria-current": room.roomId === current ? "page" : undefined, "data-room": room.roomId },
        avatar(room.roomId, room.name), el("span", {}, room.name),
    )));
    return el("section", {}, title, el("ul", {}, ...items));
}

function themeButton(): HTMLElement {
    const button = el("button", { type: "button", class: "icon", title: text("darkMode"), "aria-label": text("darkMode"), onclick: toggleTheme }, icon("contrast"));
    const show = (): void => button.setAttribute("aria-pressed", String(theme() === "dark"));
    onThemeChange(show);
    show();
    return button;
}
