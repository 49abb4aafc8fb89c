// The existing system's scenarios about Open-Xchange, which uses the HTTP interface as one of its users; see scenarios-meetings.spec.mjs.
// More of it, and what is refused: bot-api.spec.mjs.
import { expect } from "../fixtures.mjs";
import { find } from "./meetings.mjs";
import { asker, openIdHeader } from "./programs.mjs";
import { METADATA, scenario, widgets } from "./scenarios.mjs";

const series = ["FREQ=DAILY;COUNT=5"];
const times = { start_time: "2040-10-03T08:30:00Z", end_time: "2040-10-03T09:30:00Z" };
const later = { start_time: "2040-10-04T08:30:00Z", end_time: "2040-10-04T10:00:00Z" };
const reference = (rrules) => ({ folder: "cal://0/471", id: "cal://0/471.1274.0", ...(rrules && { rrules }) });

/** Alice's meeting with Bob as Open-Xchange creates it, and its further requests. */
async function create(s, { rrules, ...more } = {}) {
    const headers = { authorization: await openIdHeader(s.stack, s.alice), "accept-language": s.language, "x-timezone": "Europe/Berlin" };
    const ask = async (...request) => {
        const { status, body } = await asker(s.stack, s.alice)(...request, headers);
        return { status, body };
    };
    const { title, description } = s.words;
    const external = (rules) => ({ external_data: { "io.ox": reference(rules) } });
    const { status, body } = await ask("POST", "/meeting/create", { title, description, ...times, ...external(rrules), participants: [{ user_id: s.bob.user_id }], ...more });
    expect(status).toBe(201);
    const target_room_id = body.room_id;
    const room = await s.enter(target_room_id);
    /** What is written, which nothing that Alice sees comes after. */
    const news = (count = 1) => s.alice.api.until(async () => {
        const all = await room.news();
        return all.length >= count && all;
    }, `${count} texts`);
    return {
        ...room, news,
        update: async (fields, rules) => expect(await ask("PUT", "/meeting/update", { target_room_id, ...times, ...external(rules), ...fields })).toMatchObject({ status: 200 }),
        close: async (method) => expect(await ask("POST", "/meeting/close", { target_room_id, method })).toMatchObject({ status: 201 }),
        /** Bob's, which is to the meeting by that name. */
        invitation: (name = title) => s.bob.api.until(async () => {
            const events = (await s.bob.api.invitations()).find(({ room_id }) => room_id === target_room_id)?.events;
            return events && find(events, "m.room.name")?.content.name === name && events;
        }, `the invitation to ${name}`),
    };
}

for (const [id, what, rrules] of [[58, "Open-Xchange creates a meeting", undefined], [59, "Open-Xchange creates a series", series]])
    scenario(id, what, async (s) => {
        const { meeting, state, invitation } = await create(s, { rrules });
        s.reads(find(await invitation(), "m.room.member", s.bob.user_id).content.reason);
        await s.bob.api.join(meeting);
        expect(widgets(await state())).toEqual(["Breakout Sessions", "Parley Details", "Video Conference"]);
        expect(find(await state(), METADATA).content.external_data["io.ox"], "what the links to it are made of").toEqual(reference(rrules));
    });

for (const [id, what, rrules, update] of [
    [60, "Open-Xchange moves a meeting", undefined, [later]],
    [62, "Open-Xchange makes a series a single meeting", series, [{}]],
    [63, "Open-Xchange makes a single meeting a series", undefined, [{}, series]],
])
    scenario(id, what, async (s) => {
        const room = await create(s, { rrules });
        await s.bob.api.join(room.meeting);
        await room.update(...update);
        s.reads(await room.news());
    });

scenario(61, "Open-Xchange changes a meeting while somebody has not answered", async (s) => {
    const { update, news, invitation } = await create(s);
    await update({ title: s.words.other, ...later });
    const events = await invitation(s.words.other);
    expect(await news(2)).toContainEqual(`invite ${s.bob.user_id}:\n${find(events, "m.room.member", s.bob.user_id).content.reason}`);
    s.reads(await news());
});

scenario(64, "Open-Xchange closes a meeting of a calendar room", async (s) => {
    const { meeting, close, state, news } = await create(s, { parent_room_id: s.room });
    expect((await s.alice.api.state(s.room, "m.space.child", meeting)).via).toHaveLength(1);
    await close("tombstone");
    expect(find(await state(), "m.room.tombstone").content.replacement_room).toBe(s.room);
    expect(await s.alice.api.state(s.room, "m.space.child", meeting)).toEqual({});
    s.reads(await news(3));
});

scenario(65, "Open-Xchange closes a meeting and everybody is removed", async (s) => {
    const { meeting, close } = await create(s);
    await s.bob.api.join(meeting);
    await close("kick_all_participants");
    expect(await s.bob.api.joinedRooms()).not.toContain(meeting);
    const { membership, reason } = find(await s.bob.api.fullState(meeting), "m.room.member", s.bob.user_id).content;
    s.reads(`${membership}: ${reason}`);
});
