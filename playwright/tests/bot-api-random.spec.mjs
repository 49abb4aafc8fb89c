// Many requests made of the OpenAPI document, right ones and broken ones: none fails the bot, and every answer is one that the
// document tells of.
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { JSONSchemaFaker as faker } from "json-schema-faker";
import { expect, newPeople, test } from "../fixtures.mjs";
import { createCalendarRoom } from "../stack/calendar.mjs";
import { createCommand } from "./meetings.mjs";
import { asker, openIdHeader } from "./programs.mjs";

const RUNS = Number(process.env.RUNS ?? 100); // of each operation
const HOSTILE = [
    null, "", "\u0000", "\ud800", "\u202e", "a".repeat(300), "{{title}}", "<script>", "../..", "' OR 1=1 --", -1, 0.5, 1e308, 2 ** 53, true, [], {}, [[[]]],
    { __proto__: { a: 1 }, constructor: 1 }, "!a/b?c#d", "@x:y", "20401003T253000", "FREQ=SECONDLY", "\n", "💥".repeat(200),
];

/** A copy of a schema that the faker can make values of: it knows only one of format and pattern. */
const forFaker = (schema) => JSON.parse(JSON.stringify(schema, (_, value) => (value?.format && value.pattern ? { ...value, pattern: undefined } : value)));

/** Everything in a JSON value that can be replaced: {holder, key}. */
function* places(holder) {
    if (holder === null || typeof holder !== "object") return;
    for (const key of Object.keys(holder)) {
        yield { holder, key };
        yield* places(holder[key]);
    }
}

/** A body that fits a schema, or is near a good one, with some of its places broken. */
function makeBody(schema, { seed, near, breaks }, good) {
    let state = seed;
    faker.option({ random: () => (state = (state * 48271) % 2147483647) / 2147483647, alwaysFakeOptionals: false, maxItems: 2, maxLength: 60, failOnInvalidTypes: false });
    const made = faker.generate(schema);
    if (near) for (const field of ["calendar", "start_time", "end_time", "widget_ids", "widgets", "external_data", "base_event_id"]) delete made[field];
    const body = near ? { ...made, ...good } : made;
    for (const { at, value } of breaks) {
        const all = [...places(body)];
        const { holder, key } = all[at % all.length] ?? {};
        if (!holder) break;
        if (value === undefined) delete holder[key];
        else holder[key] = structuredClone(value);
    }
    return JSON.stringify(body);
}

const sometimes = (arbitrary, ofTen) => fc.oneof({ weight: 10 - ofTen, arbitrary: fc.constant(null) }, { weight: ofTen, arbitrary });
const printable = fc.string({ unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) });
const header = (...values) => sometimes(fc.oneof(fc.constantFrom(...values), printable), 5);
const how = fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
    near: fc.constantFrom(true, true, false),
    breaks: fc.array(fc.record({ at: fc.nat(200), value: fc.oneof(fc.constant(undefined), fc.constantFrom(...HOSTILE), fc.jsonValue()) }), { maxLength: 2 }),
    room: fc.nat(5),
    headers: fc.record({
        "accept-language": header("de", "en-GB,de;q=0.5", "*", "q=1"), "x-timezone": header("America/New_York", "Local", "../UTC"),
        "idempotency-key": sometimes(fc.constantFrom("same", "other", "x".repeat(300)), 2),
        "content-type": sometimes(fc.constantFrom("text/plain", "application/json; charset=utf-8"), 1),
        authorization: sometimes(fc.constantFrom("Bearer x", "MX-Identity x", "Basic x", "openid", "openid"), 2),
    }),
});

test("requests made of the document", async ({ ownStack }) => {
    test.setTimeout(300_000);
    const stack = await ownStack({ env: { RATE_LIMIT_BURST: "100000" } });
    const { alice, bob } = await newPeople(stack);
    const room = await createCalendarRoom({ owner: alice.api, bot: stack.bot.userId });
    const ask = asker(stack, alice);
    const openId = await openIdHeader(stack, alice);
    const { body: document } = await ask("GET", "/openapi.json");
    const ajv = new Ajv({ strict: false, validateFormats: true });
    addFormats(ajv).addSchema(document, "document");
    const fits = (schema, value) => ajv.validate({ $ref: `document${schema}` }, value) || ajv.errorsText();
    const meeting = (await ask("POST", "/meeting/create", { ...createCommand().data, parent_room_id: room })).body.room_id;
    await alice.api.join(meeting);
    const foreign = await bob.api.createRoom({ name: "Not Alice's" });
    const rooms = [meeting, meeting, room, foreign, "!nowhere:example.org", "💥/?"];
    const seen = {};

    for (const [path, operations] of Object.entries(document.paths).reverse()) // so that meetings are closed at the end
        for (const [method, operation] of Object.entries(operations)) {
            const name = `${method} ${path}`;
            const content = operation.requestBody?.content["application/json"].schema;
            const schema = content && forFaker({ ...content, components: document.components });
            const pointer = (status, media) => ["#", "paths", path, method, "responses", status, "content", media, "schema"]
                .map((part) => encodeURIComponent(String(part).replaceAll("~", "~0").replaceAll("/", "~1"))).join("/").replace("%23", "#");
            await fc.assert(fc.asyncProperty(fc.noBias(how), async (made) => {
                const target = rooms[made.room];
                const good = path.endsWith("/create") ? { ...createCommand().data, participants: [], parent_room_id: target } : { target_room_id: target, title: "Changed" };
                if (path.endsWith("/create") && made.room > 3) delete good.parent_room_id;
                if (path.endsWith("/close")) good.method = "tombstone";
                const body = schema && makeBody(schema, made, good);
                const headers = Object.fromEntries(Object.entries(made.headers).filter(([, value]) => value !== null));
                if (headers.authorization === "openid") headers.authorization = openId;
                const answer = await ask(method.toUpperCase(), path.replace(/^\/v1/, "").replace("{roomId}", encodeURIComponent(target)), body, headers);
                const { status, text } = answer;
                const described = operation.responses[status];
                (seen[name] ??= new Set()).add(status);
                const media = answer.headers.get("content-type")?.split(";")[0];
                if (status >= 500 || !described) throw new Error(`${name} answers ${status} to ${body}: ${text}`);
                if (!described.content) return text === "" ? undefined : expect(text).toBe("");
                if (!described.content[media]) throw new Error(`${name} answers ${status} as ${media}`);
                const value = media.endsWith("json") ? JSON.parse(text) : text;
                const fit = fits(pointer(status, media), value);
                if (fit !== true) throw new Error(`${name} answers ${status} otherwise than described: ${fit}: ${text}`);
            }), { numRuns: operation.security ? RUNS : 5, seed: Number(process.env.SEED) || undefined });
        }
    for (const [name, statuses] of Object.entries({ "post /v1/meeting/create": [201, 400], "put /v1/meeting/update": [200, 400, 404], "post /v1/meeting/close": [201, 404] }))
        expect([...seen[name]], name).toEqual(expect.arrayContaining(statuses));
    expect((await fetch(`${stack.bot.url}/v1/health`)).status).toBe(200);
});
