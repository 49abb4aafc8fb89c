"use strict";

// Who may do what, and how long.
//
// The bot makes a session and gives its id away in a link. Such a session is only a ticket: it opens no pad. The first browser
// that comes with it gets a fresh session in a cookie, and the ticket is removed. Beside each session of Etherpad's database
// stands what it may do:
//
//   meetingnotes:mode:<session>    {mode: "read" | "write", ticket: boolean}; a session without this opens nothing, so that
//                                  one that was half made, or made by somebody else, is worth nothing
//   meetingnotes:used:<ticket>     {sessionID, groupID, validUntil}: which session a used ticket has become
//   meetingnotes:tickets:<group>   {ticket: validUntil}: the used ones of a group, so that they are removed in time

const { db, groupManager, sessionManager } = require("./etherpad");
const { isAuthor, isGroup, isSession } = require("./names");
const { current } = require("./settings");

const modeKey = (sessionID) => `meetingnotes:mode:${sessionID}`;
const usedKey = (ticket) => `meetingnotes:used:${ticket}`;
const ticketsKey = (groupID) => `meetingnotes:tickets:${groupID}`;
const now = () => Math.floor(Date.now() / 1000);

// Etherpad 1.8 changes its lists of sessions by reading and writing them without a lock, so that calls at the same time lose
// entries. All that changes sessions goes through one queue per group, which also makes a ticket work once.
const queues = new Map();

function inGroup(groupID, work) {
    const run = (queues.get(groupID) || Promise.resolve()).then(work);
    const end = run.catch(() => {}).then(() => {
        if (queues.get(groupID) === end) queues.delete(groupID);
    });
    queues.set(groupID, end);
    return run;
}

/** The session of a group, {mode, ticket, groupID, authorID, validUntil}, or null when it opens nothing. */
async function find(sessionID, groupID) {
    if (!isSession(sessionID)) return null;
    const [session, rights] = await Promise.all([db.get(`session:${sessionID}`), db.get(modeKey(sessionID))]);
    if (!session || !rights || session.groupID !== groupID || session.validUntil <= now()) return null;
    return { ...session, mode: rights.mode, ticket: rights.ticket };
}

/** What a browser may do that has this session in its cookie: like find, but a ticket is null. */
exports.find = async (sessionID, groupID) => {
    const session = await find(sessionID, groupID);
    return session && !session.ticket ? session : null;
};

async function make(groupID, authorID, validUntil, rights) {
    const { sessionID } = await sessionManager.createSession(groupID, authorID, validUntil);
    await db.set(modeKey(sessionID), rights);
    return sessionID;
}

// Its rights first: what is left of it when the server dies in between is worth nothing.
async function remove(sessionID) {
    await db.remove(modeKey(sessionID));
    try {
        await sessionManager.deleteSession(sessionID);
    } catch (err) {
        if (err.message !== "sessionID does not exist") throw err;
    }
}

async function removeAll(sessionIDs) {
    for (const sessionID of sessionIDs) await remove(sessionID);
}

/** The ids of a group's sessions for which the check holds. */
async function list(groupID, check) {
    const { sessionIDs = {} } = (await db.get(`group2sessions:${groupID}`)) || {};
    const found = [];
    for (const sessionID of Object.keys(sessionIDs)) if (check(await db.get(`session:${sessionID}`))) found.push(sessionID);
    return found;
}

// Etherpad keeps sessions for ever.
async function sweep(groupID) {
    await removeAll(await list(groupID, (session) => !session || session.validUntil <= now()));
    await forgetTickets(groupID, ({ validUntil }) => validUntil <= now());
}

async function rememberTicket(ticket, sessionID, groupID, validUntil) {
    await db.set(usedKey(ticket), { sessionID, groupID, validUntil });
    await db.set(ticketsKey(groupID), { ...(await db.get(ticketsKey(groupID))), [ticket]: validUntil });
}

async function forgetTickets(groupID, check) {
    const tickets = { ...(await db.get(ticketsKey(groupID))) };
    const before = Object.keys(tickets);
    for (const ticket of before) {
        const used = await db.get(usedKey(ticket));
        if (used && !check(used)) continue;
        await db.remove(usedKey(ticket));
        delete tickets[ticket];
    }
    const left = Object.keys(tickets).length;
    if (left === 0 && before.length > 0) await db.remove(ticketsKey(groupID));
    else if (left < before.length) await db.set(ticketsKey(groupID), tickets);
}

/** Makes a ticket for a link. It is valid until then, but never longer than a session is. */
exports.createTicket = ({ groupID, authorID, validUntil }, mode) => {
    requireGroup(groupID);
    requireAuthor(authorID);
    if (!/^\d{1,15}$/.test(validUntil)) throw refusal("validUntil is not a number");
    const end = Math.min(Number(validUntil), now() + current().sessionTtlSeconds);
    return inGroup(groupID, async () => {
        await sweep(groupID);
        return { sessionID: await make(groupID, authorID, end, { mode, ticket: true }) };
    });
};

/** Makes a session of a ticket, and answers its id; null when the ticket is none, or was used. */
exports.redeem = (ticket, groupID) =>
    inGroup(groupID, async () => {
        await sweep(groupID);
        const found = await find(ticket, groupID);
        if (!found || !found.ticket) return null;
        const validUntil = now() + current().sessionTtlSeconds;
        const sessionID = await make(groupID, found.authorID, validUntil, { mode: found.mode, ticket: false });
        await rememberTicket(ticket, sessionID, groupID, validUntil);
        await remove(ticket);
        return sessionID;
    });

/** Whether this session was made of that ticket. */
exports.isMadeOf = async (sessionID, ticket) => {
    const used = await db.get(usedKey(ticket));
    return Boolean(used) && used.sessionID === sessionID;
};

/** Takes a ticket out of use for one request of the bot; answers how it is removed afterwards, or null when it is none. */
exports.lend = (ticket, groupID) =>
    inGroup(groupID, async () => {
        const found = await find(ticket, groupID);
        if (!found || !found.ticket) return null;
        await db.remove(modeKey(ticket));
        return () => inGroup(groupID, () => remove(ticket));
    });

/** Removes a session or a ticket, and what was made of it. Answers the ids that open nothing any more. */
exports.delete = async ({ sessionID }) => {
    if (!isSession(sessionID)) throw refusal("sessionID does not exist");
    const { groupID } = (await db.get(`session:${sessionID}`)) || (await db.get(usedKey(sessionID))) || {};
    if (!groupID) return [];
    return inGroup(groupID, async () => {
        const used = await db.get(usedKey(sessionID)); // now, for the ticket may have been used meanwhile
        const ended = used ? [sessionID, used.sessionID] : [sessionID];
        await removeAll(ended);
        await forgetTickets(groupID, (each) => ended.includes(each.sessionID));
        return ended;
    });
};

/** Removes all sessions and tickets of an author in a group. */
exports.revoke = ({ groupID, authorID }) => {
    requireGroup(groupID);
    requireAuthor(authorID);
    return inGroup(groupID, async () => {
        const ended = await list(groupID, (session) => session && session.authorID === authorID);
        await removeAll(ended);
        await forgetTickets(groupID, ({ sessionID }) => ended.includes(sessionID));
        return ended;
    });
};

/** Removes a group with its pads, sessions and tickets; `cut` is called with the sessions before the pads go. */
exports.deleteGroup = ({ groupID }, cut) => {
    requireGroup(groupID);
    return inGroup(groupID, async () => {
        const ended = await list(groupID, () => true);
        await removeAll(ended);
        await forgetTickets(groupID, () => true);
        cut(ended);
        await groupManager.deleteGroup(groupID);
        return ended;
    });
};

function requireGroup(groupID) {
    if (!isGroup(groupID)) throw refusal("groupID does not exist");
}

function requireAuthor(authorID) {
    if (!isAuthor(authorID)) throw refusal("authorID does not exist");
}

const refusal = (message) => Object.assign(new Error(message), { name: "apierror" });
