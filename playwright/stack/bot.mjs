// The product: bin/parley with bot, API and widget, beside a homeserver.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SERVER_NAME } from "./homeserver.mjs";
import { execute, freePort, Program } from "./process.mjs";

/** The program that `make build` makes. */
export const PARLEY = resolve(import.meta.dirname, "../../bin/parley");

/** Writes the registration of the bot as an application service, and answers its account, with the file and the bot's port. */
export async function makeRegistration(file) {
    const port = await freePort();
    const user_id = `@parley:${SERVER_NAME}`;
    if (!existsSync(file)) {
        const env = { BOT_USERNAME: user_id, PUBLIC_URL: `http://127.0.0.1:${port}`, HOMESERVER_URL: "http://127.0.0.1", APPSERVICE_REGISTRATION: file };
        writeFileSync(file, await execute(PARLEY, ["registration"], { env }), { mode: 0o600 });
    }
    const [, registered, access_token] = readFileSync(file, "utf8").match(/url: .*:(\d+)\nas_token: (\S+)/);
    return { user_id, access_token, display_name: "Parley", registration: file, port: Number(registered) };
}

/**
 * Starts the bot as `account`, with its data in `folder`, new or as it was left; or of it the part `web`, which only serves the
 * widget. `env` adds to or replaces its settings. Answers {url, widget, cockpit, userId, program}.
 */
export async function startBot({ homeserver, account, folder, log = join(folder, "bot.log"), port, env = {}, part = "serve", onDeath, limit }) {
    if (!existsSync(PARLEY)) throw new Error(`${PARLEY} is missing. Run make build first.`);
    port ??= account.port ?? (await freePort());
    mkdirSync(folder, { recursive: true });
    const url = `http://127.0.0.1:${port}`;
    const program = new Program({
        name: "The bot",
        command: PARLEY,
        args: [part],
        cwd: folder,
        log,
        env: {
            PATH: process.env.PATH,
            HOMESERVER_URL: homeserver.url,
            BOT_USERNAME: account.user_id,
            ...(account.registration ? { APPSERVICE_REGISTRATION: account.registration, BOT_DISPLAYNAME: "Parley" } : { BOT_PASSWORD: account.password }),
            PUBLIC_URL: url,
            BIND_ADDRESS: "127.0.0.1",
            PORT: String(port),
            STORAGE_FILE_DATA_PATH: folder,
            ...env,
        },
        answers: async () => (await fetch(part === "web" ? url : `${url}/v1/health`)).ok,
        onDeath,
        limit,
    });
    await program.start();
    return { url, widget: `${url}/`, cockpit: `${url}/cockpit/`, userId: account.user_id, program };
}
