"use strict";

// Which addresses are open. This comes before all of Etherpad's own routes, which do not mind upper and lower case and decode
// what is in an address: it looks at an address as they do.

const { current, check } = require("./settings");

const CLOSED = /^\/(?:$|admin|stats|tests|rest(?:\/|$)|javascript$|ro(?:\/|$)|oidc|interaction|tokentransfer|api-docs|watch)/;
const PADS = /^\/p(?:\/|$)/;
const PAD = /^\/p\/g\.[a-z0-9]{16}\$[a-z0-9_-]{1,50}(?:\/timeslider|(?:\/\d+)?\/export\/(?:txt|html|pdf|doc|docx|odt))?\/?$/;
const API = /^\/api\//;
const API_DESCRIPTION = /^\/api\/(?:[\d.]+\/)?openapi\.json$/;
// What a browser says of itself: Etherpad would log it, whoever sends it.
const REPORTS = /^\/(?:jserror|ep\/pad\/connection-diagnostic-info)\/?$/;
const LINK = /^\/auth_session\/?$/;

const guarded = new WeakSet();

/** Etherpad 2 calls this first, Etherpad 1.8 only the other one. */
exports.expressPreSession = (hookName, { app }) => guard(app);
exports.expressConfigure = (hookName, { app }) => guard(app);

function guard(app) {
    if (guarded.has(app)) return;
    guarded.add(app);
    check();
    app.use((req, res, next) => {
        res.set("Content-Security-Policy", `frame-ancestors ${["'self'", ...current().embedOrigins].join(" ")}`);
        const refusal = refusalOf(req);
        if (refusal === null) return next();
        req.session = null; // Etherpad 1.8 would keep it
        const [status, text] = refusal;
        res.status(status).type("text/plain").send(text && `${text}\n`);
    });
}

/** Status and text, or null for what goes on to Etherpad. */
function refusalOf(req) {
    const path = decoded(req.path);
    if (path === null) return [400, "This is no address."];
    if (LINK.test(path)) req.originalUrl = "/auth_session"; // which is what is logged, at some levels
    if (CLOSED.test(path) || (PADS.test(path) && !PAD.test(path))) return [404, "Not found."];
    if (REPORTS.test(path)) return [204, ""];
    if (!API.test(path) || API_DESCRIPTION.test(path)) return null;
    if (req.method !== "POST") return [405, "Only POST."];
    return namesKey(req.query) ? [400, "The API key belongs into the body."] : null;
}

function decoded(path) {
    try {
        return decodeURIComponent(path).toLowerCase();
    } catch (err) {
        return null;
    }
}

const namesKey = (query) => Object.keys(query).some((name) => /^api_?key$/i.test(name));
