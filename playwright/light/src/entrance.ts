// What stands at the door of a room that one is not in: an invitation, or the question whether to join.
import { KnownMembership, type MatrixClient, type Room } from "matrix-js-sdk";
import { nameOf } from "./describe";
import { avatar, el } from "./dom";
import { formatted } from "./formatted";
import { text } from "./language";

/** The page of a room whose membership is not `join`; room is undefined when nothing is known about it. */
export function entrance(client: MatrixClient, roomId: string, room: Room | null): HTMLElement {
    const problem = el("p", { class: "problem", role: "alert" });
    const act = (action: () => Promise<unknown>) => () =>
        void action().catch((error: Error) => (problem.textContent = text("refused", { error: error.message })));
    const button = (label: string, kind: string, action: () => Promise<unknown>): HTMLElement =>
        el("button", { type: "button", class: kind, onclick: act(action) }, label);
    const join = (): Promise<unknown> => client.joinRoom(roomId);

    if (room?.getMyMembership() !== KnownMembership.Invite)
        return el("div", { class: "entrance" }, el("p", {}, text("notMember")), button(text("join"), "primary", join), problem);

    const event = room.getMember(client.getSafeUserId())?.events.member;
    const { reason, "io.element.html_reason": html } = event?.getContent() ?? {};
    return el(
        "div", { class: "entrance" },
        avatar(roomId, room.name), el("h2", {}, room.name), el("p", {}, text("invitedYou", { name: nameOf(room, event?.getSender()) })),
        ...(reason || html ? [el("section", { class: "reason", "aria-label": text("reason") }, ...formatted(String(reason ?? ""), html))] : []),
        el("div", { class: "buttons" },
            button(text("decline"), "", () => client.leave(roomId)), button(text("accept"), "primary", join)),
        problem,
    );
}
