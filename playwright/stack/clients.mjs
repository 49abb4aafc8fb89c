// Serves a browser client on loopback. Every person has an address of their own, http://<name>.localhost:<port>/, and is signed
// in there: separate origins keep their storage apart, and one person's page cannot read another's.
import { createReadStream, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname, join, relative } from "node:path";

const TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
};

/** What a client needs to know: its config.json for a person, and its content security policy. */
const KINDS = {
    light: {
        policy: ({ homeserver }) =>
            `default-src 'self'; img-src 'self' data: blob: ${homeserver}; connect-src 'self' ${homeserver}; ` +
            "frame-src http: https:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
        config: ({ homeserver, people, room, session }) => ({ homeserver, session, people, room }),
    },
    element: {
        policy: () => undefined, // in its page
        config: ({ homeserver, room, session }) => ({
            default_server_config: { "m.homeserver": { base_url: homeserver } },
            disable_guests: true,
            disable_3pid_login: true,
            integrations_ui_url: null,
            integrations_rest_url: null,
            integrations_widgets_urls: null,
            embedded_pages: { login_for_welcome: true },
            setting_defaults: { "UIFeature.registration": false, "UIFeature.passwordReset": false, "FTUE.userOnboardingButton": false },
            features: { feature_release_announcement: false },
            parley_session: session,
            parley_room: room,
        }),
    },
};

export class ClientServer {
    #people = new Map();
    #server;

    /** kind is `light` or `element`, folder holds the built client, homeserver is its address. */
    constructor({ kind, folder, homeserver }) {
        Object.assign(this, { kind: KINDS[kind], homeserver, tag: `"${basename(folder)}"`, files: filesOf(folder) });
    }

    /** The room that clients show first. */
    room;

    /** Starts to listen; port 0 chooses a free one. */
    async start(port = 0) {
        this.#server = createServer((request, response) => this.#answer(request, response));
        await new Promise((resolve, reject) => this.#server.once("error", reject).listen(port, "127.0.0.1", resolve));
        this.port = this.#server.address().port;
    }

    async stop() {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }

    /** Lets a person be signed in at an address of their own, and answers this address. */
    add(account) {
        const label = account.user_id.slice(1).split(":")[0];
        this.#people.set(label, account);
        return `http://${label}.localhost:${this.port}/`;
    }

    #answer(request, response) {
        const host = (request.headers.host ?? "").replace(/:\d+$/, "");
        // Any other name would let a page on the internet reach this server by pointing its name here.
        if (host !== "127.0.0.1" && host !== "localhost" && !host.endsWith(".localhost")) return response.writeHead(421).end();
        if (request.method !== "GET" && request.method !== "HEAD") return response.writeHead(405).end();
        const path = request.url.split("?", 1)[0];
        if (path === "/config.json") return this.#answerConfig(host, response);
        const file = this.files.get(path === "/" ? "/index.html" : path);
        if (!file) return response.writeHead(404).end();
        if (request.headers["if-none-match"] === this.tag) return response.writeHead(304).end();
        response.writeHead(200, this.#headers(file));
        if (request.method === "HEAD") return response.end();
        createReadStream(file.path).pipe(response);
    }

    #headers(file) {
        const policy = this.kind.policy(this);
        return {
            "content-type": TYPES[extname(file.path)] ?? "application/octet-stream",
            "content-length": file.size,
            "cache-control": "no-cache",
            "x-content-type-options": "nosniff",
            etag: this.tag,
            ...(policy && { "content-security-policy": policy }),
        };
    }

    #answerConfig(host, response) {
        const [first] = this.#people.values();
        const account = host.endsWith(".localhost") ? this.#people.get(host.slice(0, -".localhost".length)) : first;
        const people = [...this.#people].map(([label, { display_name }]) => ({
            name: display_name,
            url: `http://${label}.localhost:${this.port}/`,
        }));
        const session = account && {
            user_id: account.user_id,
            access_token: account.access_token,
            device_id: account.device_id,
            name: account.display_name,
        };
        response.writeHead(200, { "content-type": TYPES[".json"], "cache-control": "no-store", "x-content-type-options": "nosniff" });
        response.end(JSON.stringify(this.kind.config({ homeserver: this.homeserver, people, room: this.room, session })));
    }
}

/** Address path → file. Nothing outside of this list is ever served. */
function filesOf(folder) {
    const files = new Map();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath ?? entry.path, entry.name);
        files.set(`/${relative(folder, path)}`, { path, size: statSync(path).size });
    }
    return files;
}
