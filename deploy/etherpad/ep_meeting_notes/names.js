"use strict";

// What ids look like. Nothing else is looked up in the database, and nothing else gets into an answer.

const SESSION = /^s\.[A-Za-z0-9]{16,64}$/;
const GROUP = /^g\.[A-Za-z0-9]{16}$/;
const AUTHOR = /^a\.[A-Za-z0-9]{16}$/;
const PAD_NAME = /^[A-Za-z0-9_-]{1,50}$/;
const PAD = /^(g\.[A-Za-z0-9]{16})\$[A-Za-z0-9_-]{1,50}$/;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/;

const matches = (pattern) => (value) => typeof value === "string" && pattern.test(value);

exports.isSession = matches(SESSION);
exports.isGroup = matches(GROUP);
exports.isAuthor = matches(AUTHOR);
exports.isPadName = matches(PAD_NAME);
exports.isLanguage = matches(LANGUAGE);

/** The pad of this id as {id, groupID}, or null when it is not one of a group. */
exports.padOf = (id) => {
    const match = typeof id === "string" && PAD.exec(id);
    return match ? { id, groupID: match[1] } : null;
};
