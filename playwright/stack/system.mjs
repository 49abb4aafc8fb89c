// node system.mjs PACKAGE…: installs Debian packages that are missing, or says which ones are.
import { existsSync } from "node:fs";
import { execute } from "./process.mjs";
import { progress } from "./progress.mjs";

// A package and a file by which it is recognised.
const PROOF = {
    "ca-certificates": "/etc/ssl/certs/ca-certificates.crt",
    chromium: "/usr/bin/chromium",
    "python3-dateutil": "/usr/lib/python3/dist-packages/dateutil/rrule.py",
    "python3-icalendar": "/usr/lib/python3/dist-packages/icalendar/cal.py",
    "fonts-noto-color-emoji": "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
};

const missing = process.argv.slice(2).filter((name) => !existsSync(PROOF[name]));
if (missing.length > 0) {
    if (process.getuid() !== 0 || !existsSync("/usr/bin/apt-get")) {
        process.stderr.write(`Please install these packages first: ${missing.join(" ")}\n`);
        process.exit(1);
    }
    progress(`installing ${missing.join(" ")} with apt-get`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await execute("apt-get", ["update", "-q"], { env });
    await execute("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing], { env });
}
