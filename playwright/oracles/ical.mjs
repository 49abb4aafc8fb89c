// Reads calendar files with ical.js. Input: one JSON object {"name", "file"} per line; output: one {"name", "starts":
// [seconds since 1970], "texts": [...], "error"} per line. Times are resolved by the VTIMEZONE of the file.
import { createInterface } from "node:readline";
import ICAL from "ical.js";

function read(file) {
    const calendar = new ICAL.Component(ICAL.parse(file));
    const zones = new Map(calendar.getAllSubcomponents("vtimezone").map((c) => [c.getFirstPropertyValue("tzid"), new ICAL.Timezone(c)]));
    const starts = [];
    const texts = [];
    for (const event of calendar.getAllSubcomponents("vevent")) {
        const property = event.getFirstProperty("dtstart");
        const start = property.getFirstValue();
        const tzid = property.getParameter("tzid");
        if (tzid) start.zone = zones.get(tzid);
        starts.push(start.toUnixTime());
        const description = event.getFirstPropertyValue("description");
        if (description === null) continue;
        const names = event.getAllProperties("attendee").map((p) => p.getParameter("cn") ?? "");
        texts.push([event.getFirstPropertyValue("summary"), description, ...names]);
    }
    return { starts, texts };
}

for await (const line of createInterface({ input: process.stdin })) {
    const { name, file } = JSON.parse(line);
    let answer;
    try {
        answer = read(file);
    } catch (error) {
        answer = { error: String(error) };
    }
    process.stdout.write(JSON.stringify({ name, ...answer }) + "\n");
}
