// What people write to the bot, and what it answers: everything works without the widget.
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { answerTo, CREATE, createCommand, find, meetingsBelow } from "./meetings.mjs";

const PRIVATE = /^Not everybody here takes part in that\. The answer is in the room that the bot shares with you alone https:\/\/matrix\.to\/#\/!/;
const text = (body) => ({ msgtype: "m.text", body });

/** The bot's reply to an event. */
const replyTo = (person, room, event) =>
    person.api.until(async () => {
        const all = await person.api.messages(room);
        return all.find(({ content }) => content["m.relates_to"]?.["m.in_reply_to"]?.event_id === event && content.msgtype !== "m.text")?.content;
    }, "the bot's reply");

/** Writes a message and answers the bot's reply. */
async function ask(person, room, body) {
    return replyTo(person, room, await person.api.send(room, "m.room.message", typeof body === "string" ? text(body) : body));
}

const lines = ({ body }) => body.replace(/[\u202f\u2009]/g, " ").split("\n");

async function schedule(person, room, data) {
    const { room: meeting } = await answerTo(person.api, room, await person.api.send(room, CREATE, createCommand(data)));
    await person.api.join(meeting);
    return meeting;
}

const at = (value, fields) => [{ uid: value, dtstart: { tzid: "Europe/Berlin", value: `${value}T103000` }, dtend: { tzid: "Europe/Berlin", value: `${value}T113000` }, ...fields }];

const everybody = ({ alice, bob, carol }) => [alice, bob, carol].map(({ user_id }) => ({ user_id }));

test("a meeting is planned, listed, looked at and exported by chat alone", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    expect(lines(await ask(alice, room, "!meeting list"))).toEqual(["There is no upcoming meeting here in which you take part."]);

    expect(lines(await ask(alice, room, "!meeting create Planning 2040-10-03 10:30-11:30 weekly 5x")).slice(0, 4)).toEqual([
        "“Planning” is planned:",
        "Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2",
        "Weekly on Wednesday, 5 times",
        "The times are those of Europe/Berlin. For another time zone, write it at the end, such as Europe/London.",
    ]);
    const bot = stack.api(await stack.account("parley", "Parley"));
    const [made] = await meetingsBelow(bot, room);
    expect(made.title).toBe("Planning");
    await alice.api.join(made.room);
    expect((await alice.api.state(made.room, "net.nordeck.meetings.metadata")).calendar).toMatchObject([
        { dtstart: { tzid: "Europe/Berlin", value: "20401003T103000" }, dtend: { tzid: "Europe/Berlin", value: "20401003T113000" }, rrule: "FREQ=WEEKLY;COUNT=5" },
    ]);

    const other = await schedule(alice, room, { title: "Review <b>{{x}}</b>", description: "First\n<i>second</i>", calendar: at("20400903"), participants: everybody(calendar) });
    const list = await ask(alice, room, "!meeting list");
    expect(list.msgtype).toBe("m.notice");
    expect(lines(list)).toEqual([expect.stringMatching(PRIVATE)]);
    const [, own] = /<a href="https:\/\/matrix\.to\/#\/(!.+?)\?via=[^"]+">Meeting bot: messages for you<\/a>/.exec(list.formatted_body);
    await alice.api.join(own);
    const whispered = await alice.api.until(async () => (await alice.api.messages(own)).find(({ type }) => type === "m.room.message"), "the answer");
    expect(lines(whispered.content)[0]).toBe("Upcoming meetings in “Calendar”:");

    for (const person of [bob, carol]) {
        await alice.api.invite(made.room, person.user_id);
        await person.api.join(other);
    }
    const shown = await ask(alice, room, "!meeting list");
    expect(lines(shown)).toEqual([
        "Upcoming meetings:",
        "1. Review <b>{{x}}</b> – Mon, September 3, 2040, 10:30 – 11:30 AM GMT+2",
        "2. Planning – Wed, October 3, 2040, 10:30 – 11:30 AM GMT+2, weekly on Wednesday, 5 times",
    ]);
    expect(shown.formatted_body).toContain(`<li><a href="https://matrix.to/#/${other}?via=`);
    expect(shown.formatted_body).toContain("Review &lt;b&gt;{{x}}&lt;/b&gt;</a>");

    expect(lines(await ask(bob, room, "!meeting next"))).toEqual([
        "Review <b>{{x}}</b>", "When: Mon, September 3, 2040, 10:30 – 11:30 AM GMT+2", "Organised by: Alice Adams",
        "Participants: Alice Adams, Bob Baker, Carol Clark", "Description: First", "<i>second</i>", expect.stringMatching(/^Go to room https:\/\/matrix\.to\/#\/!/),
    ]);
    expect(lines(await ask(bob, room, "!meeting detail 2"))[0]).toBe("Planning");
    expect(lines(await ask(bob, room, "!meeting detail 3"))).toEqual(["There is no meeting no. 3 in the list. !meeting list"]);
    expect(lines(await ask(bob, room, "!meeting detail ten"))).toEqual(["There is no meeting no. ten in the list. !meeting list"]);

    const file = await ask(bob, room, "!meeting ics 1");
    expect(file).toMatchObject({ msgtype: "m.file", body: "Review bxb.ics", info: { mimetype: "text/calendar" } });
    const [, server, media] = /^mxc:\/\/([^/]+)\/(.+)$/.exec(file.url);
    const response = await fetch(`${stack.homeserver.url}/_matrix/client/v1/media/download/${server}/${media}`, { headers: { authorization: `Bearer ${bob.access_token}` } });
    const ics = (await response.text()).replaceAll("\r\n ", "");
    expect(ics).toMatch(/^BEGIN:VCALENDAR\r\n/);
    expect(ics).toContain("SUMMARY:Review <b>{{x}}</b>\r\n");
    expect(ics).toContain("DTSTART;TZID=Europe/Berlin:20400903T103000\r\n");
    expect(ics).toContain("BEGIN:VTIMEZONE\r\n");
    expect(file.info.size).toBe((await (await fetch(response.url, { headers: { authorization: `Bearer ${bob.access_token}` } })).arrayBuffer()).byteLength);

    for (const line of ["status", "setup"])
        expect(lines(await ask(bob, other, `!meeting ${line}`))).toEqual(["“Review <b>{{x}}</b>” is the room of a meeting. Nothing has to be set up here."]);
    // In the meeting's own room it is about that meeting; in a room of help about the room that it helps with.
    expect(lines(await ask(bob, other, "!meeting next"))[0]).toBe("Review <b>{{x}}</b>");
    expect(lines(await ask(alice, other, "!meeting create A 2040-10-03 10:30"))).toEqual(["Meetings are created in a calendar room, not in a meeting."]);
});

test("days and times are written as people write them, in the zone of whoever plans", async ({ calendar }) => {
    const { alice, bob, room } = calendar;
    const [title, when, zone] = lines(await ask(alice, room, "!meeting create Planung morgen um 10 für 90 Minuten"));
    expect([title, zone]).toEqual(["“Planung” is planned:", "The times are those of Europe/Berlin. For another time zone, write it at the end, such as Europe/London."]);
    expect(when).toMatch(/, 10:00 – 11:30 AM GMT\+[12]$/);
    expect(lines(await ask(alice, room, "!meeting create “Call” tommorow 10:00"))[0]).toMatch(/^“tommorow” is not a date /);
    expect(lines(await ask(alice, room, "!meeting create December 1, 2040 10am-11am Call every week Berlin")).slice(0, 3)).toEqual([
        "“Call” is planned:", "Sat, December 1, 2040, 10:00 – 11:00 AM GMT+1", "Weekly on Saturday",
    ]);
    expect(lines(await ask(alice, room, "!meeting create Team tomorrow 11:00-10:00")).slice(0, 2)).toEqual([
        "“11:00-10:00” does not end after it begins.",
        "Is 10:00-11:00 meant? A meeting that ends on another day is written with both dates, unless it is a night.",
    ]);

    const paris = { locale: "en", timezone: "Europe/Paris" };
    await answerTo(bob.api, room, await bob.api.send(room, CREATE, createCommand({}, paris)));
    expect((await ask(bob, room, "!meeting create Revue 2040-10-03 10:30")).body).toContain("The times are those of Europe/Paris.");
});

test("a meeting is moved, people are invited and it is cancelled by chat, by whom may do so", async ({ stack, calendar }) => {
    const { alice, bob, carol, room } = calendar;
    const planned = await ask(alice, room, `!meeting create Planning 2040-10-03 10:30 ${bob.user_id}`);
    expect(lines(planned).at(-1)).toBe("To invite others, send in the meeting’s room, once you are there: !meeting invite @name:server");
    const bot = stack.api(await stack.account("parley", "Parley"));
    const [{ room: meeting }] = await meetingsBelow(bot, room);
    expect(lines(await ask(alice, room, "!meeting cancel 1"))[0], "Carol is not invited").toMatch(PRIVATE);
    await alice.api.join(meeting);
    await bob.api.join(meeting);

    expect(lines(await ask(alice, meeting, `!meeting invite ${carol.user_id}`))).toEqual(["Invited to “Planning”:", carol.user_id]);
    expect((await bot.state(meeting, "m.room.member", carol.user_id)).reason).toMatch(/[Ii]nvited by Alice Adams/);
    const pill = { ...text("!meeting einladen 1 Carol"), "m.mentions": { user_ids: [carol.user_id] } };
    expect(lines(await ask(alice, room, pill))).toEqual(["Zu „Planning“ eingeladen:", carol.user_id]);
    expect(lines(await ask(alice, room, "!meeting invite 1 carol"))).toEqual(["This is not a Matrix user ID. It has the form @name:server."]);
    expect(lines(await ask(alice, room, "!meeting invite 1"))).toEqual(["Whom? Please write Matrix IDs, such as: !meeting invite 1 @name:server"]);

    expect(lines(await ask(alice, room, "!meeting move 1 2040-10-04 14:00"))).toEqual(["“Planning” is moved:", "Thu, October 4, 2040, 2:00 – 3:00 PM GMT+2"]);
    expect((await alice.api.state(meeting, "net.nordeck.meetings.metadata")).calendar).toMatchObject([{ dtstart: { tzid: "Europe/Berlin", value: "20401004T140000" }, dtend: { value: "20401004T150000" } }]);
    expect(lines(await ask(alice, room, "!meeting move 1 someday"))[0]).toMatch(/^“someday” is not a date /);
    const denied = ["You are not allowed to do this here. Please ask a moderator of the room."];
    expect(lines(await ask(bob, room, "!meeting reschedule 1 2040-10-05"))).toEqual(denied);
    expect(lines(await ask(bob, room, "!meeting cancel 1"))).toEqual(denied);

    await schedule(alice, room, { title: "Weekly", calendar: at("20401101", { rrule: "FREQ=WEEKLY;COUNT=3" }), participants: everybody(calendar) });
    expect(lines(await ask(alice, room, "!meeting move 2 2040-11-05"))).toEqual(["A meeting that repeats cannot be moved here. It can be cancelled and planned anew."]);
    expect(lines(await ask(alice, room, "!meeting cancel"))).toEqual(["Which meeting? Please write its number in the list, such as: !meeting cancel 1"]);
    expect(lines(await ask(alice, room, "!meeting cancel 3"))).toEqual(["There is no meeting no. 3 in the list. !meeting list"]);
    expect(lines(await ask(alice, room, "!meeting absagen 1"))).toEqual(["„Planning“ ist abgesagt:", "Do., 4. Oktober 2040, 14:00–15:00 Uhr MESZ"]);
    expect(await alice.api.state(meeting, "m.room.tombstone")).toMatchObject({ replacement_room: room });
    expect(lines(await ask(alice, room, "!meeting next"))[0]).toBe("Weekly");

    // In the room that is closed, the answer comes before the bot leaves.
    const own = (await meetingsBelow(bot, room)).find(({ title }) => title === "Weekly").room;
    expect(lines(await ask(alice, own, "!meeting cancel"))[0]).toBe("“Weekly” is cancelled:");
    await bot.until(async () => !(await bot.joinedRooms()).includes(own), "the bot leaves");
    expect(lines(await ask(alice, room, "!meeting list"))).toEqual(["There is no upcoming meeting here in which you take part."]);
});

test("who takes no part sees nothing", async ({ calendar }) => {
    const { alice, bob, carol, room } = calendar;
    await schedule(alice, room, { title: "Secret", calendar: at("20400903"), participants: [{ user_id: bob.user_id }] });
    for (const line of ["!meeting list", "!meeting next", "!meeting detail 1", "!meeting ics"])
        expect(lines(await ask(carol, room, line)), line).toEqual(["There is no upcoming meeting here in which you take part."]);
    expect(lines(await ask(bob, room, "!meeting detail 1"))).toEqual([expect.stringMatching(PRIVATE)]);
    const invitation = await bob.api.until(async () =>
        (await bob.api.invitations()).find(({ events }) => find(events, "m.room.name")?.content.name === "Meeting bot: messages for you"), "the room for Bob alone");
    await bob.api.join(invitation.room_id);
    const answer = await bob.api.until(async () => (await bob.api.messages(invitation.room_id)).find(({ type }) => type === "m.room.message"), "the answer");
    expect(lines(answer.content)[0]).toBe("Secret");
    const said = (await carol.api.messages(room)).filter(({ sender }) => sender.startsWith("@parley:"));
    expect(JSON.stringify(said)).not.toContain("Secret");
});

test("a meeting is only made by whom the room lets make one", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const levels = await alice.api.state(room, "m.room.power_levels");
    await alice.api.sendState(room, "m.room.power_levels", { ...levels, events: { ...levels.events, [CREATE]: 50 } });
    expect(lines(await ask(bob, room, "!meeting create Mine 2040-10-03 10:30"))).toEqual(["You are not allowed to do this here. Please ask a moderator of the room."]);
    for (const [line, answer] of [
        ["", "The title is missing."],
        ["Planning", "A date is missing, such as tomorrow, Friday or 2040-10-03."],
        ["Planning someday 10:00", "“someday” is not a date that the bot understands. Write for example: tomorrow 10:00, or 2040-10-03 10:00-11:00."],
        ["Planning 2020-12-03 10:00", "“2020-12-03 10:00” is in the past."],
        ["Planning 2040-02-30 10:30", "There is no date “2040-02-30”."],
        ["Planning 2040-10-03", "A time is missing, such as 10:30 or 10:30-11:30."],
        ["Planning 2040-10-03 25:00", "There is no time “25:00”."],
        ["Planning 2040-10-03 10:30 <b>often</b> daily", "“<b>often</b>” is not understood."],
        ["Planning 2040-10-03 10:30 5x", "How the meeting repeats is missing: daily, weekdays, weekly, monthly or yearly."],
        ["Planning 2040-10-03 10:30 daily until 2039-01-01", "After “until”, a date that is not before the start is missing."],
    ])
        expect(lines(await ask(alice, room, `!meeting create ${line}`)), line).toEqual([
            answer, "A new meeting is written like this: !meeting create Planning 2040-10-03 10:30-11:30 weekly 5x Europe/Berlin",
        ]);
    expect(lines(await ask(alice, room, "!meeting create Planning 2040-10-03 10:30 Mars/Olympus"))).toEqual(["This time zone is not known. Please choose one such as Europe/Berlin."]);
    expect(lines(await ask(alice, room, `!meeting create ${"x".repeat(300)} 2040-10-03 10:30`))).toEqual(["Title: This text is too long. Please shorten it. At most 255 characters fit."]);
    expect(lines(await ask(alice, room, `!meeting create ${"x".repeat(30_000)}`))).toEqual(["This text is too long. Please shorten it."]);
    const hostile = await ask(alice, room, "!meeting <script>{{title}}</script>");
    expect(hostile.formatted_body).toContain("“&lt;script&gt;{{title}}&lt;/script&gt;” is not understood.");
    expect(await meetingsBelow(stack.api(await stack.account("parley", "Parley")), room)).toEqual([]);
});

test("in a room of help, the bot sets the other room up and speaks the language that is asked for", async ({ stack, people }) => {
    const { alice, bob } = people;
    const bot = stack.bot.userId;
    const room = await alice.api.createRoom({ name: "Team" });
    await alice.api.invite(room, bot);
    const { room_id: help } = await alice.api.until(async () =>
        (await alice.api.invitations()).find(({ events }) => find(events, "m.room.name")?.content.name === "Help for Team"), "the invitation to help");
    await alice.api.join(help);
    expect(lines(await ask(alice, help, "!meeting status"))).toEqual(["The bot has too little power in “Team”. Please make it a moderator there.", "The planner is not there yet."]);
    expect(lines(await ask(alice, help, "!meeting setup"))).toEqual([
        "The bot has too little power in “Team”. Please make it a moderator there.", "The planner is not there yet.",
        expect.stringMatching(/^If you would rather add the planner yourself, send this line in “Team”: \/addwidget http:\/\/127\.0\.0\.1:\d+\/#\/\?theme=\$/),
    ]);
    expect(lines(await ask(alice, help, "!meeting lang fr"))).toEqual(["Please choose one of these languages: en, de"]);

    expect(lines(await ask(alice, help, "!meeting lang de"))[0]).toBe("For English, please send: !meeting lang en");
    expect(await alice.api.state(help, "m.room.name")).toEqual({ name: "Hilfe für Team" });
    expect(await alice.api.state(help, "net.nordeck.meetings.private_welcome_room", bot)).toMatchObject({ locale: "de", originalRoomId: room });
    expect(lines(await ask(alice, help, "!meeting hilfe"))).toEqual([
        "Das versteht der Bot:",
        "• Die kommenden Besprechungen dieses Raums mit eigener Teilnahme: !meeting list",
        "• Die nächste davon: !meeting next",
        "• Eine aus der Liste mit allen Einzelheiten: !meeting detail 1",
        "• Dieselbe als Datei für andere Kalender: !meeting ics 1",
        "• Eine neue Besprechung mit Titel, Tag, Uhrzeit oder Uhrzeiten, Wiederholung (täglich, werktags, wöchentlich, monatlich, jährlich oder alle 2 Wochen, mit 5x oder bis zu einem Tag) und Zeitzone: !meeting create Planung 3.10.2040 10:30-11:30 wöchentlich 5x Europe/Berlin",
        "• Eine aus der Liste auf einen anderen Tag oder eine andere Uhrzeit verschieben: !meeting move 1 morgen 14:00",
        "• Eine aus der Liste absagen: !meeting cancel 1",
        "• Zu einer aus der Liste einladen: !meeting invite 1 @name:server",
        "• Die Erinnerungen im Raum einer Besprechung, in Minuten davor, oder an oder aus: !meeting reminders 60 10",
        "• Ob der Raum eingerichtet ist: !meeting status",
        "• Den Planer hinzufügen: !meeting setup",
        "• Eine andere Sprache: !meeting lang en|de",
    ]);

    // Where the bot cannot link a meeting, none is made that nobody would find again.
    expect(lines(await ask(alice, room, "!meeting create Lost 2040-10-03 10:30"))[0]).toMatch(/^Nichts ist geplant: .* \/op @parley:parley\.localhost 50$/);
    expect(await meetingsBelow(stack.api(await stack.account("parley", "Parley")), room)).toEqual([]);
    const levels = await alice.api.state(room, "m.room.power_levels");
    await alice.api.sendState(room, "m.room.power_levels", { ...levels, users: { ...levels.users, [bot]: 50 } });
    const planner = async () => (await alice.api.fullState(room)).find(({ type, content }) => type === "im.vector.modular.widgets" && content.url);
    await alice.api.until(planner, "the planner");
    expect(lines(await ask(alice, help, "!meeting setup"))).toEqual(["Der Planer ist schon in „Team“."]);
    await alice.api.sendState(room, "im.vector.modular.widgets", {}, (await planner()).state_key);
    expect(lines(await ask(alice, help, "!meeting setup"))[0]).toMatch(/^Der Planer ist jetzt in „Team“\. /);
    expect(await planner()).toBeTruthy();
    expect(lines(await ask(alice, help, "!meeting status"))).toEqual(["Der Bot hat in „Team“ die nötigen Berechtigungen.", "Der Planer ist da."]);

    // What is asked in the room of help is about the other room; Alice is spoken to in German there, too.
    const [headline, when, rule] = lines(await ask(alice, help, "!meeting create „Rat 1.1.2041“ 3.10.2040 10:30 bis 11:30 Uhr werktags bis 31.10.2040 Europe/Berlin"));
    expect([headline, when, rule]).toEqual(["„Rat 1.1.2041“ ist geplant:", "Mi., 3. Oktober 2040, 10:30–11:30 Uhr MESZ", "Jeden Werktag (Montag bis Freitag) bis 31. Oktober 2040"]);
    expect(lines(await ask(alice, room, "!meeting next"))[0]).toBe("Rat 1.1.2041");

    await alice.api.invite(room, bob.user_id);
    await bob.api.join(room);
    expect(lines(await ask(bob, room, "!meeting setup"))).toEqual(["You are not allowed to do this here. Please ask a moderator of the room."]);

    // The language is chosen anywhere; German words get German.
    expect(lines(await ask(bob, room, "!meeting hilfe"))[0]).toBe("Das versteht der Bot:");
    expect(lines(await ask(bob, room, "!meeting help"))[0]).toBe("This is what the bot understands:");
    expect(lines(await ask(bob, room, "!meeting sprache Deutsch"))).toEqual(["Der Bot spricht ab jetzt Deutsch."]);
    expect(lines(await ask(bob, room, "!meeting help"))[0]).toBe("Das versteht der Bot:");
    expect(lines(await ask(bob, room, "!meeting lang en"))).toEqual(["The bot now speaks English with you."]);
});

test("replies and mentions are understood; edits and other programs are left alone; what is written in clear in an encrypted room is refused", async ({ stack, calendar }) => {
    const { alice, bob, room } = calendar;
    const first = await alice.api.send(room, "m.room.message", text("Shall we?"));
    const reply = { ...text("> <@x:y> Shall we?\n\n!meeting status"), "m.relates_to": { "m.in_reply_to": { event_id: first } } };
    expect(lines(await ask(bob, room, reply))).toEqual(["The bot has the power that it needs in “Calendar”.", "The planner is there."]);
    const bot = stack.bot.userId;
    const mention = { ...text("Parley: status"), format: "org.matrix.custom.html", formatted_body: `<a href="https://matrix.to/#/${bot}">Parley</a>: status` };
    expect(lines(await ask(bob, room, mention))).toEqual(["The bot has the power that it needs in “Calendar”.", "The planner is there."]);

    const silent = [
        await bob.api.send(room, "m.room.message", { msgtype: "m.notice", body: "!meeting status" }),
        await bob.api.send(room, "m.room.message", { ...text("* !meeting status"), "m.new_content": text("!meeting status"), "m.relates_to": { rel_type: "m.replace", event_id: first } }),
        await bob.api.send(room, "m.room.message", text("I said !meeting status")),
    ];
    await alice.api.sendState(room, "m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
    const clear = await bob.api.send(room, "m.room.message", text("!meeting status"));
    await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({ title: "" }))); // all before it is done
    const replies = Object.fromEntries((await alice.api.messages(room)).map(({ type, content }) => [content["m.relates_to"]?.["m.in_reply_to"]?.event_id, type]));
    for (const event of silent) expect(replies).not.toHaveProperty([event]);
    expect(replies[clear], "the refusal is encrypted; see encryption.spec.mjs for its words").toBe("m.room.encrypted");
});

test("what is asked while the bot is away is answered once; too much is answered with that, once", async ({ ownStack }) => {
    const stack = await ownStack();
    const { alice } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    await stack.bot.program.kill();
    const asked = [];
    for (let n = 0; n < 25; n++) asked.push(await alice.api.send(room, "m.room.message", text(n < 5 ? `!meeting create Plan ${n} 2040-10-03 10:30 UTC` : "!meeting status")));
    await stack.bot.program.start();
    await answerTo(alice.api, room, await alice.api.send(room, CREATE, createCommand({ title: "" }))); // all before it is done
    const bot = stack.api(await stack.account("parley", "Parley"));
    const titles = (await meetingsBelow(bot, room)).map(({ title }) => title);
    expect(titles.sort()).toEqual([...Array(5).keys()].map((n) => `Plan ${n}`));
    const answers = (await bot.messages(room, 200)).map(({ content }) => [content["m.relates_to"]?.["m.in_reply_to"]?.event_id, content.body]).filter(([event]) => event);
    expect(answers.map(([event]) => event).sort()).toEqual(asked.slice(0, 21).sort());
    expect(Object.fromEntries(answers)[asked[20]]).toBe("Too many requests in a short time. Please wait a moment, then try again.");
});
