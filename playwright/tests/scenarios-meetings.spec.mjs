// The end-to-end scenarios of the existing system as far as they need no screen: what becomes of the rooms, and what people read.
// These are the ones about meetings; those about series, breakout sessions and groupware have files of their own.
//
// Where another story tells a scenario, it is not told again:
//
//     E2E-23, 24       a guest comes by the link, is promoted, is removed          bot-guests.spec.mjs
//     E2E-29           an optional widget                                          takeover.spec.mjs
//     E2E-40, 41       inviting and joining, without what encryption adds          E2E-21 and 22
//     E2E-43, 44       five cards, five days of a month: those of the widget       E2E-42
//     E2E-69           removed, invited, promoted: one planner                     bot-help.spec.mjs
import { expect } from "../fixtures.mjs";
import { find } from "./meetings.mjs";
import { CLOSE, heard, MESSAGES, METADATA, on, PEOPLE, scenario, UPDATE, WIDGETS, widgets } from "./scenarios.mjs";

scenario(18, "a meeting is scheduled: its organiser is invited, the conference is there", async (s) => {
    const { meeting, state, calendar } = await s.meet();
    expect(await calendar()).toEqual([on("03")]);
    expect(widgets(await state())).toEqual(["Breakout Sessions", "Parley Details", "Video Conference"]);
    s.reads(await heard(s.alice, meeting, s.bot));
});

scenario(19, "the longest title and description", async (s) => {
    const longest = { title: "ü".repeat(255), description: "x".repeat(20_000) };
    const { meeting, state, change } = await s.meet(longest);
    expect(find(await state(), "m.room.name").content.name).toBe(longest.title);
    expect(find(await state(), "m.room.topic").content.topic).toBe(longest.description);
    await change(UPDATE, { title: "ö".repeat(255), description: "y".repeat(20_000) });
    for (const [field, value] of [["title", "ü".repeat(256)], ["description", "x".repeat(20_001)]])
        expect((await s.tell(s.alice, meeting, UPDATE, { target_room_id: meeting, [field]: value })).error).toEqual({ code: "too_long", field: `data.${field}` });
});

scenario(20, "a meeting moves to another day", async (s) => {
    const { change, news, calendar } = await s.meet();
    await change(UPDATE, { title: s.words.title, description: s.words.description, calendar: [on("04", "1045", "1200")] });
    expect(await calendar()).toEqual([on("04", "1045", "1200")]);
    s.reads(await news());
});

scenario(21, "somebody is invited to a series, reads why, and joins", async (s) => {
    const { meeting } = await s.meet({ calendar: [on("03", "1030", "1130", { rrule: "FREQ=DAILY;COUNT=2" })], participants: [{ user_id: s.bob.user_id }] });
    await s.bob.api.join(meeting);
    s.reads((await heard(s.alice, meeting, s.bot)).sort());
});

scenario(22, "somebody joins by the link", async (s) => {
    const { meeting } = await s.meet();
    await s.bob.api.request("POST", `/_matrix/client/v3/join/${encodeURIComponent(meeting)}?server_name=${s.stack.homeserver.serverName}`, {});
    await s.bob.api.send(meeting, "m.room.message", { msgtype: "m.text", body: "Hello" });
    expect((await s.bob.api.state(meeting, METADATA)).calendar).toEqual([on("03")]);
});

scenario(26, "another title", async (s) => {
    const { change, news, state } = await s.meet();
    await change(UPDATE, { title: s.words.other });
    expect(find(await state(), "m.room.name").content.name).toBe(s.words.other);
    s.reads(await news());
});

scenario(27, "a participant is added, and removed", async (s) => {
    const { change, news, state } = await s.meet();
    await change(PEOPLE, { invite: true, userIds: [s.bob.user_id] });
    expect(find(await state(), "m.room.member", s.bob.user_id).content.membership).toBe("invite");
    await change(PEOPLE, { invite: false, userIds: [s.bob.user_id] });
    s.reads(await news());
});

scenario(28, "the conference is removed", async (s) => {
    const { change, state } = await s.meet();
    await change(WIDGETS, { add: false, widget_ids: ["jitsi"] });
    expect(widgets(await state())).toEqual(["Breakout Sessions", "Parley Details"]);
});

scenario(30, "nobody but organisers may write, then everybody", async (s) => {
    const { meeting, change, news } = await s.meet();
    await s.bob.api.join(meeting);
    const writes = (person) => person.api.send(meeting, "m.room.message", { msgtype: "m.text", body: "Hello" });
    await change(MESSAGES, { messaging_power_level: 100 });
    await expect(writes(s.bob)).rejects.toThrow(/403/);
    await writes(s.alice);
    await change(MESSAGES, { messaging_power_level: 0 });
    await writes(s.bob);
    await writes(s.alice);
    expect(await news()).toEqual([]);
});

scenario(31, "a meeting is deleted in its own room, and leads back to the calendar", async (s) => {
    const { meeting, change, news } = await s.meet();
    await s.bob.api.join(meeting);
    await change(CLOSE, { method: "tombstone" });
    for (const person of [s.alice, s.bob]) expect((await person.api.state(meeting, "m.room.tombstone")).replacement_room).toBe(s.room);
    expect(await s.alice.api.state(s.room, "m.space.child", meeting)).toEqual({});
    s.reads(await news());
});
