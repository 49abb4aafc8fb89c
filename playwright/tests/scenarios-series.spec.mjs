// The existing system's scenarios about series, and when rooms may be deleted; see scenarios-meetings.spec.mjs.
import { expect, newPeople, test } from "../fixtures.mjs";
import { addBot } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, timeline } from "./meetings.mjs";
import { CLOSE, daily, heard, METADATA, on, scenario, UPDATE, widgets, zoned } from "./scenarios.mjs";

scenario(42, "a series of five: its dates, and how it is described", async (s) => {
    const { meeting, calendar } = await s.meet({ calendar: [daily] });
    const asked = await s.alice.api.send(meeting, "m.room.message", { msgtype: "m.text", body: "!meeting next" });
    const replied = ({ content }) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id === asked;
    await s.alice.api.until(async () => (await timeline(s.alice.api, meeting)).some(replied), "the reply");
    expect(await calendar()).toEqual([daily]);
    s.reads(await heard(s.alice, meeting, s.bot));
});

const weekly = on("04", "1100", "1200", { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,TH;COUNT=5" });
const moved = on("05", "1040", "1140", { recurrenceId: zoned("20401004T103000") });

for (const [id, what, before, after] of [
    [45, "a series gets another time and rule", [daily], [weekly]],
    [46, "one date of a series moves", [daily], [daily, moved]],
    [47, "a series becomes a single meeting", [daily], [on("03")]],
    [48, "a single meeting becomes a series", [on("03")], [daily]],
    [50, "one date of a series is deleted", [daily], [{ ...daily, exdate: [zoned("20401004T103000")] }]],
])
    scenario(id, what, async (s) => {
        const { change, news, calendar } = await s.meet({ calendar: before });
        await change(UPDATE, { title: s.words.title, description: s.words.description, calendar: after });
        expect(await calendar()).toEqual(after);
        s.reads(await news());
    });

scenario(49, "a series is deleted", async (s) => {
    const { meeting, news, state } = await s.meet({ calendar: [daily] });
    await s.done(s.alice, s.room, CLOSE, { target_room_id: meeting });
    expect(widgets(await state())).toEqual([]);
    s.reads(await news());
});

test("E2E-51…54 when a room may be deleted: an hour after the last end, also after an edit", async ({ ownStack }) => {
    const stack = await ownStack({ env: { AUTO_DELETION_OFFSET: "60" } });
    const { alice } = await newPeople(stack);
    const room = await alice.api.createRoom({ name: "Calendar" });
    await addBot(room, alice.api, stack.bot.userId);
    const tell = async (type, data) => {
        const answer = await answerTo(alice.api, room, await alice.api.send(room, type, { data, context: { locale: "en", timezone: "Europe/Berlin" } }));
        expect(answer.done).toBe(true);
        return answer.room;
    };
    const deletion = async (meeting) => new Date((await alice.api.state(meeting, METADATA)).force_deletion_at).toISOString();
    for (const [before, at, after, then] of [
        [on("03"), "2040-10-03T10:30:00.000Z", on("04", "1045", "1200"), "2040-10-04T11:00:00.000Z"],
        [daily, "2040-10-07T10:30:00.000Z", { ...daily, rrule: "FREQ=WEEKLY;BYDAY=MO,TU,TH;COUNT=5" }, "2040-10-15T10:30:00.000Z"],
    ]) {
        const meeting = await tell(CREATE, createCommand({ calendar: [before] }).data);
        await alice.api.join(meeting);
        expect(await deletion(meeting)).toBe(at);
        await tell(UPDATE, { target_room_id: meeting, calendar: [after] });
        expect(await deletion(meeting)).toBe(then);
    }
});
