"use strict";

// The part "ep_meeting_notes" of Etherpad's settings.json, see README.md.

const { settings } = require("./etherpad");

const MAX_SESSION_SECONDS = 14 * 24 * 3600; // a timer ends it, and those have a limit

/** The settings as they are now: {sessionTtlSeconds, embedOrigins, publicOrigins}. */
exports.current = () => {
    const { sessionTtlSeconds = 12 * 3600, embedOrigins = [], publicOrigins = [] } = settings.ep_meeting_notes || {};
    return {
        sessionTtlSeconds: Math.min(Math.max(Math.floor(Number(sessionTtlSeconds)) || 1, 1), MAX_SESSION_SECONDS),
        embedOrigins: originsOf(embedOrigins),
        publicOrigins: originsOf(publicOrigins),
    };
};

/** Says what an operator should know. */
exports.check = () => {
    const { embedOrigins = [], publicOrigins = [] } = settings.ep_meeting_notes || {};
    for (const text of [].concat(embedOrigins, publicOrigins).filter((each) => originOf(each) === null))
        console.error(`ep_meeting_notes: ${JSON.stringify(text)} is ignored; an origin is expected, such as https://element.example.org`);
    if (/^(all|trace|debug)$/i.test(settings.loglevel))
        console.warn(`ep_meeting_notes: at loglevel ${settings.loglevel} Etherpad itself logs the API key and session ids; use INFO`);
};

const originsOf = (list) => [].concat(list).map(originOf).filter(Boolean);

function originOf(text) {
    try {
        const { protocol, origin } = new URL(text);
        return /^https?:$/.test(protocol) && /^[\x21-\x7e]+$/.test(origin) && !/[;,'"]/.test(origin) ? origin : null;
    } catch (err) {
        return null;
    }
}
