// The bot has power in every meeting. Nobody gets it to do, tell or spoil what he could not himself: people without the right.
import { expect, test } from "../fixtures.mjs";
import { promoteBot } from "../stack/calendar.mjs";
import { answeredOnce, attempt, BREAKOUTS, CLOSE, forbidden, MESSAGE, MESSAGES, none, PEOPLE, scene, tell, times, unseen, UPDATE, WIDGETS } from "./deputy.mjs";
import { CREATE, createCommand, entry } from "./meetings.mjs";
import { asker } from "./programs.mjs";

const notMeeting = { code: "not_a_meeting" };
const group = { ...times, groups: [{ title: "Taken over" }] };

// What is tried with a room: by name the type of the command and its data.
const COMMANDS = {
    "changing its title": [UPDATE, () => ({ title: "Taken over" })],
    "changing its times and sessions": [UPDATE, () => ({ calendar: [entry()], move_breakouts: true })],
    "changing external data": [UPDATE, () => ({ external_data: { "org.example": {} } })],
    "closing it": [CLOSE, () => ({})],
    "removing everybody": [CLOSE, () => ({ method: "kick_all_participants" })],
    "removing a widget": [WIDGETS, () => ({ add: false, widget_ids: ["jitsi"] })],
    "inviting oneself and others": [PEOPLE, ({ sam, tom }, { user_id }) => ({ invite: true, userIds: [user_id, sam.user_id, tom.user_id] })],
    "removing the organiser": [PEOPLE, ({ olivia }) => ({ invite: false, userIds: [olivia.user_id] })],
    "removing a member": [PEOPLE, ({ mia }) => ({ invite: false, userIds: [mia.user_id] })],
    "silencing everybody": [MESSAGES, () => ({ messaging_power_level: 100 })],
    "speaking to its sessions": [MESSAGE, () => ({ message: "Taken over" })],
};

for (const who of ["sam", "invited", "left", "kicked", "banned"])
    test(`who is not in a room has no power there, whatever it was: ${who}`, async ({ stack }) => {
        const at = await scene(stack);
        for (const target of ["meeting", "session", "home"])
            for (const [name, [type, data]] of Object.entries(COMMANDS))
                await attempt(at, `${who}: ${name}: ${target}`, at[who], type, { ...data(at, at[who]), target_room_id: at[target] }, none);
        const named = { target_room_id: at.meeting, parent_room_id: at.meeting };
        await attempt(at, `${who}: sessions of a meeting named in the data`, at[who], BREAKOUTS, { ...group, ...named }, notMeeting);
        await attempt(at, `${who}: a meeting below a room named in the data`, at[who], CREATE, { ...createCommand().data, ...named }, undefined);
        const nowhere = await attempt(at, `${who}: a room that is not there`, at[who], UPDATE, { title: "x", target_room_id: "!nowhere:example.org" }, none);
        const there = await attempt(at, `${who}: a room that is`, at[who], UPDATE, { title: "x", target_room_id: at.meeting }, none);
        const told = ({ content }) => ({ ...content, "m.relates_to": undefined });
        expect(told(there), "both look the same").toEqual(told(nowhere));
        await answeredOnce(at);
    });

for (const who of ["sam", "invited", "left", "kicked", "banned"])
    test(`who is not in a room has no power there by HTTP: ${who}`, async ({ stack }) => {
        const at = await scene(stack);
        const ask = asker(stack, at[who]);
        const path = (room) => `/meeting/${encodeURIComponent(room)}/sharingInformation`;
        for (const target of ["meeting", "session", "home"])
            for (const [name, method, way, body] of [
                ["changing its title", "PUT", "/meeting/update", { target_room_id: at[target], title: "Taken over" }],
                ["changing its times", "PUT", "/meeting/update", { target_room_id: at[target], calendar: [entry()] }],
                ["closing it", "POST", "/meeting/close", { target_room_id: at[target] }],
                ["removing everybody", "POST", "/meeting/close", { target_room_id: at[target], method: "kick_all_participants" }],
                ["a meeting below it", "POST", "/meeting/create", { ...createCommand().data, parent_room_id: at[target] }],
                ["its telephone PIN", "GET", path(at[target])],
            ]) {
                const { status, text } = await unseen(at, `${who}: ${name}: ${target}`, at[who], () => ask(method, way, body));
                expect.soft(status, `${who}: ${name}: ${target}`).toBe(404);
                expect.soft(text).not.toContain(at.secret);
            }
    });

test("what others have asked for by HTTP is not had by its name, nor are they", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, sam, home, meeting } = at;
    const body = { ...createCommand().data, parent_room_id: home };
    for (const [order, status] of [[body, 404], [createCommand().data, 201]]) {
        const key = { "idempotency-key": crypto.randomUUID() };
        const hers = await asker(stack, olivia)("POST", "/meeting/create", body, key);
        expect(hers.status).toBe(201);
        const his = await unseen(at, "an order of the same name", sam, () => asker(stack, sam)("POST", "/meeting/create", order, key));
        expect(his.status).toBe(status);
        expect(his.text).not.toContain(hers.body.room_id);
    }
    const close = { target_room_id: meeting, sender: olivia.user_id, user_id: olivia.user_id };
    for (const [headers, status] of [[{ "x-forwarded-user": olivia.user_id }, 404], [{ authorization: `Bearer ${olivia.user_id}` }, 401]])
        expect((await unseen(at, "somebody else's name", sam, () => asker(stack, sam)("POST", "/meeting/close", close, headers))).status).toBe(status);
});

// What is refused to a member of a meeting and, where there are two, to an organiser at 50 as well.
const INSIDERS = {
    "changing its title": [forbidden, forbidden],
    "changing its times and sessions": [forbidden, forbidden],
    "changing external data": [forbidden, forbidden],
    "closing it": [forbidden, forbidden],
    "removing everybody": [forbidden],
    "removing a widget": [forbidden],
    "inviting oneself and others": [forbidden],
    "removing the organiser": [forbidden, forbidden],
    "removing a member": [forbidden],
    "silencing everybody": [forbidden, forbidden],
    "speaking to its sessions": [forbidden, forbidden],
};

test("who is in a meeting does there what the own level allows", async ({ stack }) => {
    const at = await scene(stack);
    for (const [name, errors] of Object.entries(INSIDERS))
        for (const [i, error] of errors.entries()) {
            const [type, data] = COMMANDS[name];
            const who = ["mia", "otto"][i];
            await attempt(at, `${who}: ${name}`, at[who], type, { ...data(at, at[who]), target_room_id: at.meeting }, error);
            await attempt(at, `${who}: ${name}: session`, at[who], type, { ...data(at, at[who]), target_room_id: at.session }, none);
        }
    for (const who of ["mia", "otto"]) {
        const ask = asker(stack, at[who]);
        const close = () => ask("POST", "/meeting/close", { target_room_id: at.meeting });
        expect((await unseen(at, `${who}: closing it by HTTP`, at[who], close)).status).toBe(403);
    }
    await answeredOnce({ ...at, secret: "nothing that they do not know" });
});

test("what a member may not send, the bot does not send either", async ({ stack }) => {
    const at = await scene(stack);
    for (const who of ["mia", "otto"])
        expect((await tell(at[who], at.meeting, BREAKOUTS, group)).error, `${who}: sessions`).toEqual(forbidden);
    const levels = await at.olivia.api.state(at.meeting, "m.room.power_levels");
    await at.olivia.api.sendState(at.meeting, "m.room.power_levels", { ...levels, events_default: 100 });
    for (const who of ["mia", "otto"])
        await unseen(at, `${who}: a meeting below a silenced one`, at[who], async () => {
            await expect(tell(at[who], at.meeting, CREATE, createCommand().data)).rejects.toMatchObject({ status: 403 });
            const { status } = await asker(stack, at[who])("POST", "/meeting/create", { ...createCommand().data, parent_room_id: at.meeting });
            expect(status, who).toBe(403);
        });
});

// What looks like a command and is none. Each gives {type, content, key} for a room; with a key it is a state event.
const SILENCE = {
    "a state event": ({ meeting }) => ({ type: CLOSE, content: { data: { target_room_id: meeting } }, key: "" }),
    "a state event of one's own": ({ meeting }, { user_id }) => ({ type: UPDATE, content: { data: { target_room_id: meeting, title: "x" } }, key: user_id }),
    "a type that is longer": ({ meeting }) => ({ type: `${CLOSE}d`, content: { data: { target_room_id: meeting } } }),
    "a type in capitals": ({ meeting }) => ({ type: CLOSE.toUpperCase(), content: { data: { target_room_id: meeting } } }),
    "a type with a letter that looks like another": ({ meeting }) => ({ type: CLOSE.replace("o", "о"), content: { data: { target_room_id: meeting } } }),
    "a message that quotes one": ({ meeting }) => ({ type: "m.room.message", content: { msgtype: "m.text", body: CLOSE, type: CLOSE, data: { target_room_id: meeting } } }),
    "an answer that somebody forges": ({ meeting }) => ({
        type: "m.reaction",
        content: { "m.relates_to": { rel_type: "m.annotation", event_id: "$x", key: "✅" }, "net.nordeck.meetings.bot.meta": { created_room_id: meeting } },
    }),
    "what nobody can decrypt": () => ({ type: "m.room.encrypted", content: { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "x", device_id: "x", sender_key: "x", session_id: "x" } }),
    "metadata of an ordinary room": ({ meeting, olivia }) => ({
        type: "net.nordeck.meetings.metadata", content: { creator: olivia.user_id, calendar: [entry()], target_room_id: meeting }, key: "",
    }),
};

test("what is no command is neither carried out nor answered", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, lair, bot } = at;
    for (const [name, make] of Object.entries(SILENCE)) {
        const { type, content, key } = make(at, sam);
        const sent = key === undefined ? await sam.api.send(lair, type, content) : await sam.api.sendState(lair, type, content, key);
        // What comes later in the same lanes has been answered: so nothing else will be.
        await attempt(at, name, sam, UPDATE, { target_room_id: at.meeting, title: "x" }, none);
        await attempt(at, name, sam, BREAKOUTS, group, notMeeting);
        expect.soft((await sam.api.reactions(lair, sent)).filter(({ sender }) => sender === bot.userId), name).toEqual([]);
    }
    await answeredOnce(at);
});

/** What the bot answers to a message in a room, as one text. */
async function asked({ bot }, { api }, room, body) {
    const said = await api.send(room, "m.room.message", { msgtype: "m.text", body });
    const isAnswer = ({ sender, type, content }) => sender === bot.userId && (type === "m.room.message" || content["m.relates_to"]?.event_id === said);
    const answers = async () => {
        const events = await api.messages(room);
        return events.slice(0, events.findIndex(({ event_id }) => event_id === said)).filter(isAnswer);
    };
    await api.until(async () => (await answers()).length > 0, `an answer to ${body}`);
    return JSON.stringify(await answers());
}

test("others are asked for their meetings in vain", async ({ stack }) => {
    const at = await scene(stack);
    const { sam, lair, meeting, secret } = at;
    for (const ask of ["list", "next", "detail 1", "ics 1", "reminders 1 5", `detail ${meeting}`, `create ${meeting} 2040-10-03 10:30`, "status", "setup"]) {
        const body = `!meeting ${ask}`;
        const heard = await unseen(at, body, sam, () => asked(at, sam, lair, body));
        expect.soft(heard, body).not.toContain(secret);
    }
});

test("who is invited learns about a meeting what the invitation says, and who has left nothing", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, mia, invited, left, home, meeting, secret } = at;
    for (const person of [invited, left]) {
        await olivia.api.invite(home, person.user_id);
        await person.api.join(home);
    }
    const { displayname } = await olivia.api.state(meeting, "m.room.member", mia.user_id);
    const body = "!meeting detail";
    await asked(at, olivia, home, body);
    const toldAlone = async ({ api }) => {
        for (const { room_id } of (await api.invitations()).filter((room) => room.room_id !== meeting)) await api.join(room_id);
        const rooms = (await api.joinedRooms()).filter((id) => ![...at.watched, at.lair].includes(id));
        return JSON.stringify(await Promise.all(rooms.map((id) => api.messages(id))));
    };
    expect(await toldAlone(olivia), "a member sees the others").toContain(displayname);
    await asked(at, invited, home, body);
    const heard = await toldAlone(invited);
    expect(heard).toContain(`Meeting ${secret}`);
    expect(heard).not.toContain(displayname);
    expect(await asked(at, left, home, body)).not.toContain(`Meeting ${secret}`);
});

test("who has left the room that he was helped with hears no more of it", async ({ stack }) => {
    const at = await scene(stack);
    const { olivia, tom, bot } = at;
    const secret = "The name after Tom has left"; // Olivia's own name is told him while he is there
    const room = await olivia.api.createRoom({ name: "Open", power_level_content_override: { invite: 0 }, invite: [tom.user_id] });
    await tom.api.join(room);
    await tom.api.invite(room, bot.userId);
    const [{ room_id: help }] = await tom.api.until(async () => {
        const all = await tom.api.invitations();
        return all.length > 0 && all;
    }, "he is helped");
    await tom.api.join(help);
    await tom.api.until(async () => (await tom.api.messages(help)).some(({ type }) => type === "m.room.message"), "he is greeted");
    await tom.api.leave(room);
    await olivia.api.sendState(room, "m.room.name", { name: secret });
    await promoteBot(room, olivia.api, bot.userId);
    await asked(at, olivia, room, "!meeting status"); // what came before is done
    expect(await asked(at, tom, help, "!meeting status")).not.toContain(secret);
    expect(JSON.stringify(await tom.api.messages(help))).not.toContain(secret);
});
