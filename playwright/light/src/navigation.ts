// Addresses: `#/room/<id>` is the room that is shown, matrix.to links are what widgets and messages give.
import type { MatrixClient } from "matrix-js-sdk";

/** The address of a room within the client. */
export const addressOf = (roomId: string): string => `#/room/${encodeURIComponent(roomId)}`;

/** The id of the room that the address names. */
export function currentRoomId(): string | undefined {
    const match = /^#\/room\/([^?/]+)/.exec(location.hash);
    return match ? decodeURIComponent(match[1]) : undefined;
}

/** Shows the room that a matrix.to link names; other links are refused. */
export async function openMatrixLink(client: MatrixClient, uri: string): Promise<void> {
    const match = /^https:\/\/matrix\.to\/#\/([^/?]+)/.exec(uri);
    const target = match ? decodeURIComponent(match[1]) : "";
    if (target.startsWith("#")) location.hash = addressOf((await client.getRoomIdForAlias(target)).room_id);
    else if (target.startsWith("!")) location.hash = addressOf(target);
    else throw new Error("not a link to a room");
}
