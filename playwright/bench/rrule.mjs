// The month window of shared/calendar/bench_test.go with npm's rrule: the same series, rules read for each, as a client without
// a core of its own does it. Prints JSON: {ms: of the window, after: of the next occurrence, occurrences, checksum}.
import rrule from "rrule";

const MEETINGS = 10_000;
const DAY = 86_400_000;
const FROM = Date.UTC(2026, 2, 1);
const TO = Date.UTC(2026, 3, 1);
const RULES = [
    "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE",
    "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "FREQ=DAILY;INTERVAL=3",
    "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=20",
];
const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London", "Australia/Sydney", "America/Los_Angeles", "UTC"];

const series = Array.from({ length: MEETINGS }, (_, i) => ({
    rule: RULES[i % 10], zone: ZONES[i % 7], start: new Date(Date.UTC(2021, 2, 1 + (i % 28), 8 + (i % 9), 5 + 10 * (i % 4))),
}));
const offsets = Object.fromEntries(ZONES.map((zone) => [zone, offsetsOf(zone)]));
const [ms, starts] = timed(() => series.flatMap(window));
const [after] = timed(() => expansion("FREQ=DAILY", new Date(Date.UTC(2006, 2, 2, 9))).after(new Date(FROM)));
const checksum = starts.reduce((sum, start) => (sum + start / 1000) % 1_000_003, 0);
console.log(JSON.stringify({ ms, after, occurrences: starts.length, checksum }));

function timed(work) {
    const begin = performance.now();
    const result = work();
    return [performance.now() - begin, result];
}

function expansion(rule, start) {
    return new rrule.RRule({ ...rrule.RRule.parseString(rule), dtstart: start });
}

/** The instants in the window: rrule counts in local time, which is taken for UTC here. */
function window({ rule, zone, start }) {
    const local = expansion(rule, start).between(new Date(FROM - DAY), new Date(TO + DAY), true);
    return local.map((wall) => wall - offsets[zone](wall)).filter((at) => at >= FROM && at < TO);
}

/** From local times in the window, none of them near a change of offset, to local time minus UTC; ready before time is taken. */
function offsetsOf(zone) {
    const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
    const offset = (at) => {
        const [, sign, hours, minutes] = format.format(at).match(/GMT(?:([+-])(\d+):(\d+))?/);
        return hours ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
    };
    const noons = new Map();
    for (let day = FROM - 2 * DAY; day < TO + 2 * DAY; day += DAY) noons.set(day, offset(day + DAY / 2));
    return (wall) => noons.get(Math.floor(wall / DAY) * DAY);
}
