// What the stories about the existing system's scenarios share: a person's meeting in each language, and what people read. The texts
// stand whole in the folder expected, to be read by people; --update-snapshots writes them anew.
import { expect, test } from "../fixtures.mjs";
import { answerTo, CREATE, createCommand, timeline } from "./meetings.mjs";

export const UPDATE = "net.nordeck.meetings.meeting.update";
export const CLOSE = "net.nordeck.meetings.meeting.close";
export const WIDGETS = "net.nordeck.meetings.meeting.widgets.handle";
export const PEOPLE = "net.nordeck.meetings.meeting.participants.handle";
export const MESSAGES = "net.nordeck.meetings.meeting.change.message_permissions";
export const BREAKOUTS = "net.nordeck.meetings.breakoutsessions.create";
export const ALL = "net.nordeck.meetings.sub_meetings.send_message";
export const METADATA = "net.nordeck.meetings.metadata";

const WORDS = {
    en: { title: "My Meeting", other: "New Meeting", description: "My Description", groups: ["Group 1", "Group 2"], back: "Please come back." },
    de: { title: "Meine Besprechung", other: "Neue Besprechung", description: "Meine Beschreibung", groups: ["Gruppe 1", "Gruppe 2"], back: "Bitte zurückkommen." },
};

export const zoned = (value) => ({ tzid: "Europe/Berlin", value });

/** A calendar entry on a day of October 2040. */
export function on(day, from = "1030", to = "1130", more = {}) {
    return { uid: "one", dtstart: zoned(`204010${day}T${from}00`), dtend: zoned(`204010${day}T${to}00`), ...more };
}

export const daily = on("03", "1030", "1130", { rrule: "FREQ=DAILY;COUNT=5" });

/** Names of the widgets of a room. */
export function widgets(state) {
    return state.filter(({ type, content }) => type === "im.vector.modular.widgets" && content.url).map(({ content }) => content.name).sort();
}

/** What people read in a room that the bot has written, in its order. */
export async function heard(person, room, bot) {
    const events = (await timeline(person.api, room)).filter(({ sender }) => sender === bot);
    return events.flatMap(({ type, content, state_key }) => {
        if (type === "m.room.message") return [content.body];
        if (type === "m.room.tombstone") return [`† ${content.body}`];
        return type === "m.room.member" && content.reason ? [`${content.membership} ${state_key}:\n${content.reason}`] : [];
    });
}

/** Compares what people read with what is on record for a scenario. */
export function reads(id, language, ...texts) {
    const plain = texts.flat().join("\n\n")
        .replace(/!\w+:parley\.localhost|%21\w+(:|%3A)parley\.localhost|\$[\w-]{43}/g, "…")
        .replace(/@(\w+)[\w-]*:parley\.localhost/g, "@$1")
        .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1");
    expect(`${plain}\n`).toMatchSnapshot(`E2E-${id}-${language}.txt`);
}

/** A story that is told in both languages side by side. Bob is another person in each. */
export function scenario(id, what, story) {
    test(`E2E-${id} ${what}`, async ({ stack, calendar: { alice, bob, carol, room } }) => {
        const stories = Object.entries(WORDS).map(([language, words]) => new Scenario(id, language, words, stack, { alice, bob: { en: bob, de: carol }[language], room }));
        await Promise.all(stories.map((s) => story(s)));
    });
}

/** One language's part of a story, in a calendar room of Alice's. */
class Scenario {
    constructor(id, language, words, stack, people) {
        Object.assign(this, { id, language, words, stack, bot: stack.bot.userId, ...people });
    }

    reads(...texts) {
        reads(this.id, this.language, ...texts);
    }

    /** The answer to somebody's command. */
    async tell(person, room, type, data) {
        return answerTo(person.api, room, await person.api.send(room, type, { data, context: { locale: this.language, timezone: "Europe/Berlin" } }));
    }

    /** The same for one that is done without a warning. */
    async done(...command) {
        const answer = await this.tell(...command);
        expect(answer).toMatchObject({ done: true, warnings: undefined });
        return answer;
    }

    /** A meeting of Alice's, who has joined it, and how it is changed and read. */
    async meet(data) {
        const { title, description } = this.words;
        const { room } = await this.done(this.alice, this.room, CREATE, { ...createCommand().data, title, description, calendar: [on("03")], ...data });
        return { change: (type, fields) => this.done(this.alice, room, type, { target_room_id: room, ...fields }), ...(await this.enter(room)) };
    }

    /** Alice joins a meeting: its room, how it is, and what is written there from now on. */
    async enter(room) {
        await this.alice.api.join(room);
        const before = (await heard(this.alice, room, this.bot)).length;
        return {
            meeting: room,
            state: () => this.alice.api.fullState(room),
            calendar: async () => (await this.alice.api.state(room, METADATA)).calendar,
            news: async () => (await heard(this.alice, room, this.bot)).slice(before),
        };
    }
}
