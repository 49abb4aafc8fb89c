// node playwright/oracles/intl.mjs > bot/talk/testdata/intl.json: what ICU says, for the test of the bot's dates. Needs a
// Node with all of ICU (20 and later have it).
const locales = ["en-US", "en-GB", "en-AU", "en-CA", "de-DE", "de-AT"];
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];
const spans = [
    ["same day", "2026-11-24T09:00Z", "2026-11-24T10:30Z"],
    ["over noon", "2026-11-24T02:30Z", "2026-11-24T16:45Z"],
    ["no length", "2026-11-24T09:00Z", "2026-11-24T09:00Z"],
    ["over midnight", "2026-11-24T15:00Z", "2026-11-25T06:00Z"],
    ["two days of a month", "2026-06-02T09:00Z", "2026-06-04T15:30Z"],
    ["two months", "2026-06-29T09:00Z", "2026-07-02T15:30Z"],
    ["two years", "2026-12-30T09:00Z", "2027-01-02T15:30Z"],
    ["clocks forward in Berlin", "2026-03-29T00:30Z", "2026-03-29T02:30Z"],
    ["clocks back in Berlin", "2026-10-25T00:30Z", "2026-10-25T01:30Z"],
    ["clocks forward in New York", "2026-03-08T06:30Z", "2026-03-08T08:30Z"],
    ["clocks back in New York", "2026-11-01T05:15Z", "2026-11-01T07:30Z"],
    ["clocks forward on Lord Howe", "2026-10-03T15:15Z", "2026-10-03T17:00Z"],
    ["over a change of offset by days", "2026-10-24T08:00Z", "2026-10-26T08:00Z"],
    ["one end in the next year", "2026-12-31T22:15Z", "2027-01-01T01:00Z"],
];
const lists = [[], ["a"], ["a", "b"], ["a", "b", "c"], ["first", "{0} & <b>", "", "x"]];

function write(locale) {
    const utc = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    const dates = ["2040-10-03", "2026-02-28", "1970-01-01", "9999-12-31"];
    const months = Array.from({ length: 12 }, (_, m) => Date.UTC(2000, m, 29));
    const days = Array.from({ length: 7 }, (_, d) => Date.UTC(2000, 0, 2 + d)); // from Sunday
    return {
        dates: Object.fromEntries(dates.map((d) => [d, utc({ dateStyle: "long" }).format(new Date(d))])),
        monthDays: months.map((t) => utc({ month: "long", day: "numeric" }).format(t)),
        months: months.map((t) => utc({ month: "long" }).format(t)),
        weekdays: days.map((t) => utc({ weekday: "long" }).format(t)),
        and: lists.map((l) => new Intl.ListFormat(locale).format(l)),
        or: lists.map((l) => new Intl.ListFormat(locale, { type: "disjunction" }).format(l)),
        zoned: Object.fromEntries(zones.map((zone) => [zone, spans.map((s) => zoned(locale, zone, s))])),
        shortNames: Object.fromEntries(Intl.supportedValuesOf("timeZone").map((zone) => [zone, shortNames(locale, zone)])),
    };
}

function zoned(locale, timeZone, [, from, to]) {
    const format = new Intl.DateTimeFormat(locale, {
        weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short", timeZone,
    });
    return format.formatRange(new Date(from), new Date(to));
}

/** In January and in July. */
function shortNames(locale, timeZone) {
    const format = new Intl.DateTimeFormat(locale, { hour: "numeric", timeZoneName: "short", timeZone });
    return [0, 6].map((m) => format.formatToParts(Date.UTC(2026, m, 15, 12)).find((p) => p.type === "timeZoneName").value);
}

const written = Object.fromEntries(locales.map((l) => [l, write(l)]));
const lines = (value, depth) => depth > 0 && value instanceof Object && !Array.isArray(value)
    ? `{\n${Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${lines(v, depth - 1)}`).join(",\n")}\n}`
    : JSON.stringify(value);
console.log(lines({ icu: process.versions.icu, cldr: process.versions.cldr, zones, spans, lists, locales: written }, 4));
