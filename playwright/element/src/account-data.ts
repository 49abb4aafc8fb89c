// A repair. The UI stores a person's decision to load a widget as account data of the room and waits for its echo, but begins to
// listen only after the homeserver has answered. On loopback the echo is often there first, and the widget then never loads.
import { type MatrixEvent, type Room, RoomEvent } from "matrix-js-sdk/src/matrix";
import RoomAccountSettingsHandler from "matrix-react-sdk/src/settings/handlers/RoomAccountSettingsHandler";

/** Makes the UI listen before it stores. */
export function listenBeforeStoring(): void {
    (RoomAccountSettingsHandler.prototype as any).setRoomAccountData = async function (
        roomId: string, type: string, field: string | null, value: unknown,
    ): Promise<void> {
        const content = field === null ? value : { ...this.getSettings(roomId, type), [field]: value };
        const echo = new Promise<void>((resolve) => {
            const listener = (event: MatrixEvent, room: Room): void => {
                if (room.roomId !== roomId || event.getType() !== type) return;
                this.client.off(RoomEvent.AccountData, listener);
                resolve();
            };
            this.client.on(RoomEvent.AccountData, listener);
        });
        await this.client.setRoomAccountData(roomId, type, content);
        await echo;
    };
}
