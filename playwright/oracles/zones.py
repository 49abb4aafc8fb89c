"""Local times to instants by Python's zoneinfo.

Arguments: a folder with zone files. Lines in and out are JSON: {"zone": name, "walls": [seconds since 1970-01-01T00:00:00 local]}
becomes {"zone": name, "sha256": of the instants, each as decimal Unix seconds and a line break}.
"""
import hashlib
import json
import sys
import zoneinfo
from datetime import datetime, timedelta

EPOCH = datetime(1970, 1, 1)
zoneinfo.reset_tzpath([sys.argv[1]])

for line in sys.stdin:
    task = json.loads(line)
    zone = zoneinfo.ZoneInfo(task["zone"])
    digest = hashlib.sha256()
    for wall in task["walls"]:
        # fold=0: the first of two, and in a gap the offset before it (PEP 495), as RFC 5545 §3.3.5 says.
        offset = (EPOCH + timedelta(seconds=wall)).replace(tzinfo=zone, fold=0).utcoffset()
        digest.update(b"%d\n" % (wall - offset // timedelta(seconds=1)))
    print(json.dumps({"zone": task["zone"], "sha256": digest.hexdigest()}), flush=True)
