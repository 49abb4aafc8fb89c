// The homeserver fails at each request of each command, in each way: the end is what was asked for, with one answer.
import { expect, newPeople, test } from "../fixtures.mjs";
import { startBot } from "../stack/bot.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { Proxy, SILENCE } from "../stack/proxy.mjs";
import { CREATE, createCommand, entry, find, meetingsBelow, readAnswer } from "./meetings.mjs";

const UPDATE = "net.nordeck.meetings.meeting.update";
const CLOSE = "net.nordeck.meetings.meeting.close";
const WIDGETS = "net.nordeck.meetings.meeting.widgets.handle";
const PEOPLE = "net.nordeck.meetings.meeting.participants.handle";
const PERMISSIONS = "net.nordeck.meetings.meeting.change.message_permissions";
const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
const MESSAGE = "net.nordeck.meetings.sub_meetings.send_message";
const times = { start_time: "2040-10-03T10:30:00+02:00", end_time: "2040-10-03T11:00:00+02:00" };
const members = (state, membership) => state.filter(({ type, content }) => type === "m.room.member" && content.membership === membership);

// How a request fails: at which moment, and what the bot gets instead of the answer; true: the connection is cut.
const FAULTS = {
    "a rate limit": ["before", { status: 429, body: '{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":50}' }],
    "a fault inside": ["before", { status: 500, body: '{"errcode":"M_UNKNOWN"}' }],
    "a proxy's fault after the work": ["answered", { status: 502, body: "<html>Bad gateway" }],
    "a cut before the work": ["before", true],
    "a cut after the work": ["answered", true],
    "silence before the work": ["before", SILENCE],
    "silence after the work": ["answered", SILENCE],
};

/** Makes a meeting that is the subject of a command, without faults. */
async function aMeeting({ alice, bob, room }) {
    const { content } = await alice.api.reaction(room, await alice.api.send(room, CREATE, createCommand({ participants: [{ user_id: bob.user_id }] })));
    const { room: meeting } = readAnswer(content);
    await alice.api.join(meeting);
    return { meeting };
}

async function aMeetingWithSession(scene) {
    const { alice, bob } = scene;
    const { meeting } = await aMeeting(scene);
    const groups = [{ title: "One", participants: [{ user_id: bob.user_id }] }];
    const { content } = await alice.api.reaction(meeting, await alice.api.send(meeting, BREAKOUTS, { data: { ...times, groups } }));
    const sessions = content["net.nordeck.meetings.bot.meta"].created_room_ids;
    for (const session of sessions) await alice.api.join(session);
    return { meeting, sessions };
}

/**
 * The command of each kind: what it starts from, once or, with `anew`, each time; what is sent where, the nth time;
 * and what has to hold afterwards.
 */
const COMMANDS = {
    "meeting.create": {
        type: CREATE,
        data: ({ bob, carol }, title) => createCommand({ title, participants: [bob, carol].map(({ user_id }) => ({ user_id })) }).data,
        async holds({ alice, bot, room }, _subject, answer, title) {
            const made = async () => (await meetingsBelow(bot, room)).filter((meeting) => meeting.title === title);
            await alice.api.until(async () => (await made()).length <= 1, "spare rooms are gone");
            expect(await made(), title).toEqual([{ room: answer.room, title }]);
            expect(members(await bot.fullState(answer.room), "invite"), title).toHaveLength(3);
            expect(find(await alice.api.fullState(room), "m.space.child", answer.room).content.via, title).toHaveLength(1);
        },
    },
    "meeting.update": {
        type: UPDATE,
        begin: aMeeting,
        data: (_, title, { meeting }) => ({ target_room_id: meeting, title, description: "New", calendar: [entry({ uid: "u" })] }),
        async holds({ alice }, { meeting }, _answer, title) {
            const state = await alice.api.fullState(meeting);
            expect(find(state, "m.room.name").content.name).toBe(title);
            expect(find(state, "m.room.topic").content.topic, title).toBe("New");
            expect(find(state, "net.nordeck.meetings.metadata").content.calendar, title).toMatchObject([{ uid: "u" }]);
        },
    },
    "participants.handle": {
        type: PEOPLE,
        begin: aMeeting,
        data: ({ bob }, _title, { meeting }, nth) => ({ target_room_id: meeting, invite: nth % 2 === 0, userIds: [bob.user_id] }),
        async holds({ alice, bob }, { meeting }, _answer, title, nth) {
            const membership = nth % 2 === 0 ? "invite" : "leave";
            expect(find(await alice.api.fullState(meeting), "m.room.member", bob.user_id).content, title).toMatchObject({ membership });
        },
    },
    "message_permissions": {
        type: PERMISSIONS,
        begin: aMeeting,
        data: (_, _title, { meeting }, nth) => ({ target_room_id: meeting, messaging_power_level: nth }),
        async holds({ alice }, { meeting }, _answer, title, nth) {
            expect(find(await alice.api.fullState(meeting), "m.room.power_levels").content.events_default, title).toBe(nth);
        },
    },
    "widgets.handle": {
        type: WIDGETS,
        begin: aMeeting,
        data: (_, _title, { meeting }, nth) => ({ target_room_id: meeting, add: nth % 2 === 0, widget_ids: ["jitsi"] }),
        async holds({ alice }, { meeting }, _answer, title, nth) {
            const state = await alice.api.fullState(meeting);
            const there = nth % 2 === 0 ? ["jitsi"] : [];
            expect(Object.keys(find(state, "im.vector.modular.widgets", "jitsi").content).length > 0, title).toBe(nth % 2 === 0);
            expect(Object.keys(find(state, "io.element.widgets.layout").content.widgets), title).toEqual(there);
        },
    },
    "breakoutsessions.create": {
        type: BREAKOUTS,
        begin: aMeeting,
        where: ({ meeting }) => meeting,
        data: ({ bob }, title) => ({ ...times, groups: [{ title }, { title, participants: [{ user_id: bob.user_id }] }] }),
        async holds({ alice, bot }, { meeting }, { content }, title) {
            const made = content["net.nordeck.meetings.bot.meta"].created_room_ids;
            const linked = (await alice.api.fullState(meeting)).filter((e) => e.type === "m.space.child" && e.content.via).map((e) => e.state_key);
            expect(made, title).toHaveLength(2);
            const names = await Promise.all(linked.map(async (session) => (await bot.state(session, "m.room.name")).name === title && session));
            expect(names.filter(Boolean).sort(), title).toEqual(made.toSorted());
            const invited = await Promise.all(made.map(async (session) => members(await bot.fullState(session), "invite").length));
            expect(invited, title).toEqual([1, 2]);
        },
    },
    "sub_meetings.send_message": {
        type: MESSAGE,
        begin: aMeetingWithSession,
        data: (_, title, { meeting }) => ({ target_room_id: meeting, message: title }),
        async holds({ alice }, { sessions }, _answer, title) {
            for (const session of sessions) {
                const said = (await alice.api.messages(session)).filter(({ content }) => content.body?.endsWith(title));
                expect(said, title).toHaveLength(1);
            }
        },
    },
    "meeting.close": {
        type: CLOSE,
        begin: aMeetingWithSession,
        anew: true,
        data: (_, _title, { meeting }) => ({ target_room_id: meeting }),
        async holds({ alice, bot, room }, { meeting, sessions }, _answer, title) {
            const open = await bot.joinedRooms();
            for (const id of [meeting, ...sessions]) {
                const state = await alice.api.fullState(id);
                expect(find(state, "m.room.tombstone").content.replacement_room, title).toBe(room);
                expect(state.filter((e) => e.type === "im.vector.modular.widgets" && e.content.url), title).toEqual([]);
                expect(members(state, "invite"), title).toEqual([]);
                const told = (await alice.api.messages(id)).filter(({ content }) => content.body?.startsWith("🚫"));
                expect(told, title).toHaveLength(1);
                expect(open, title).not.toContain(id);
            }
            expect(find(await alice.api.fullState(room), "m.space.child", meeting).content, title).toEqual({});
        },
    },
};

/** Lets the nth request that names one of `rooms` fail, once; `failed` says whether there was one. */
const PATIENCE_MS = 300_000; // on a slow disk many requests take longer than the bot waits, too, and are made again

class Failure {
    failed = false;

    constructor(rooms, nth, [moment, answer]) {
        Object.assign(this, { rooms: new Set(rooms), nth, moment, answer });
    }

    watch({ path, body, answer }, moment) {
        if (path.includes("/sync") || ![...this.rooms].some((id) => decodeURIComponent(path).includes(id) || body.includes(id))) return false;
        const { room_id: made } = moment === "answered" && path.endsWith("/createRoom") ? JSON.parse(answer) : {};
        if (made) this.rooms.add(made);
        if (this.failed || moment !== this.moment || --this.nth > 0) return false;
        this.failed = true;
        return this.answer;
    }
}

/** Sends the command again and again, with the next request failing each time, until none is left to fail. */
async function failAtEach(scene, failures, name, fault) {
    const { type, begin = async () => ({}), anew, where, data, holds } = COMMANDS[name];
    const sent = [];
    let subject = await begin(scene);
    for (let nth = 1, all = false; !all; nth++) {
        const title = `${name}: ${fault} at request ${nth}`;
        if (anew && nth > 1) subject = await begin(scene);
        const room = where?.(subject) ?? scene.room;
        const failure = new Failure([room, subject.meeting ?? room, ...(subject.sessions ?? [])], nth, FAULTS[fault]);
        failures.add(failure);
        const id = await scene.alice.api.send(room, type, { data: data(scene, title, subject, nth), context: { locale: "en", timezone: "UTC" } });
        const answer = readAnswer((await scene.alice.api.reaction(room, id, { limit: PATIENCE_MS })).content);
        failures.delete(failure);
        expect(answer, title).toMatchObject({ done: true, warnings: undefined });
        await holds(scene, subject, answer, title, nth);
        sent.push({ room, id, title });
        all = !failure.failed;
    }
    return sent;
}

for (const name of Object.keys(COMMANDS))
    test(`the homeserver fails at each request of ${name}`, async ({ ownStack }) => {
        test.setTimeout(600_000);
        const stack = await ownStack({ bot: false });
        const proxy = await new Proxy(stack.homeserver.url).start();
        const account = await stack.account("parley", "Parley");
        const running = await startBot({ homeserver: proxy, account, folder: `${stack.folder}/bot`, env: { HOMESERVER_TIMEOUT: "2" } });
        const bot = stack.api(account);
        const failures = new Set();
        proxy.watch = async (request, moment) => {
            for (const failure of failures) {
                const instead = failure.watch(request, moment);
                if (instead) return instead;
            }
            return false;
        };
        const sent = await Promise.all(Object.keys(FAULTS).map(async (fault) => {
            const people = await newPeople(stack);
            const room = await createCalendarRoom({ owner: people.alice.api, bot: account.user_id });
            const commands = await failAtEach({ ...people, bot, room }, failures, name, fault);
            return commands.map((command) => ({ ...command, alice: people.alice }));
        }));
        await running.program.stop(); // it finishes what it does: nothing can come later
        for (const { alice, room, id, title } of sent.flat()) expect(await alice.api.reactions(room, id), title).toHaveLength(1);
        expect(sent.flat().length).toBeGreaterThan(2 * Object.keys(FAULTS).length);
        await proxy.stop();
    });
