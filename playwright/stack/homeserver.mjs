// A Dendrite homeserver on loopback, with SQLite in a folder of its own. It reaches no other machine.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute, freePort, Program } from "./process.mjs";

export const SERVER_NAME = "parley.localhost";

const START_TRIES = 5;

/**
 * Starts a homeserver with its data in `folder`, new or as it was left. New rooms have the version `roomVersion`; `registration` is the
 * file of an application service.
 * Answers {url, serverName, registrationSecret, program}; program has stop, kill and start.
 */
export async function startHomeserver({ programs, folder, log = join(folder, "homeserver.log"), port, roomVersion = "11", registration, onDeath }) {
    port ??= await freePort();
    mkdirSync(folder, { recursive: true });
    const registrationSecret = secretOf(folder);
    await makeSigningKey(programs, folder);
    writeFileSync(join(folder, "dendrite.yaml"), configuration(registrationSecret, roomVersion, registration), { mode: 0o600 });

    const url = `http://127.0.0.1:${port}`;
    const program = new Dendrite({
        name: "The homeserver",
        command: join(programs, "dendrite"),
        args: ["--config", "dendrite.yaml", "--http-bind-address", `127.0.0.1:${port}`],
        cwd: folder,
        log,
        answers: async () => (await fetch(`${url}/_matrix/client/versions`)).ok,
        onDeath,
    });
    await program.start();
    return { url, serverName: SERVER_NAME, registrationSecret, program };
}

/**
 * Started on data that holds unfinished work, Dendrite sometimes handles that before all of it is up, and dies of it.
 * The next start comes up clean.
 */
class Dendrite extends Program {
    async start() {
        const { onDeath } = this;
        this.onDeath = () => {}; // until it is up
        try {
            for (let tries = START_TRIES; !this.running; tries--)
                await super.start().catch((error) => {
                    if (this.running || tries === 1) throw error;
                });
        } finally {
            this.onDeath = onDeath;
        }
    }
}

function secretOf(folder) {
    const file = join(folder, "registration-secret");
    if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
    return readFileSync(file, "utf8");
}

async function makeSigningKey(programs, folder) {
    const key = join(folder, "signing-key.pem");
    if (!existsSync(key)) await execute(join(programs, "generate-keys"), ["--private-key", key]);
}

// Federation stays on because the OpenID endpoint belongs to it, but every network is denied.
const configuration = (registrationSecret, roomVersion, registration) => `version: 2
global:
  server_name: ${SERVER_NAME}
  private_key: signing-key.pem
  disable_federation: false
  trusted_third_party_id_servers: []
  presence: {enable_inbound: false, enable_outbound: false}
  jetstream: {addresses: [], storage_path: ./jetstream, topic_prefix: Parley}
  cache: {max_size_estimated: 64mb, max_age: 1h}
client_api:
  registration_disabled: true
  guests_disabled: true
  registration_shared_secret: ${registrationSecret}
  rate_limiting: {enabled: false}
app_service_api: {config_files: [${registration ? JSON.stringify(registration) : ""}]}
federation_api:
  database: {connection_string: "file:federation.db"}
  send_max_retries: 0
  key_perspectives: []
  deny_networks: ["0.0.0.0/0", "::/0"]
  allow_networks: []
key_server: {database: {connection_string: "file:key.db"}}
media_api: {base_path: ./media, database: {connection_string: "file:media.db"}}
relay_api: {database: {connection_string: "file:relay.db"}}
room_server: {default_room_version: "${roomVersion}", database: {connection_string: "file:room.db"}}
sync_api: {database: {connection_string: "file:sync.db"}, search: {enabled: false}}
user_api: {bcrypt_cost: 4, account_database: {connection_string: "file:user.db"}}
mscs: {database: {connection_string: "file:mscs.db"}}
logging: [{type: std, level: warn}]
`;
