// What widgets may do with the user's account: the client's side of the Widget API, over matrix-js-sdk.
import { Direction, EventType, type IContent, type MatrixClient, MatrixError, type MatrixEvent } from "matrix-js-sdk";
import {
    type IGetMediaConfigResult, type IOpenIDUpdate, type IReadEventRelationsResult, type IRoomEvent, type ISearchUserDirectoryResult,
    type ISendEventDetails, type IWidgetApiErrorResponseDataDetails, MatrixCapabilities, OpenIDRequestState, type SimpleObservable,
    type Widget, WidgetDriver,
} from "matrix-widget-api";
import { askCapabilities, askOpenId } from "./prompts";

/** An event as widgets see it. */
export const plain = (event: MatrixEvent): IRoomEvent => event.getEffectiveEvent() as unknown as IRoomEvent;

export class Driver extends WidgetDriver {
    public constructor(
        private readonly client: MatrixClient,
        private readonly widget: Widget,
        private readonly roomId: string,
        private readonly onNavigate: (uri: string) => Promise<void>,
    ) {
        super();
    }

    public async validateCapabilities(requested: Set<string>): Promise<Set<string>> {
        // The same key as in Element Web.
        const key = `widget_${this.widget.id}_approved_caps`;
        const granted = new Set<string>([
            MatrixCapabilities.Screenshots, MatrixCapabilities.RequiresClient, ...JSON.parse(localStorage.getItem(key) ?? "[]"),
        ]);
        const missing = [...requested].filter((capability) => !granted.has(capability));
        if (missing.length > 0) {
            const answer = await askCapabilities(this.widget, missing);
            answer.approved.forEach((capability) => granted.add(capability));
            if (answer.remember) localStorage.setItem(key, JSON.stringify([...granted]));
        }
        return new Set([...requested].filter((capability) => granted.has(capability)));
    }

    public async askOpenID(observer: SimpleObservable<IOpenIDUpdate>): Promise<void> {
        const key = `widget_${this.roomId}_${this.widget.id}_openid`;
        if (localStorage.getItem(key) === null) {
            observer.update({ state: OpenIDRequestState.PendingUserConfirmation });
            const answer = await askOpenId(this.widget);
            if (!answer.allow) return observer.update({ state: OpenIDRequestState.Blocked });
            if (answer.remember) localStorage.setItem(key, "allowed");
        }
        observer.update({ state: OpenIDRequestState.Allowed, token: await this.client.getOpenIdToken() });
    }

    public async sendEvent(
        type: string, content: IContent, stateKey: string | null = null, roomId: string | null = null,
    ): Promise<ISendEventDetails> {
        const room = roomId || this.roomId;
        const eventType = type as never; // the SDK's types know only the types of the specification
        if (stateKey !== null) return sent(room, await this.client.sendStateEvent(room, eventType, content as never, stateKey));
        if (type === EventType.RoomRedaction) return sent(room, await this.client.redactEvent(room, content.redacts));
        return sent(room, await this.client.sendEvent(room, eventType, content as never));
    }

    public async readRoomTimeline(
        roomId: string, type: string, msgtype: string | undefined, stateKey: string | undefined, limit: number, since: string | undefined,
    ): Promise<IRoomEvent[]> {
        const events = this.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
        const newer = events.slice(since ? events.findIndex((event) => event.getId() === since) + 1 : 0).reverse();
        const wanted = newer.filter((event) =>
            event.getType() === type
            && (stateKey === undefined || event.getStateKey() === stateKey)
            && (!msgtype || type !== EventType.RoomMessage || event.getContent().msgtype === msgtype));
        return wanted.slice(0, limit > 0 ? limit : undefined).map(plain);
    }

    public async readRoomState(roomId: string, type: string, stateKey: string | undefined): Promise<IRoomEvent[]> {
        const state = this.client.getRoom(roomId)?.getLiveTimeline().getState(Direction.Forward);
        if (!state) return [];
        if (stateKey === undefined) return state.getStateEvents(type).map(plain);
        const event = state.getStateEvents(type, stateKey);
        return event ? [plain(event)] : [];
    }

    public async readEventRelations(
        eventId: string, roomId?: string, relType?: string, type?: string, from?: string, to?: string, limit?: number, dir?: "f" | "b",
    ): Promise<IReadEventRelationsResult> {
        const options = { from, to, limit, dir: dir as Direction };
        const found = await this.client.relations(roomId ?? this.roomId, eventId, relType ?? null, type ?? null, options);
        return { chunk: found.events.map(plain), nextBatch: found.nextBatch ?? undefined, prevBatch: found.prevBatch ?? undefined };
    }

    public navigate(uri: string): Promise<void> {
        return this.onNavigate(uri);
    }

    public async searchUserDirectory(term: string, limit?: number): Promise<ISearchUserDirectoryResult> {
        const { limited, results } = await this.client.searchUserDirectory({ term, limit });
        return {
            limited,
            results: results.map((user) => ({ userId: user.user_id, displayName: user.display_name, avatarUrl: user.avatar_url })),
        };
    }

    public async getMediaConfig(): Promise<IGetMediaConfigResult> {
        return (await this.client.getMediaConfig()) as IGetMediaConfigResult;
    }

    public async uploadFile(file: XMLHttpRequestBodyInit): Promise<{ contentUri: string }> {
        return { contentUri: (await this.client.uploadContent(file)).content_uri };
    }

    public async downloadFile(contentUri: string): Promise<{ file: XMLHttpRequestBodyInit }> {
        const url = this.client.mxcUrlToHttp(contentUri, undefined, undefined, undefined, false, true, true);
        if (!url) throw new Error("not a media address");
        const response = await fetch(url, { headers: { authorization: `Bearer ${this.client.getAccessToken()}` } });
        if (!response.ok) throw new Error(`media: ${response.status}`);
        return { file: await response.blob() };
    }

    public getKnownRooms(): string[] {
        return this.client.getVisibleRooms().map((room) => room.roomId);
    }

    public processError(error: unknown): IWidgetApiErrorResponseDataDetails | undefined {
        return error instanceof MatrixError ? { matrix_api_error: error.asWidgetApiErrorData() } : undefined;
    }
}

const sent = (roomId: string, answer: { event_id: string }): ISendEventDetails => ({ roomId, eventId: answer.event_id });
