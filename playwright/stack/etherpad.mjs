// Etherpad with our plugin, on loopback.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { freePort, Program } from "./process.mjs";

const START = resolve(import.meta.dirname, "../etherpad/start.mjs");
const PLUGIN = resolve(import.meta.dirname, "../../deploy/etherpad/ep_meeting_notes");

/**
 * Starts Etherpad from the folder of its packages, with its data in `folder`, new or as it was left. `env` adds to its settings:
 * see etherpad/start.mjs. Answers {url, apiKey, apiKeyFile, program}; program has stop, kill and start.
 */
export async function startEtherpad({ packages, folder, log = join(folder, "etherpad.log"), port, env = {}, onDeath }) {
    port ??= await freePort();
    mkdirSync(folder, { recursive: true });
    const apiKeyFile = join(folder, "api-key");
    if (!existsSync(apiKeyFile)) writeFileSync(apiKeyFile, randomBytes(32).toString("hex"), { mode: 0o600 });
    const url = `http://127.0.0.1:${port}`;
    const program = new Program({
        name: "Etherpad",
        command: process.execPath,
        args: [START],
        cwd: folder,
        log,
        env: {
            PATH: process.env.PATH,
            NODE_ENV: "production",
            NODE_PATH: [join(packages, "node_modules"), join(folder, "plugins")].join(delimiter),
            PLUGINS: PLUGIN,
            FOLDER: folder,
            PORT: String(port),
            ...env,
        },
        answers: async () => (await fetch(`${url}/api`)).ok,
        onDeath,
    });
    await program.start();
    return { url, apiKey: readFileSync(apiKeyFile, "utf8"), apiKeyFile, program };
}

/** The bot's settings for an Etherpad. */
export function notesSettings({ url, apiKeyFile }) {
    return { MEETING_NOTES_ENABLED: "true", ETHERPAD_URL: url, ETHERPAD_API_KEY_FILE: apiKeyFile };
}
