// A homeserver's address with a watcher in between: it sees each request and can end things at an exact moment.
import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";

/** The moments of a request, in their order. */
export const MOMENTS = ["before", "during", "answered", "after"];

/** What takes the place of an answer that never comes. */
export const SILENCE = "silence";

/**
 * Passes requests on to `target`. For each, `watch(request, moment)` is called and awaited:
 * before    nothing has been passed on
 * during    the homeserver has the request
 * answered  the homeserver has answered, the asker does not know
 * after     the asker has the answer
 * request is {method, path, body, answer?}. When watch answers true, the connection is cut; when it answers
 * {status, body}, before or answered, that is the answer; with SILENCE there is none, until the asker hangs up.
 */
export class Proxy {
    #server = createServer((request, response) => this.#pass(request, response).catch(() => response.destroy()));

    watch = async () => false;

    constructor(target) {
        this.target = new URL(target);
    }

    async start() {
        await new Promise((resolve, reject) => this.#server.once("error", reject).listen(0, "127.0.0.1", resolve));
        this.url = `http://127.0.0.1:${this.#server.address().port}`;
        return this;
    }

    async stop() {
        this.#server.closeAllConnections();
        await new Promise((resolve) => this.#server.close(resolve));
    }

    async #pass(incoming, response) {
        const seen = { method: incoming.method, path: incoming.url, body: await buffer(incoming) };
        const instead = await this.watch(seen, "before");
        if (instead) return end(response, instead);
        const { hostname, port } = this.target;
        const { method, headers } = incoming;
        const outgoing = send({ hostname, port, method, path: incoming.url, headers, agent: false });
        response.once("close", () => outgoing.destroy());
        const answer = await new Promise((resolve, reject) => {
            outgoing.once("response", resolve).once("error", reject);
            outgoing.end(seen.body, async () => {
                if (await this.watch(seen, "during")) response.destroy();
            });
        });
        seen.answer = await buffer(answer);
        const lost = await this.watch(seen, "answered");
        if (lost) return end(response, lost);
        response.writeHead(answer.statusCode, { "content-type": answer.headers["content-type"] ?? "text/plain" });
        response.end(seen.answer, () => this.watch(seen, "after"));
    }
}

function end(response, how) {
    if (how === SILENCE) return;
    if (how === true) return response.destroy();
    response.writeHead(how.status, { "content-type": "application/json" });
    response.end(how.body);
}
