// A meeting gets another title, description or time: what is written, what is not, and each refusal.
import { expect, test } from "../fixtures.mjs";
import { MOMENTS } from "../stack/proxy.mjs";
import { arm, scene } from "./crash.mjs";
import { answerTo, CREATE, createCommand, entry, find, timeline } from "./meetings.mjs";

const UPDATE = "net.nordeck.meetings.meeting.update";
const METADATA = "net.nordeck.meetings.metadata";
const SETTINGS = "net.nordeck.meetings.settings";
const ENGLISH = { locale: "en", timezone: "Europe/Berlin" };

/** What the bot has written into a room, oldest first. */
async function messagesIn(person, room) {
    return (await timeline(person.api, room)).filter(({ type }) => type === "m.room.message").map(({ content }) => content);
}

async function createMeeting({ alice, bob, room }, data) {
    const command = await alice.api.send(room, CREATE, createCommand({ participants: [{ user_id: bob.user_id }], ...data }));
    const { room: meeting } = await answerTo(alice.api, room, command);
    await alice.api.join(meeting);
    const update = async (person, fields, context = ENGLISH) => {
        const content = { data: { target_room_id: meeting, ...fields }, context };
        return answerTo(person.api, room, await person.api.send(room, UPDATE, content));
    };
    const now = async (type) => find(await alice.api.fullState(meeting), type);
    return { meeting, update, now };
}

test("title, description and calendar, each alone, and nothing twice", async ({ calendar }) => {
    const { alice } = calendar;
    const first = entry();
    const { update, now } = await createMeeting(calendar, { calendar: [first], external_data: { "org.example": { a: 1 } } });
    const before = await now(METADATA);

    expect(await update(alice, { title: " Review {{title}} <b>" })).toMatchObject({ done: true });
    expect((await now("m.room.name")).content).toEqual({ name: "Review {{title}} <b>" });
    expect(await update(alice, { description: "" })).toMatchObject({ done: true });
    expect((await now("m.room.topic")).content.topic).toBe("");
    expect((await now(METADATA)).event_id, "the calendar is not touched").toBe(before.event_id);

    const series = [{ ...first, rrule: "FREQ=DAILY;COUNT=3" }, entry()];
    expect(await update(alice, { calendar: series, base_event_id: before.event_id })).toMatchObject({ done: true });
    const after = await now(METADATA);
    expect(after.content).toEqual({ creator: alice.user_id, calendar: series, external_data: { "org.example": { a: 1 } } });
    expect(await update(alice, { calendar: series })).toMatchObject({ done: true });
    expect((await now(METADATA)).event_id).toBe(after.event_id);
    expect((await update(alice, { title: "Late", calendar: [first], base_event_id: before.event_id })).error)
        .toEqual({ code: "conflict", field: "data.base_event_id" });
    expect((await now("m.room.name")).content.name).toBe("Review {{title}} <b>");

    const times = { start_time: "2040-03-10T09:00:00+01:00", end_time: "2040-03-10T10:30:00+01:00" };
    expect(await update(alice, times)).toMatchObject({ done: true });
    expect((await now(METADATA)).content.calendar).toEqual([{
        uid: first.uid, dtstart: { tzid: "Europe/Berlin", value: "20400310T090000" }, dtend: { tzid: "Europe/Berlin", value: "20400310T103000" },
    }]);
});

test("only organisers of an open meeting change it", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const { meeting, update, now } = await createMeeting(calendar);
    const none = { code: "not_found", field: "data.target_room_id" };
    expect((await update(bob, { title: "Mine" })).error, "invited only").toEqual(none);
    await bob.api.join(meeting);
    expect((await update(bob, { title: "Mine" })).error).toEqual({ code: "forbidden" });
    expect((await update(carol, { title: "Mine" })).error).toEqual(none);
    expect((await update(alice, { target_room_id: room, title: "Mine" })).error, "no meeting").toEqual(none);
    expect((await update(alice, {})).error).toEqual({ code: "nothing_to_do", field: "data" });
    expect((await update(alice, { title: " " })).error).toEqual({ code: "required", field: "data.title" });
    expect((await update(alice, { calendar: [] })).error).toEqual({ code: "required", field: "data.calendar" });
    expect((await now("m.room.name")).content.name).toBe("Planning");
});

// A day of October 2040, in Berlin.
const on = (day, from, to, more) => ({
    uid: "one", dtstart: { tzid: "Europe/Berlin", value: `204010${day}T${from}00` }, dtend: { tzid: "Europe/Berlin", value: `204010${day}T${to}00` }, ...more,
});
const spaces = (text) => text.replaceAll(/[\u2009\u202f]/g, " ");

test("the room is told what was changed, once and only if something was", async ({ calendar }) => {
    const { alice, room } = calendar;
    const daily = on("01", "1030", "1130", { rrule: "FREQ=DAILY;COUNT=5" });
    const { meeting, update } = await createMeeting(calendar, { title: "Weekly <b>", calendar: [daily] });
    let read = 0;
    /** The new messages after an update. */
    const told = async (fields, context) => {
        expect(await update(alice, fields, context)).toMatchObject({ done: true });
        const all = await messagesIn(alice, meeting);
        return all.slice(read, (read = all.length)).map(({ msgtype, format, body, formatted_body: html }) => {
            expect([msgtype, format]).toEqual(["m.text", "org.matrix.custom.html"]);
            return { body: spaces(body), html };
        });
    };

    const [title] = await told({ title: "Daily {{x}} & more" });
    expect(title.body).toBe("The meeting was changed\nTitle: Daily {{x}} & more\n(previously: Weekly <b>)");
    expect(title.html).toBe("<strong>The meeting was changed</strong><br><strong>Title: Daily {{x}} &amp; more</strong><br>" +
        '<span data-mx-color="#767676">(previously: Weekly &lt;b&gt;)</span>');
    expect(await told({ title: "Daily {{x}} & more" })).toEqual([]);
    expect(await told({ external_data: { "org.example": { a: 1 } } })).toEqual([]);

    const weekly = on("02", "1100", "1200", { rrule: "FREQ=WEEKLY;BYDAY=MO,TU,TH;COUNT=5" });
    expect((await told({ calendar: [weekly] })).map(({ body }) => body)).toEqual([[
        "The meeting was changed", "Date: Tue, October 2, 2040, 11:00 AM – 12:00 PM GMT+2", "(previously: Mon, October 1, 2040, 10:30 – 11:30 AM GMT+2)",
        "Repeats: Weekly on Monday, Tuesday, and Thursday, 5 times", "(previously: Daily, 5 times)",
    ].join("\n")]);
    const moved = on("09", "1040", "1140", { recurrenceId: { tzid: "Europe/Berlin", value: "20401004T110000" } });
    expect((await told({ calendar: [weekly, moved] })).map(({ body }) => body)).toEqual([
        "One date of the series was moved to Tue, October 9, 2040, 10:40 – 11:40 AM GMT+2\n" +
        "(previously: Thu, October 4, 2040, 11:00 AM – 12:00 PM GMT+2)",
    ]);
    const without = { ...weekly, exdate: [{ tzid: "Europe/Berlin", value: "20401004T110000" }] };
    expect((await told({ calendar: [without] })).map(({ body }) => body)).toEqual([
        "One date of the series was cancelled: Tue, October 9, 2040, 10:40 – 11:40 AM GMT+2",
    ]);
    expect((await told({ calendar: [on("02", "1100", "1200")] })).map(({ body }) => body)).toEqual([
        "The meeting was changed\nRepeats: never\n(previously: Weekly on Monday, Tuesday, and Thursday, 5 times)",
    ]);

    // The room's own language and zone count; those of the sender's zone are shown, too.
    await alice.api.sendState(meeting, SETTINGS, { locale: "de", timezone: "Europe/Berlin" });
    const times = { start_time: "2040-10-02T10:00:00Z", end_time: "2040-10-02T11:30:00Z" };
    expect((await told({ ...times, description: "" }, { locale: "en", timezone: "Europe/London" })).map(({ body }) => body)).toEqual([[
        "Die Besprechung wurde geändert", "Beschreibung: keine", "(bisher: What to do next)",
        "Termin: Di., 2. Oktober 2040, 12:00–13:30 Uhr MESZ / 11:00–12:30 Uhr GMT+1",
        "(bisher: Di., 2. Oktober 2040, 11:00–12:00 Uhr MESZ / 10:00–11:00 Uhr GMT+1)",
        "Zeitzone: Europe/London", "(bisher: Europe/Berlin)",
    ].join("\n")]);
    expect(await messagesIn(alice, room), "the calendar room stays quiet").toEqual([]);
});

test("who has not answered yet is invited to what the meeting is now; its widgets follow", async ({ calendar }) => {
    const { alice, bob, carol } = calendar;
    const { meeting, update, now } = await createMeeting(calendar, { calendar: [on("01", "1030", "1130")], participants: [bob, carol].map(({ user_id }) => ({ user_id })) });
    await carol.api.join(meeting);
    const invitation = async () => (await bob.api.invitations()).find(({ room_id }) => room_id === meeting).events;
    const reason = (events) => find(events, "m.room.member", bob.user_id).content.reason;
    expect(reason(await invitation())).toMatch(/^📅 .*October 1, 2040.*\.\nInvited by Alice Adams\.\n\nWhat to do next$/);

    expect(await update(alice, { calendar: [on("02", "1400", "1500")], description: "Bring ideas" })).toMatchObject({ done: true, warnings: undefined });
    await bob.api.until(async () => reason(await invitation()).endsWith("Bring ideas"), "the new reason");
    expect(reason(await invitation())).toMatch(/^📅 .*October 2.*2:00.*\.\nInvited by Alice Adams\.\n\nBring ideas$/);
    expect(await update(alice, { title: "Other name" })).toMatchObject({ done: true });
    await bob.api.until(async () => find(await invitation(), "m.room.name").content.name === "Other name", "the new name");
    expect(find(await alice.api.fullState(meeting), "m.room.member", carol.user_id).content.membership, "who is there stays").toBe("join");
    const { content } = find(await alice.api.fullState(meeting), "im.vector.modular.widgets", "jitsi");
    expect(content.data.roomName).toBe("Other name");
    expect(content.url).toContain("roomName=Other%20name");

    const invited = find(await alice.api.fullState(meeting), "m.room.member", bob.user_id).event_id;
    expect(await update(alice, { external_data: { "org.example": { a: 1 } } })).toMatchObject({ done: true });
    expect(find(await alice.api.fullState(meeting), "m.room.member", bob.user_id).event_id, "nothing that he sees has changed").toBe(invited);
    expect((await now("m.room.name")).content.name).toBe("Other name");
});

test("breakout sessions move with their meeting when they are asked to", async ({ calendar }) => {
    const { alice } = calendar;
    const { meeting, update } = await createMeeting(calendar, { calendar: [on("01", "1030", "1130")] });
    const times = { start_time: "2040-10-01T10:45:00+02:00", end_time: "2040-10-01T11:00:00+02:00" };
    const command = await alice.api.send(meeting, "net.nordeck.meetings.breakoutsessions.create", {
        data: { ...times, groups: [{ title: "One" }] }, context: ENGLISH,
    });
    const { room: session } = await answerTo(alice.api, meeting, command);
    await alice.api.join(session);
    const start = async () => (await alice.api.state(session, METADATA)).calendar[0].dtstart.value;
    const { uid } = (await alice.api.state(meeting, METADATA)).calendar[0];
    expect(await update(alice, { calendar: [{ ...on("02", "0900", "1000"), uid }] })).toMatchObject({ done: true });
    expect(await start(), "not asked").toBe("20401001T104500");
    expect(await update(alice, { calendar: [{ ...on("03", "0930", "1030"), uid }], move_breakouts: true })).toMatchObject({ done: true, warnings: undefined });
    expect(await start()).toBe("20401002T111500");
});

const WRITES = {
    "the metadata": { matches: ({ method, path }) => method === "PUT" && path.includes(`/state/${METADATA}`) },
    "the title": { matches: ({ method, path }) => method === "PUT" && path.includes("/state/m.room.name") },
    "the message": { matches: ({ path }) => path.includes("/send/m.room.message/") },
    "the answer": { matches: ({ path }) => path.includes("/send/m.reaction/") },
};

for (const moment of MOMENTS)
    test(`killed ${moment} any request of an update, the bot tells once what was changed`, async ({ ownStack }) => {
        test.setTimeout(180_000);
        const { proxy, bot, alice, participants, room } = await scene(ownStack);
        const [bob] = participants;
        const { meeting, update } = await createMeeting({ alice, bob, room }, { title: "0", calendar: [on("01", "1030", "1130")] });
        let n = 0;
        for (const request of Object.values(WRITES)) {
            n++;
            const killed = arm(proxy, request, moment, () => bot.program.kill());
            const answer = update(alice, { title: `${n}`, calendar: [on(`0${n + 1}`, "1030", "1130")] });
            await killed;
            await bot.program.start();
            expect(await answer).toMatchObject({ done: true });
        }
        await bot.program.stop(); // it finishes what it does: nothing can come later
        const bodies = (await messagesIn(alice, meeting)).map(({ body }) => body.split("\n").filter((line) => /Title|Date|prev/.test(line)).map((line) => line.replace(/, 2040.*/, "")));
        expect(bodies).toEqual(Array.from({ length: n }, (_, i) => [
            `Title: ${i + 1}`, `(previously: ${i})`, expect.stringContaining(`October ${i + 2}`), expect.stringContaining(`October ${i + 1}`),
        ]));
        await proxy.stop();
    });

test("a homeserver that has forgotten the message's transaction is not told twice", async ({ ownStack }) => {
    const { proxy, stack, bot, alice, participants, room } = await scene(ownStack);
    const { meeting } = await createMeeting({ alice, bob: participants[0], room });
    const killed = arm(proxy, WRITES["the message"], "answered", async () => {
        await bot.program.kill();
        await stack.homeserver.program.stop();
        await stack.homeserver.program.start();
    });
    const command = await alice.api.send(room, UPDATE, { data: { target_room_id: meeting, title: "Once" }, context: ENGLISH });
    await killed;
    await bot.program.start();
    expect(await answerTo(alice.api, room, command)).toMatchObject({ done: true });
    expect((await messagesIn(alice, meeting)).map(({ body }) => body)).toEqual(["The meeting was changed\nTitle: Once\n(previously: Planning)"]);
    await proxy.stop();
});
