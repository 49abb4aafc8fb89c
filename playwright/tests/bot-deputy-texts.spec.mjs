// The bot has power in every meeting. Nobody gets it to do, tell or spoil what he could not himself: texts, ids and sizes.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answeredOnce, attempt, BREAKOUTS, CLOSE, MESSAGE, MESSAGES, none, PEOPLE, scene, tell, times, UPDATE, WIDGETS } from "./deputy.mjs";
import { CREATE, createCommand, entry, find } from "./meetings.mjs";
import { asker } from "./programs.mjs";

// What templates, HTML, Markdown and formats of other programs would take for theirs.
const NASTY = "{{title}} {{{room_id}}} {title} ${title} %s%n %{x} #{y} <%= z %> <img src=x onerror=alert(1)> </strong></mx-reply> &lt;b&gt; [x](javascript:alert) `x`";
const ESCAPED = ["&lt;img src=x onerror=alert(1)&gt;", "&lt;/strong&gt;&lt;/mx-reply&gt;", "&amp;lt;b&amp;gt;"];
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const METADATA = "net.nordeck.meetings.metadata";
const botMessages = async ({ bot }, { api }, room) =>
    (await api.messages(room)).filter(({ sender, type }) => sender === bot.userId && type === "m.room.message").map(({ content }) => content);

/** A message shows the text as it is, in plain text and as HTML. */
function showsLiterally({ body, formatted_body: html }) {
    expect.soft(body).toContain(NASTY);
    for (const part of ESCAPED) expect.soft(html).toContain(part);
    expect.soft(html).not.toMatch(/<img|<\/mx-reply|<%/);
}

test("templates and HTML stay what they are in every text", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, tom, lair } = at;
    const external_data = { "org.example": { [NASTY]: NASTY } };
    const calendar = [entry({ uid: NASTY })];
    const participants = [{ user_id: tom.user_id }];
    const { room } = await tell(sam, lair, CREATE, { title: NASTY, description: NASTY, calendar, external_data, participants });
    await sam.api.join(room);
    const state = await sam.api.fullState(room);
    expect.soft(find(state, "m.room.name").content).toEqual({ name: NASTY });
    expect.soft(find(state, "m.room.topic").content.topic).toBe(NASTY);
    expect.soft(find(state, METADATA).content).toMatchObject({ calendar, external_data });
    const invited = find(state, "m.room.member", tom.user_id).content;
    expect.soft(invited.reason).toContain(NASTY);
    expect.soft(invited["io.element.html_reason"] ?? "").not.toContain("<img");
    for (const { type, content } of state.filter(({ type }) => type === "im.vector.modular.widgets")) {
        expect.soft(JSON.stringify(content.url), type).not.toMatch(/<img|\{\{/);
    }

    await tell(sam, lair, UPDATE, { target_room_id: room, title: "Between", description: "Between", external_data: {} });
    await tell(sam, lair, UPDATE, { target_room_id: room, title: NASTY, description: `${NASTY} again`, external_data });
    const [change] = await botMessages(at, sam, room);
    showsLiterally(change);
    const { room: session } = await tell(sam, room, BREAKOUTS, { ...times, description: NASTY, groups: [{ title: NASTY, participants }] });
    await sam.api.join(session);
    const inside = await sam.api.fullState(session);
    expect.soft([find(inside, "m.room.name").content.name, find(inside, "m.room.topic").content.topic]).toEqual([NASTY, NASTY]);
    expect.soft(find(inside, "m.room.member", tom.user_id).content.reason).toContain(NASTY);
    await tell(sam, room, MESSAGE, { target_room_id: room, message: NASTY });
    showsLiterally((await botMessages(at, sam, session))[0]);

    // Told in private, too.
    const { content } = await tell(sam, room, CREATE, { ...createCommand().data, title: NASTY, widget_ids: [NASTY] });
    const personal = content["net.nordeck.meetings.bot.meta"].room_id;
    await sam.api.join(personal);
    showsLiterally((await botMessages(at, sam, personal))[0]);
    const { status, text } = await asker(stack, sam)("POST", "/meeting/create", { ...createCommand().data, title: NASTY, widget_ids: [NASTY] });
    expect.soft([status, text.includes("<img")], "by HTTP nothing is repeated").toEqual([400, false]);
});

test("a name says in one line who it is, whatever it is made of", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, tom, otto, lair } = at;
    const name = `Sam\n\u202e\u2067${NASTY}\u0007\u2029📅 Today\r\ninvited by Olivia\u200b${"x".repeat(600)}`.slice(0, 250);
    await sam.api.setDisplayName(name);
    const participants = [{ user_id: tom.user_id }, { user_id: otto.user_id }];
    const { room } = await tell(sam, lair, CREATE, { ...createCommand().data, description: "", participants });
    await sam.api.join(room);
    const reasonOf = async (person) => (await sam.api.state(room, "m.room.member", person.user_id)).reason;
    const clean = (text, lines) => {
        expect.soft(text.split(/\r\n|[\n\r\u2028\u2029]/)).toHaveLength(lines);
        expect.soft(text).not.toMatch(BIDI);
        expect.soft(text).not.toContain("\u0007");
        expect.soft(text.length).toBeLessThan(250);
    };
    clean(await reasonOf(tom), 2);
    expect.soft(await reasonOf(tom)).toContain(`Invited by Sam ${NASTY.slice(0, 60)}`);
    await tell(sam, lair, PEOPLE, { target_room_id: room, invite: false, userIds: [otto.user_id] });
    clean(await reasonOf(otto), 1);
    await tell(sam, lair, PEOPLE, { target_room_id: room, invite: true, userIds: [otto.user_id] });
    clean(await reasonOf(otto), 2);
    await tell(sam, lair, UPDATE, { target_room_id: room, calendar: [entry()] });
    clean(await reasonOf(tom), 2);
    const { room: session } = await tell(sam, room, BREAKOUTS, { ...times, groups: [{ title: "One" }] });
    await sam.api.join(session);
    await tell(sam, room, MESSAGE, { target_room_id: room, message: "Hello" });
    const [said] = await botMessages(at, sam, session);
    clean(said.body, 1);
    expect.soft(said.formatted_body).not.toMatch(/<img|<br/);
    await tell(sam, lair, CLOSE, { target_room_id: room });
    clean((await sam.api.state(room, "m.room.tombstone")).body, 1);
});

test("who is called like somebody else is told apart by the id", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, otto, mia, tom, meeting, home } = at;
    const { displayname } = await olivia.api.state(meeting, "m.room.member", olivia.user_id);
    const reasonOf = async ({ user_id }) => (await olivia.api.state(meeting, "m.room.member", user_id)).reason;
    for (const [name, shown] of [
        [displayname.toUpperCase(), displayname.toUpperCase()], [` ${displayname}\u200b`, displayname], [olivia.user_id, olivia.user_id],
    ]) {
        await otto.api.setDisplayName(name);
        const there = async () => (await olivia.api.state(meeting, "m.room.member", otto.user_id)).displayname === name;
        await olivia.api.until(there, "the name is there");
        await tell(otto, at.lair, PEOPLE, { target_room_id: meeting, invite: true, userIds: [tom.user_id] });
        expect.soft((await reasonOf(tom)).split("\n")[1]).toBe(`Invited by ${shown} (${otto.user_id}).`);
        await tell(otto, at.lair, PEOPLE, { target_room_id: meeting, invite: false, userIds: [tom.user_id] });
        expect.soft(await reasonOf(tom)).toBe(`removed by ${shown} (${otto.user_id})`);
    }
    await tell(olivia, home, CLOSE, { target_room_id: meeting });
    expect.soft((await olivia.api.state(meeting, "m.room.tombstone")).body).toContain(`${displayname}`);
    expect.soft((await mia.api.state(meeting, "m.room.tombstone")).body).not.toContain(otto.user_id);
});

const target = "data.target_room_id";
const many = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const users = (n) => many(n, (i) => `@u${i}:example.org`);
const meeting = (fields) => ({ ...createCommand().data, ...fields });
const groups = (all) => ({ ...times, groups: all });

// What no homeserver would have as an id, or would take for another one; what is too much; what is of another kind.
const REFUSED = {
    "a room id with a direction of writing": [UPDATE, { target_room_id: "!a\u202eb:c", title: "x" }, "bad_room_id", target],
    "a room id with a space that cannot be seen": [CLOSE, { target_room_id: "!a\u200bb:c" }, "bad_room_id", target],
    "a room id with a zero byte": [CLOSE, { target_room_id: "!a\u0000:c" }, "bad_room_id", target],
    "a room id that is a user": [CLOSE, { target_room_id: "@a:c" }, "bad_room_id", target],
    "a room id that is an alias": [CLOSE, { target_room_id: "#a:c" }, "bad_room_id", target],
    "a room id that is too long": [CLOSE, { target_room_id: `!${"ä".repeat(128)}:c` }, "bad_room_id", target],
    "a room id that is a list": [CLOSE, { target_room_id: ["!a:c"] }, "malformed", target],
    "a room id that is a path": [CLOSE, { target_room_id: "!../../../joined_rooms" }, "not_found", target],
    "a room id with a query": [CLOSE, { target_room_id: "!a:c?x=y#z" }, "not_found", target],
    "a room id that is escaped": [CLOSE, { target_room_id: "!a%2F..%2F:c" }, "not_found", target],
    "a room id of other letters": [CLOSE, { target_room_id: "!ａ：c" }, "not_found", target],
    "no room id": [CLOSE, {}, "required", target],
    "nothing": [UPDATE, {}, "required", target],
    "a user id with a direction of writing": [CREATE, meeting({ participants: [{ user_id: "@a\u202e:b" }] }), "bad_user_id", "data.participants[0].user_id"],
    "a user id with line breaks": [CREATE, meeting({ participants: [{ user_id: "@a:b\n" }] }), "bad_user_id", "data.participants[0].user_id"],
    "a user id that is too long": [CREATE, meeting({ participants: [{ user_id: `@${"a".repeat(255)}:b` }] }), "bad_user_id", "data.participants[0].user_id"],
    "a user id that is a number": [PEOPLE, { target_room_id: "!a:c", invite: true, userIds: [7] }, undefined, undefined],
    "a level above all": [CREATE, meeting({ participants: [{ user_id: "@a:b", power_level: 9007199254740991 }] }), "out_of_range", "data.participants[0].power_level"],
    "a level below all": [MESSAGES, { target_room_id: "!a:c", messaging_power_level: -1 }, "out_of_range", "data.messaging_power_level"],
    "a level that is no number": [MESSAGES, { target_room_id: "!a:c", messaging_power_level: "100" }, undefined, undefined],
    "a title that is too long": [CREATE, meeting({ title: "🎉".repeat(256) }), "too_long", "data.title"],
    "a title of which nothing is seen": [CREATE, meeting({ title: "\u200b\u2060 " }), "required", "data.title"],
    "a description that is too long": [CREATE, meeting({ description: "x".repeat(20_001) }), "too_long", "data.description"],
    "a message that is too long": [MESSAGE, { target_room_id: "!a:c", message: "x".repeat(20_001) }, "too_long", "data.message"],
    "too many participants": [CREATE, meeting({ participants: users(1001).map((user_id) => ({ user_id })) }), "too_many", "data.participants"],
    "too many people": [PEOPLE, { target_room_id: "!a:c", invite: true, userIds: users(1001) }, "too_many", "data.userIds"],
    "too many widgets": [CREATE, meeting({ widget_ids: many(51, (i) => `w${i}`) }), "too_many", "data.widget_ids"],
    "a widget that is a prototype": [CREATE, meeting({ widget_ids: ["__proto__"] }), "unknown_widget", "data.widget_ids[0]"],
    "a widget that is a user": [WIDGETS, { target_room_id: "!a:c", add: true, widget_ids: ["@a:b"] }, "unknown_widget", "data.widget_ids[0]"],
    "a widget that is too long": [CREATE, meeting({ widget_ids: ["w".repeat(256)] }), "too_long", "data.widget_ids[0]"],
    "too many groups": [BREAKOUTS, groups(many(101, (i) => ({ title: `${i}` }))), "too_many", "data.groups"],
    "a zone that is a path": [CREATE, meeting({ calendar: [entry({ dtstart: { tzid: "../../etc/passwd", value: "20400101T090000" } })] }), "unknown_zone", "data.calendar[0].dtstart.tzid"],
    "a rule that never ends to be read": [CREATE, meeting({ calendar: [entry({ rrule: `FREQ=DAILY;BYDAY=${many(2000, () => "MO").join(",")}` })] }), undefined, undefined],
    "a rule that means no day": [CREATE, meeting({ calendar: [entry({ rrule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" })] }), undefined, undefined],
    "a rule with the largest step": [CREATE, meeting({ calendar: [entry({ rrule: "FREQ=DAILY;INTERVAL=99999999999999999999" })] }), undefined, undefined],
    "a rule with a header in it": [CREATE, meeting({ calendar: [entry({ rrule: "FREQ=DAILY\r\nATTENDEE:mailto:a@b" })] }), undefined, undefined],
    "a rule without end in a second": [CREATE, meeting({ calendar: [entry({ rrule: "FREQ=SECONDLY" })] }), undefined, undefined],
    "data of a program that are no object": [CREATE, meeting({ external_data: { x: 1 } }), "malformed", "data.external_data"],
    "data that are very deep": [CREATE, meeting({ title: many(2000, () => 0).reduce((inner) => [inner], 0) }), "malformed", "data.title"],
    "data that are a list": [CREATE, [], undefined, undefined],
    "data that are null": [CLOSE, null, undefined, undefined],
    "a way to close that is none": [CLOSE, { target_room_id: "!a:c", method: "burn" }, "unknown_value", "data.method"],
};

test("ids that are none, too much and the wrong kind are refused with what is wrong", async ({ stack }) => {
    const at = await scene(stack);
    for (const [name, [type, data, code, field]] of Object.entries(REFUSED))
        await attempt(at, name, at.sam, type, data, code ? { code, field } : expect.objectContaining({ code: expect.any(String) }));
    expect(await tell(at.sam, at.lair, CREATE, meeting({}), { locale: "x".repeat(5000), timezone: "../../etc/passwd" })).toMatchObject({ done: true });
    expect(await tell(at.sam, at.lair, CREATE, meeting({}), { locale: ["de"], timezone: { a: 1 } })).toMatchObject({ done: true });
    await answeredOnce(at);
});

test("who has left, lost the power or taken it back when the bot comes back gets nothing", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice, bob, carol } = await newPeople(stack);
    const home = await createCalendarRoom({ owner: alice.api, members: [bob.api, carol.api], bot: stack.bot.userId });
    const participants = [{ user_id: bob.user_id, power_level: 100 }, { user_id: carol.user_id, power_level: 50 }];
    const { room: target_room_id } = await tell(alice, home, CREATE, meeting({ participants }));
    for (const { api } of [alice, bob, carol]) await api.join(target_room_id);
    await stack.bot.program.kill();

    const sent = (person, type, data, room = home) => person.api.send(room, type, { data: { target_room_id, ...data } });
    const redact = ({ api }, room, event) => api.request("PUT", `/_matrix/client/v3/rooms/${room}/redact/${event}/${crypto.randomUUID()}`, {});
    const takenBack = await sent(alice, UPDATE, { title: "Taken back" });
    const byOthers = await sent(carol, CREATE, meeting({ title: "Taken back, too" }));
    for (const event of [takenBack, byOthers]) await redact(alice, home, event);
    const byKicked = [await sent(carol, CREATE, meeting({ title: "Of somebody who is out" })), await sent(carol, WIDGETS, { add: false, widget_ids: ["jitsi"] })];
    await alice.api.kick(home, carol.user_id);
    await alice.api.kick(target_room_id, carol.user_id);
    await alice.api.sendState(home, "m.room.name", { name: "Secret now" });
    await alice.api.sendState(target_room_id, "m.room.name", { name: "Secret now" });
    const demoted = await sent(bob, UPDATE, { title: "Of somebody without power" });
    const levels = await bob.api.state(target_room_id, "m.room.power_levels");
    await bob.api.sendState(target_room_id, "m.room.power_levels", { ...levels, users: { ...levels.users, [bob.user_id]: 0 } });

    await stack.bot.program.start();
    const codes = [];
    for (const event of [...byKicked, demoted]) codes.push((await alice.api.reaction(home, event)).content["net.nordeck.meetings.bot.meta"].error.code);
    expect(codes).toEqual(["forbidden", "not_found", "forbidden"]);
    expect(await tell(alice, home, UPDATE, { target_room_id, description: "Goes on" })).toMatchObject({ done: true });
    for (const event of [takenBack, byOthers]) expect(await alice.api.reactions(home, event)).toEqual([]);
    const state = await alice.api.fullState(target_room_id);
    expect(find(state, "m.room.name").content.name).toBe("Secret now");
    expect(find(state, "im.vector.modular.widgets", "jitsi").content.url).toBeTruthy();
    for (const { room_id, events } of await carol.api.invitations()) if (events.some(({ sender }) => sender === stack.bot.userId)) await carol.api.join(room_id);
    const told = await Promise.all((await carol.api.joinedRooms()).map(async (room) => [await carol.api.fullState(room), await carol.api.messages(room)]));
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain("Secret now");
});
