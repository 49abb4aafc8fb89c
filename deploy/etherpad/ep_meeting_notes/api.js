"use strict";

// POST /readSession/<call>: what the bot asks for, with the API key and all else as a form in the body. Answers are those of
// Etherpad's own API: {code, message, data}.

const { createHash, timingSafeEqual } = require("crypto");
const { apiHandler, apiKey } = require("./etherpad");
const messages = require("./messages");
const sessions = require("./sessions");

const BODY_LIMIT = 16 * 1024;
const FORM = /^application\/x-www-form-urlencoded\b/i;
const API_VERSION = "1.2.15";

const CALLS = {
    createReadSession: (form) => sessions.createTicket(form, "read"),
    createWriteSession: (form) => sessions.createTicket(form, "write"),
    revokeAuthor: async (form) => {
        const ended = await sessions.revoke(form);
        return { revoked: ended.length, dropped: messages.cut(ended) };
    },
    deleteSession: async (form) => ({ dropped: messages.cut(await sessions.delete(form)) }),
    deleteGroup: async (form) => {
        let dropped = 0;
        const ended = await sessions.deleteGroup(form, (each) => (dropped = messages.cut(each)));
        return { revoked: ended.length, dropped };
    },
};

exports.serve = (app) => {
    for (const [name, call] of Object.entries(CALLS)) app.all(`/readSession/${name}`, route(call));
};

const route = (call) => async (req, res) => {
    req.session = null;
    res.set("Cache-Control", "no-store");
    const answer = (status, code, message, data = null) => res.status(status).json({ code, message, data });
    if (req.method !== "POST") return answer(405, 3, "only POST");
    try {
        const form = await readForm(req);
        if (form === null) return answer(400, 1, "a form in the body is expected");
        if (!(await hasKey(form.apikey, req, res))) return answer(401, 4, "no or wrong API Key");
        answer(200, 0, "ok", await call(form));
    } catch (err) {
        if (err.name === "apierror") return answer(200, 1, err.message);
        console.error(`ep_meeting_notes: ${err.stack || err}`);
        answer(500, 2, "internal error");
    }
};

/** The fields of the body; null when there is no form, or it is too long. */
async function readForm(req) {
    if (!FORM.test(req.get("content-type") || "") || Number(req.get("content-length")) > BODY_LIMIT) return null;
    const chunks = [];
    let length = 0;
    for await (const chunk of req) {
        length += chunk.length;
        if (length > BODY_LIMIT) return null;
        chunks.push(chunk);
    }
    return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
}

/** Compares in constant time; where Etherpad does not tell its key, it is asked itself. */
async function hasKey(given, req, res) {
    if (!given) return false;
    const key = apiKey();
    if (key !== "") return timingSafeEqual(digest(given), digest(key));
    try {
        await apiHandler.handle(API_VERSION, "checkToken", { apikey: given }, req, res);
        return true;
    } catch (err) {
        if (err.statusCode === 401) return false;
        throw err;
    }
}

const digest = (text) => createHash("sha256").update(text).digest();
