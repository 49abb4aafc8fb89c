// What the bot says by itself when time passes: reminders, and the course of breakout sessions.
// What is awaited is due soon, but well after the bot knows of it: what came too late for that on this machine is made again, for later.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, find } from "./meetings.mjs";

const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
const UPDATE = "net.nordeck.meetings.meeting.update";
const CLOSE = "net.nordeck.meetings.meeting.close";
const SETTINGS = "net.nordeck.meetings.settings";
const SECOND = 1000;
const MINUTE = 60 * SECOND;

test.describe.configure({ timeout: 400_000 }); // time passes here

/** A bot with people and a calendar room; env adds to its settings. */
async function openHouse(ownStack, env) {
    const stack = await ownStack({ env });
    const people = await newPeople(stack);
    const { alice, bob, carol } = people;
    const room = await createCalendarRoom({ owner: alice.api, members: [bob.api, carol.api], bot: stack.bot.userId });
    const tell = async (in_, type, data, context = { locale: "en", timezone: "Europe/Berlin" }) => {
        const answer = await answerTo(alice.api, in_, await alice.api.send(in_, type, { data, context }));
        expect(answer).toMatchObject({ done: true, error: undefined });
        return answer;
    };
    /** Makes a meeting that begins and ends so many milliseconds from now; Alice and Bob join it. */
    const meet = async (begins, ends, data = {}, context) => {
        const { room: meeting } = await tell(room, CREATE, {
            ...createCommand().data, calendar: [{ uid: "u", dtstart: utc(begins), dtend: utc(ends) }], participants: [{ user_id: bob.user_id }, { user_id: carol.user_id }], ...data,
        }, context);
        await alice.api.join(meeting);
        await bob.api.join(meeting);
        return meeting;
    };
    let latest = 0; // when the last of what is awaited is due
    /**
     * Has something made that is due so many milliseconds from now, and again with more of them until it is there well before that.
     * Answers what was made, and when it is due.
     */
    const inTime = async (make, from = 2 * SECOND) => {
        for (let lead = from; ; lead *= 2) {
            const due = Date.now() + lead;
            const made = await make(lead);
            latest = Math.max(latest, due);
            if (Date.now() < due - lead / 2) return { made, due };
        }
    };
    /** The same for what is not looked at by its time. */
    const early = async (make) => (await inTime(make)).made;
    /** What the bot has said in a room by itself, the oldest first. */
    const said = async (in_) => {
        const messages = (await alice.api.messages(in_)).filter(({ type, sender }) => type === "m.room.message" && sender === stack.bot.userId);
        return messages.map(({ content }) => content).filter(({ body }) => /^(⏰|▶️|⏳|🏁)/.test(body)).reverse();
    };
    const heads = async (in_) => (await said(in_)).map(({ body }) => body.split("\n")[0]);
    /** Waits until the bot has said something in a room. */
    const until = (in_, head) => {
        const limit = MINUTE + Math.max(0, latest - Date.now());
        return alice.api.until(async () => (await heads(in_)).some((each) => each.match(head)), head, { limit });
    };
    return { stack, ...people, room, inTime, early, tell, meet, said, heads, until };
}

/** Writes to the bot and answers what it replies. */
async function ask({ api }, room, body) {
    const question = await api.send(room, "m.room.message", { msgtype: "m.text", body });
    const reply = async () => (await api.messages(room)).find(({ content }) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id === question);
    return (await api.until(reply, "the bot's reply")).content.body;
}

const utc = (fromNow) => ({ tzid: "UTC", value: new Date(Date.now() + fromNow).toISOString().replace(/[-:]|\.\d+Z/g, "") });
const iso = (fromNow) => new Date(Date.now() + fromNow).toISOString();

test("a meeting is announced in its language, once, to those who are there", async ({ ownStack }) => {
    const { stack, alice, bob, room, early, meet, tell, said, until } = await openHouse(ownStack, { REMINDERS: "1" });
    const meetIn = (...more) => early((lead) => meet(MINUTE + lead, 20 * MINUTE, ...more));
    const [english, german, own] = await Promise.all([
        meetIn({ title: "Review <1>" }), meetIn({}, { locale: "de", timezone: "Europe/Berlin" }), meet(90 * MINUTE, 120 * MINUTE),
    ]);
    await until(english, "⏰ Review <1> begins in 1 minute");
    expect((await said(english))[0]).toMatchObject({
        msgtype: "m.text", format: "org.matrix.custom.html", formatted_body: expect.stringMatching(/^⏰ <strong>Review &lt;1&gt;<\/strong> begins in 1 minute<br>📅 /),
        "m.mentions": { user_ids: [alice.user_id, bob.user_id] },
    });
    await until(german, "⏰ Planning beginnt in 1 Minute");
    expect((await said(german))[0].body).toMatch(/ Uhr M(E|ES)Z$/);

    await stack.bot.program.kill();
    await stack.bot.program.start();
    expect(await ask(alice, own, "!meeting reminders")).toBe("Reminders, in minutes before the meeting: 1");
    expect(await ask(bob, own, "!meeting reminders off")).toMatch(/^You are not allowed/);
    expect(await ask(alice, own, "!meeting reminders soon")).toMatch(/!meeting reminders 60 10$/);
    expect(await ask(alice, room, "!meeting reminders off")).toBe("That is set in the room of a meeting.");
    expect(await ask(alice, own, "!meeting reminders off")).toBe("There are no reminders in this room.");
    expect(await ask(alice, own, "!meeting reminders 2,60")).toBe("Reminders, in minutes before the meeting: 60 and 2");
    expect(await alice.api.state(own, SETTINGS)).toMatchObject({ locale: "en", reminders: [2, 60] });
    await early((lead) => tell(room, UPDATE, { target_room_id: own, calendar: [{ uid: "u", dtstart: utc(2 * MINUTE + lead), dtend: utc(20 * MINUTE) }] }));
    await until(own, /^⏰ Planning begins in/);
    for (const each of [english, german, own]) {
        const all = (await said(each)).map(({ body }) => body);
        expect([...new Set(all)], "nothing twice").toEqual(all);
    }
    for (const each of [english, german]) expect(await said(each)).toHaveLength(1);
});

test("reminders follow what becomes of a meeting", async ({ ownStack }) => {
    const { room, inTime, early, tell, meet, heads, until } = await openHouse(ownStack, { REMINDERS: "1" });
    const end = 40 * MINUTE;
    const move = (target_room_id, begins) => tell(room, UPDATE, { target_room_id, calendar: [{ uid: "u", dtstart: utc(begins), dtend: utc(end) }] });
    const { made: quiet, due } = await inTime(async (lead) => {
        const [later, closed] = await Promise.all([meet(MINUTE + lead, end), meet(MINUTE + lead, end)]);
        await Promise.all([move(later, 20 * MINUTE), tell(room, CLOSE, { target_room_id: closed })]);
        return [later, closed];
    }, 4 * SECOND);
    const { made: last } = await inTime((lead) => meet(MINUTE + lead, end), Math.max(0, due - Date.now()) + 2 * SECOND);
    const sooner = await meet(20 * MINUTE, end);
    await until(last, "⏰ Planning begins in 1 minute");
    for (const each of quiet) expect(await heads(each)).toEqual([]);
    await early((lead) => move(sooner, MINUTE + lead));
    await until(sooner, "⏰ Planning begins in 1 minute");
});

test("what was due while the bot was down is made good where it still helps", async ({ ownStack }) => {
    const { stack, alice, inTime, meet, tell, heads, said, until } = await openHouse(ownStack, { REMINDERS: "20,10" });
    const now = await meet(-MINUTE, 90 * MINUTE);
    const { made: { next, session }, due } = await inTime(async (lead) => {
        const groups = [{ title: "Group 1", participants: [] }];
        const [next, { room: session }] = await Promise.all([
            meet(20 * MINUTE + lead, 60 * MINUTE), tell(now, BREAKOUTS, { description: "", start_time: iso(-MINUTE), end_time: iso(lead), groups }),
        ]);
        await alice.api.join(session);
        await tell(session, UPDATE, { target_room_id: session, title: "Group 2" }); // when this is done, the bot knows of the session
        return { next, session };
    }, 4 * SECOND);
    await stack.bot.program.kill();
    await expect.poll(() => Date.now(), { message: "the end of the session", timeout: 2 * MINUTE }).toBeGreaterThan(due + SECOND);
    await stack.bot.program.start();
    await until(next, /^⏰ Planning begins in/);
    await until(session, "🏁 Group 2 is over");
    expect(await heads(next)).toHaveLength(1);
    const link = `https://matrix.to/#/${now}?via=${stack.homeserver.serverName}`;
    expect((await said(session)).map(({ body }) => body).filter((body) => !body.startsWith("⏳"))).toEqual([`🏁 Group 2 is over\nBack to “Planning”: ${link}`]);
});

test("a breakout session begins, is extended, ends and closes", async ({ ownStack }) => {
    const { stack, alice, bob, room, early, meet, tell, said, until } = await openHouse(ownStack, { BREAKOUT_AUTO_CLOSE: "true" });
    const meeting = await meet(-MINUTE, 60 * MINUTE);
    const session = async (begins, ends) => {
        const { room } = await tell(meeting, BREAKOUTS, {
            description: "", start_time: iso(begins), end_time: iso(ends), groups: [{ title: "Group 1", participants: [{ user_id: bob.user_id }] }],
        });
        await alice.api.join(room);
        await bob.api.join(room);
        return room;
    };
    const [begins, five, one, ends, extended] = await Promise.all([
        early((lead) => session(lead, 30 * MINUTE)), early((lead) => session(-MINUTE, 5 * MINUTE + lead)), early((lead) => session(-MINUTE, MINUTE + lead)),
        early((lead) => session(-MINUTE, lead)), session(-MINUTE, 4.8 * MINUTE),
    ]);
    await early((lead) => tell(room, UPDATE, { target_room_id: extended, start_time: iso(-MINUTE), end_time: iso(5 * MINUTE + lead) }));
    await until(begins, "▶️ Group 1 has begun");
    await until(five, "⏳ Group 1 ends in 5 minutes");
    await until(one, "⏳ Group 1 ends in 1 minute");
    await until(ends, "🏁 Group 1 is over");
    await until(extended, "⏳ Group 1 ends in 5 minutes");
    expect((await said(one))[0]["m.mentions"]).toEqual({ user_ids: [alice.user_id, bob.user_id] });
    expect((await said(ends)).at(-1).formatted_body).toMatch(new RegExp(`<br>Back to: <a href="[^"]+\\?via=${stack.homeserver.serverName}">Planning</a>$`));
    await alice.api.until(async () => await alice.api.state(ends, "m.room.tombstone"), "the session is closed");
    expect(await alice.api.state(ends, "m.room.tombstone")).toEqual({ body: "🏁 Group 1 is over", replacement_room: meeting });
    const member = async () => find(await alice.api.fullState(ends), "m.room.member", stack.bot.userId).content.membership;
    await alice.api.until(async () => (await member()) === "leave", "the bot leaves");
    for (const open of [begins, five, extended]) expect(await alice.api.state(open, "m.room.tombstone")).toBeUndefined();
    expect((await said(extended)).filter(({ body }) => !body.startsWith("⏳ Group 1 ends in 5 minutes")), "only by its new end").toEqual([]);
});
