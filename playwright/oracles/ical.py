# Reads calendar files with Debian's python3-icalendar. Input: one JSON object {"name", "file"} per line; output: one
# {"name", "starts": [seconds since 1970], "texts": [...], "error"} per line. Times are resolved by the VTIMEZONE of the file.
import json
import sys

import pytz
from icalendar import Calendar


def resolve(zone, wall):
    """RFC 5545 §3.3.5: a time that is there twice is the first, one that is not there moves on by the gap."""
    try:
        return zone.localize(wall, is_dst=None)
    except pytz.AmbiguousTimeError:
        return min(zone.localize(wall, is_dst=True), zone.localize(wall, is_dst=False))
    except pytz.NonExistentTimeError:
        return max(zone.localize(wall, is_dst=True), zone.localize(wall, is_dst=False))


def people(event):
    found = event.get("ATTENDEE", [])
    return [str(p.params.get("CN", "")) for p in (found if isinstance(found, list) else [found])]


def read(file):
    calendar = Calendar.from_ical(file)
    zones = {str(c["TZID"]): c.to_tz() for c in calendar.walk("VTIMEZONE")}
    starts, texts = [], []
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"]
        wall = start.dt.replace(tzinfo=None)
        zone = zones[start.params["TZID"]] if "TZID" in start.params else pytz.utc
        starts.append(int(resolve(zone, wall).timestamp()))
        if "DESCRIPTION" in event:
            texts.append([str(event["SUMMARY"]), str(event["DESCRIPTION"]), *people(event)])
    return {"starts": starts, "texts": texts}


for line in sys.stdin:
    task = json.loads(line)
    try:
        answer = read(task["file"])
    except Exception as error:  # the test says which file cannot be read, and why
        answer = {"error": repr(error)}
    print(json.dumps({"name": task["name"], **answer}))
