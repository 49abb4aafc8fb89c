// Expands recurrence rules with npm's rrule or ical.js, engines independent of ours:
// node rules.mjs rrule, or node rules.mjs ical. Lines of JSON in and out as in rules.py,
// without zones and instants.
import readline from "node:readline";
import ICAL from "ical.js";
import rrule from "rrule";

const form = (s) => `${s.slice(0, 4)}-${s.slice(4, 6)}-${s.slice(6, 8)}T${s.slice(9, 11)}:${s.slice(11, 13)}:${s.slice(13, 15)}`;
const plain = (s) => s.replaceAll(/[-:]/g, "").slice(0, 15);

const engines = {
    rrule({ rule, start, from, to }) {
        const options = rrule.RRule.parseString(rule);
        const dtstart = new Date(`${form(start)}Z`);
        const walls = [];
        new rrule.RRule({ ...options, dtstart }).all((date) => {
            const wall = plain(date.toISOString());
            if (wall <= to && wall >= from) walls.push(wall);
            return wall <= to;
        });
        return walls;
    },
    ical({ rule, start, from, to }) {
        const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(form(start)));
        const year = Number(from.slice(0, 4));
        const walls = [];
        for (let time = iterator.next(); time; time = iterator.next()) {
            if (time.year < year) continue; // most of the time went into texts
            const wall = plain(time.toString());
            if (wall > to) break;
            if (wall >= from) walls.push(wall);
        }
        return walls;
    },
};

const expand = engines[process.argv[2]];
for await (const line of readline.createInterface({ input: process.stdin })) {
    let answer;
    try {
        answer = { walls: expand(JSON.parse(line)) };
    } catch (error) {
        answer = { error: String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
}
