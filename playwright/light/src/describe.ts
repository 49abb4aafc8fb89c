// Events in words, for people.
import { EventType, type MatrixEvent, type Room } from "matrix-js-sdk";
import { text } from "./language";

/** A sentence about an event that is not a message, or undefined when there is nothing to tell people. */
export function describe(event: MatrixEvent, room: Room): string | undefined {
    const name = nameOf(room, event.getSender());
    const content = event.getContent();
    switch (event.getType()) {
        case EventType.RoomCreate:
            return text("created", { name });
        case EventType.RoomName:
            return text("named", { name, value: String(content.name ?? "") });
        case EventType.RoomTopic:
            return content.topic ? text("topic", { name, value: String(content.topic) }) : text("noTopic", { name });
        case EventType.RoomTombstone:
            return text("closed", { name });
        case EventType.RoomMember:
            return membership(event, room);
        case "im.vector.modular.widgets":
            return content.url ? text("widgetAdded", { name, value: String(content.name || content.type) }) : text("widgetRemoved", { name });
        case "net.nordeck.meetings.meeting.create":
            return text("askedCreate", { name, value: String(content.data?.title ?? "") });
    }
}

/** The display name of a user in a room. */
export function nameOf(room: Room, userId = ""): string {
    const member = room.getMember(userId);
    // An invitation tells nothing about its sender, but another room may.
    return member && member.rawDisplayName !== userId ? member.name : (room.client.getUser(userId)?.displayName ?? userId);
}

function membership(event: MatrixEvent, room: Room): string | undefined {
    const sentence = membershipSentence(event, room);
    const { reason } = event.getContent();
    return sentence && typeof reason === "string" && reason ? text("because", { sentence, reason }) : sentence;
}

function membershipSentence(event: MatrixEvent, room: Room): string | undefined {
    const userId = event.getStateKey()!;
    const name = nameOf(room, event.getSender());
    const target = event.getContent().displayname ?? nameOf(room, userId);
    const before = event.getPrevContent();
    const own = event.getSender() === userId;
    switch (event.getContent().membership) {
        case "invite":
            return text("invited", { name, target });
        case "ban":
            return text("banned", { name, target });
        case "join":
            if (before.membership !== "join") return text("joined", { name: target });
            if (before.displayname === target) return undefined;
            return text("renamed", { target: before.displayname ?? userId, value: target });
        case "leave":
            if (own) return text(before.membership === "invite" ? "declined" : "left", { name });
            return text(before.membership === "invite" ? "withdrew" : "removed", { name, target: nameOf(room, userId) });
    }
}
