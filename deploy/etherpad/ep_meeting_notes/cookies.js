"use strict";

// Each group has a cookie of its own, so that several meetings are open in one browser. Etherpad's own cookie, sessionID, is
// what a request stands on; it is set here, to exactly one session, and never to what the browser has sent.

const { isSession, padOf } = require("./names");
const sessions = require("./sessions");

const WITHOUT_WEB_SESSION = /^\/(?:api|static|javascripts|locales|pluginfw)(?:[/.]|$)|^\/(?:robots\.txt|favicon\.ico)$/;
const PAD_PAGE = /^\/p\/([^/]+)(\/(?:\d+\/)?export\/)?/i;

exports.nameOf = (groupID) => `notes_${groupID.slice(2)}`;

/** The cookies of a header; of those with one name the first, as for Express. */
exports.parse = (header) => {
    const cookies = new Map();
    for (const pair of String(header || "").split(";")) {
        const at = pair.indexOf("=");
        const name = pair.slice(0, Math.max(at, 0)).trim();
        if (name && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim());
    }
    return cookies;
};

/** Express: chooses the session on which a request stands. */
exports.choose = (req, res, next) => {
    // Etherpad 1.8 keeps a web session for each request that brings none; files and API calls need none.
    if (WITHOUT_WEB_SESSION.test(req.path)) req.session = null;
    sessionOf(req, res).then((sessionID) => {
        req.cookies = { ...req.cookies, sessionID };
        next();
    }, next);
};

async function sessionOf(req, res) {
    const [, id, isExport] = PAD_PAGE.exec(req.path) || [];
    const pad = id === undefined ? null : padOf(decodeURIComponent(id));
    if (pad === null) return undefined;
    const { [exports.nameOf(pad.groupID)]: own, sessionID } = req.cookies || {};
    if (await sessions.find(own, pad.groupID)) return own;
    if (!isExport || !isSession(sessionID)) return undefined;
    // The bot fetches an export with a ticket, which is good for this one request.
    const giveBack = await sessions.lend(sessionID, pad.groupID);
    if (giveBack === null) return undefined;
    res.once("close", () => giveBack().catch((err) => console.error(`ep_meeting_notes: ${err.stack}`)));
    return sessionID;
}
