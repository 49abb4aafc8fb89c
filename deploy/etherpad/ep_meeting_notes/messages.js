"use strict";

// What goes over an open pad's WebSocket. A connection stands on the session in its group's cookie; what that may do is looked
// up for each message, and a connection is cut when its session ends.

const cookies = require("./cookies");
const { authorManager, padMessageHandler } = require("./etherpad");
const { isSession, padOf } = require("./names");
const sessions = require("./sessions");
const { current } = require("./settings");

const NO_SESSION = "s.none";
// Writers' only; people talk in the meeting's room, so that there is no chat.
const WRITERS_MESSAGES = new Set(["USER_CHANGES", "USERINFO_UPDATE", "SAVE_REVISION", "GET_CHAT_MESSAGES"]);
const LONGEST_STEP = 1_000_000;
// Kinds and depths of lists. Etherpad's export opens as many as the depth says, be it a million.
const LIST = /^(?:[a-z]{1,20}(?:[1-9]|1[0-6]))?$/;

let server = null;
const ends = new Map(); // of connections: the timers by their ids

/** Lets only those connections and messages through that Etherpad shall see. */
exports.guard = (io) => {
    server = io;
    io.use((socket, next) => next(isAllowed(socket.request, socket.handshake) ? undefined : new Error("origin not allowed")));
    io.on("connection", (socket) => {
        const own = cookies.parse(socket.request.headers.cookie);
        let pad = null;
        socket.use(([event, message], next) => {
            if (event !== "message" || !isPlain(message)) return;
            const opening = message.type === "CLIENT_READY";
            if (opening) {
                if (pad !== null) return; // else one connection could stand on two sessions
                pad = padOf(message.padId);
                if (pad === null) return void deny(socket);
            }
            if (pad === null || (message.padId !== undefined && message.padId !== pad.id)) return;
            message.padId = pad.id;
            delete message.sessionID;
            if (opening) hide(message, "sessionID", own.get(cookies.nameOf(pad.groupID)));
            next();
        });
        socket.on("disconnect", () => forget(socket.id));
    });
};

/** Browsers say where a page comes from; what is not one says nothing. */
function isAllowed({ headers: { origin, host } }, { query }) {
    if (query.cookie) return false; // Etherpad 1.8 would take the cookies from the address
    if (!origin || current().publicOrigins.includes(origin)) return true;
    try {
        return new URL(origin).host === host;
    } catch (err) {
        return false;
    }
}

const isPlain = (message) =>
    typeof message === "object" && message !== null && message.component === "pad" &&
    (message.protocolVersion === undefined || message.protocolVersion === 2);

// Etherpad logs messages that it does not like, as JSON: what is not enumerable is not in there.
function hide(message, name, value) {
    Object.defineProperty(message, name, { value: isSession(value) ? value : NO_SESSION, enumerable: false, writable: true });
}

/** Etherpad's hook: null drops the message. */
exports.handle = async ({ message, socket }) => {
    const access = await accessOf(socket);
    if (access === null) return deny(socket);
    if (message.type === "CLIENT_READY") return cutAt(socket, access.validUntil);
    if (message.type === "CHANGESET_REQ") return isHistoryRequest(message.data) ? undefined : null;
    if (message.type !== "COLLABROOM" || access.mode !== "write" || !isPlainObject(message.data)) return null;
    const { type, userInfo } = message.data;
    if (!WRITERS_MESSAGES.has(type) || hasEndlessList(message.data.apool)) return null;
    // People are called what the meeting calls them.
    if (type === "USERINFO_UPDATE" && isPlainObject(userInfo)) userInfo.name = await authorManager.getAuthorName(access.authorID);
    return undefined;
};

/** Etherpad's hook: what a page is told of its pad. */
exports.clientVars = async ({ socket }) => {
    const access = await accessOf(socket);
    if (access !== null && access.mode === "write") return {};
    const info = padMessageHandler.sessioninfos[socket.id];
    if (info) info.readonly = true;
    return { readonly: true };
};

async function accessOf(socket) {
    const { auth } = padMessageHandler.sessioninfos[socket.id] || {};
    const pad = auth ? padOf(auth.padID) : null;
    return pad && sessions.find(auth.sessionID, pad.groupID);
}

const isPlainObject = (value) => typeof value === "object" && value !== null;

function hasEndlessList(apool) {
    if (!isPlainObject(apool) || !isPlainObject(apool.numToAttrib)) return false;
    return Object.values(apool.numToAttrib).some((pair) => isPlainObject(pair) && String(pair[0]) === "list" && !LIST.test(String(pair[1])));
}

function isHistoryRequest(data) {
    if (!isPlainObject(data)) return false;
    const { start, granularity } = data;
    return Number.isSafeInteger(start) && start >= 0 && Number.isSafeInteger(granularity) && granularity > 0 && granularity <= LONGEST_STEP;
}

/** Cuts the connections that stand on these sessions, and answers how many. */
exports.cut = (sessionIDs) => {
    const ended = new Set(sessionIDs);
    let count = 0;
    for (const [id, { auth }] of Object.entries(padMessageHandler.sessioninfos)) {
        const socket = auth && ended.has(auth.sessionID) ? socketOf(id) : undefined;
        if (socket === undefined) continue;
        deny(socket);
        count++;
    }
    return count;
};

// A reader sends nothing that would be looked at.
function cutAt(socket, validUntil) {
    forget(socket.id);
    ends.set(socket.id, setTimeout(() => deny(socket), Math.max(validUntil * 1000 - Date.now(), 0)).unref());
}

function forget(id) {
    clearTimeout(ends.get(id));
    ends.delete(id);
}

function socketOf(id) {
    if (server === null) return undefined;
    const { sockets } = server.sockets;
    return typeof sockets.get === "function" ? sockets.get(id) : sockets[id]; // socket.io 4 and 2
}

/** Tells the page that it has no access, and closes its connection. */
function deny(socket) {
    if (socket.json) socket.json.send({ accessStatus: "deny" });
    else socket.emit("message", { accessStatus: "deny" });
    socket.disconnect(true);
    return null;
}
