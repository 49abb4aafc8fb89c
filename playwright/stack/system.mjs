// node system.mjs PACKAGE…: installs Debian packages that are missing, or says which ones are.
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { execute } from "./process.mjs";
import { progress } from "./progress.mjs";

// A package and a file by which it is recognised.
const PROOF = {
    "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
    chromium: "/usr/bin/chromium",
    "python3-dateutil": "/usr/lib/python3/dist-packages/dateutil/rrule.py",
    "python3-icalendar": "/usr/lib/python3/dist-packages/icalendar/cal.py",
    postgresql: "/usr/bin/pg_createcluster",
    "poppler-utils": "/usr/bin/pdftotext",
    "fonts-inter": "/usr/share/fonts/opentype/inter/Inter-Regular.otf",
    "fonts-noto-color-emoji": "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
};

const missing = process.argv.slice(2).filter((name) => !existsSync(PROOF[name]));
if (missing.length > 0) {
    if (process.getuid() !== 0 || !existsSync("/usr/bin/apt-get")) {
        process.stderr.write(`Please install these packages first: ${missing.join(" ")}\n`);
        process.exit(1);
    }
    progress(`installing ${missing.join(" ")} with apt-get`);
    await apt("update", "-q");
    await apt("install", "-y", "-q", "--no-install-recommends", ...missing);
}

/** Runs apt-get; while another one is at work, as on a machine that has just started, it is waited for. */
async function apt(...args) {
    for (let waited = 0; ; waited += 2) {
        try {
            return await execute("apt-get", ["-o", "DPkg::Lock::Timeout=300", ...args], { env: { DEBIAN_FRONTEND: "noninteractive" } });
        } catch (fault) {
            if (!/Could not get lock/.test(fault.message) || waited >= 300) throw fault;
            if (waited === 0) progress("another apt-get is at work: waiting for it");
            await delay(2000);
        }
    }
}
