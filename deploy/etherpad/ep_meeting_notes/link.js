"use strict";

// GET /auth_session?sessionID=&padName=&groupID=[&lang=]: a browser comes with its link, gets its cookie and goes on to the pad.

const cookies = require("./cookies");
const { padManager, settings } = require("./etherpad");
const { isGroup, isLanguage, isPadName, isSession } = require("./names");
const sessions = require("./sessions");
const { current } = require("./settings");

const HEADERS = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff" };
const GONE = {
    en: "This link does not work any more. Please open the notes from the meeting again.",
    de: "Dieser Link gilt nicht mehr. Bitte öffnen Sie das Protokoll noch einmal aus der Besprechung.",
};
const PAGES = ["document", "iframe", "frame"];

exports.serve = (app) => {
    app.all("/auth_session", (req, res, next) => {
        req.session = null;
        res.set(HEADERS);
        signIn(req, res).catch(next);
    });
};

async function signIn(req, res) {
    // A HEAD would use the link up.
    if (req.method !== "GET") return refuse(res.set("Allow", "GET"), 405, "Only GET.");
    const { sessionID: ticket, groupID, padName, lang } = req.query;
    if (!isSession(ticket) || !isGroup(groupID) || !isPadName(padName)) return refuse(res, 400, "This is no link to meeting notes.");
    if (isPrefetch(req)) return refuse(res, 503, "Not in advance.");
    if (!isNavigation(req)) return refuse(res, 400, "This link is a page.");

    const pad = `${groupID}$${padName}`;
    const gone = isLanguage(lang) && lang.startsWith("de") ? GONE.de : GONE.en;
    if (!(await padManager.doesPadExist(pad))) return refuse(res, 403, gone);
    const sessionID = await sessions.redeem(ticket, groupID);
    if (sessionID !== null) setCookies(req, res, groupID, sessionID);
    else if (!(await isOwn(req, ticket, groupID))) return refuse(res, 403, gone);
    res.redirect(303, `p/${encodeURIComponent(pad)}${isLanguage(lang) ? `?lang=${lang}` : ""}`);
}

const isPrefetch = (req) => /prefetch|prerender/i.test(req.get("sec-purpose") || req.get("purpose") || "");

// A picture or a script of a foreign page must not sign anybody in.
function isNavigation(req) {
    const destination = req.get("sec-fetch-dest");
    return destination === undefined || PAGES.includes(destination);
}

/** Whether this is the browser that has used the ticket, and still may read. */
async function isOwn(req, ticket, groupID) {
    const { [cookies.nameOf(groupID)]: own } = req.cookies;
    return (await sessions.isMadeOf(own, ticket)) && (await sessions.find(own, groupID)) !== null;
}

function setCookies(req, res, groupID, sessionID) {
    const { embedOrigins, sessionTtlSeconds } = current();
    const embedded = embedOrigins.length > 0;
    const scope = embedded ? "Secure; SameSite=None; Partitioned" : `${req.secure ? "Secure; " : ""}SameSite=Lax`;
    res.append("Set-Cookie", `${cookies.nameOf(groupID)}=${sessionID}; Path=/; HttpOnly; Max-Age=${sessionTtlSeconds}; ${scope}`);
    if (!embedded) return;
    // Etherpad's page keeps its view settings in a cookie and stops where the browser refuses that; in a frame it does, unless
    // the cookie is there already, and partitioned.
    const { prefix = "" } = settings.cookie || {};
    for (const name of ["prefs", "prefsHttp"]) res.append("Set-Cookie", `${prefix}${name}=%7B%7D; Path=/p/; ${scope}`);
}

const refuse = (res, status, text) => res.status(status).type("text/plain").send(`${text}\n`);
