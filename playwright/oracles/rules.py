"""Expands recurrence rules with python-dateutil, an engine independent of ours.

Reads one JSON object a line from standard input and answers each with one line:

    {"rule": "FREQ=DAILY", "start": "20240101T090000", "from": "20240101T000000",
     "to": "20240201T000000", "zone": "Europe/Berlin"}
    {"walls": ["20240101T090000", …], "instants": [1704096000, …]}

walls are local times from `from` to `to`, instants the same in seconds since 1970, by
zoneinfo: fold=0 is the first of two, and moves a time in a gap forward by the gap. A
rule that cannot be expanded is answered with {"error": "…"}. It runs with Debian's
python3-dateutil: /usr/bin/python3 rules.py.
"""
import datetime
import json
import sys
import types
import warnings
import zoneinfo

import dateutil.rrule

FORM = "%Y%m%dT%H%M%S"
warnings.simplefilter("ignore")

# dateutil looks for dates until the year 9999, however long that takes: here until the
# end of the window.
bounded = types.SimpleNamespace(**vars(datetime))
dateutil.rrule.datetime = bounded


def expand(case):
    start, low, high = (datetime.datetime.strptime(case[k], FORM) for k in ("start", "from", "to"))
    bounded.MAXYEAR = max(start, high).year
    walls = []
    for wall in dateutil.rrule.rrulestr(case["rule"], dtstart=start):
        if wall > high:
            break
        if wall >= low:
            walls.append(wall)
    zone = zoneinfo.ZoneInfo(case["zone"])
    return {
        "walls": [w.strftime(FORM) for w in walls],
        "instants": [int(w.replace(tzinfo=zone, fold=0).timestamp()) for w in walls],
    }


for line in sys.stdin:
    try:
        answer = expand(json.loads(line))
    except Exception as error:
        answer = {"error": repr(error)}
    print(json.dumps(answer), flush=True)
