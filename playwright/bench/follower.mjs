// Waiting for what happens to somebody, without asking about anything else meanwhile.

const QUIET_MS = 200; // without news, before something is timed
const none = { types: ["none"] };
const FILTER = JSON.stringify({ presence: none, account_data: none, room: { state: none, ephemeral: none, account_data: none, timeline: { limit: 200 } } });

/** Waits until nothing happens any more, and answers a function that waits for the first event from then on that fits. */
export async function follower(api) {
    let since;
    const news = async (timeout) => {
        const query = new URLSearchParams({ filter: FILTER, timeout, ...(since && { since }) });
        const { next_batch, rooms } = await api.request("GET", `/_matrix/client/v3/sync?${query}`);
        since = next_batch;
        return Object.values(rooms?.join ?? {}).flatMap(({ timeline }) => timeline.events);
    };
    await news(0);
    while ((await news(QUIET_MS)).length);
    return async (fits) => {
        for (;;) {
            const found = (await news(30_000)).find(fits);
            if (found) return found;
        }
    };
}

/** Sends a command and waits for its answer: {ms, room, done}. */
export async function obeyed(api, room, type, content) {
    const follow = await follower(api);
    const begin = performance.now();
    const id = await api.send(room, type, content);
    const answer = await follow((event) => event.type === "m.reaction" && event.content["m.relates_to"].event_id === id);
    const ms = performance.now() - begin;
    return { ms, done: answer.content["m.relates_to"].key === "✅", room: answer.content["net.nordeck.meetings.bot.meta"]?.created_room_id };
}
