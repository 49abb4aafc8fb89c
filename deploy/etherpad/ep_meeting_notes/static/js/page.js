"use strict";

// In the browser.

// There is no chat, and who reads formats nothing.
const HIDDEN = "#chaticon, #chatbox, p:has(> #options-stickychat), p:has(> #options-chatandusers)";
const HIDDEN_FROM_READERS = '#editbar .menu_left, [data-key="savedrevision"]';
// Whoever has no access any more is told so, and nothing else.
const DENIED = 'body:has(#permissionDenied[style*="block"])';
const HIDDEN_FROM_DENIED = `${DENIED} #editbar, ${DENIED} #connectivity`;
const STYLE = `
    #permissionDenied p { max-width: 36rem; margin: 15vh auto 0; padding: 0 1rem; color: inherit; font-size: 20px; line-height: 1.5 }
    #notes-reader { flex: 1 1 12rem; align-self: center; margin: 0; padding: 4px 12px; font-size: 13px; line-height: 1.2 }
    #editbar:has(#notes-reader) { flex-wrap: wrap }`;
// What Etherpad says of access and connections, where locales/ has other words for it.
const SAID = "#permissionDenied [data-l10n-id], #connectivity [data-l10n-id]";

exports.documentReady = () => {
    style(STYLE);
    hide(`${HIDDEN}, ${HIDDEN_FROM_DENIED}`);
    if (window.html10n) window.html10n.bind("localized", translate);
};

exports.postAceInit = (hookName, { ace, clientVars = window.clientVars }) => {
    if (clientVars.readonly) stayReader(ace);
    translate();
    document.title = say("title") || document.title;
};

function stayReader(ace) {
    // Etherpad makes a page editable whenever its connection has come back, a reader's as well, who would then type what
    // nobody gets.
    const { setEditable } = ace;
    ace.setEditable = () => setEditable.call(ace, false);
    hide(HIDDEN_FROM_READERS);
    const note = document.createElement("p");
    note.id = "notes-reader";
    note.textContent = say("reader");
    document.querySelector("#editbar").prepend(note);
}

const say = (name) => (window.html10n && window.html10n.get(`ep_meeting_notes.${name}`)) || "";

function translate() {
    for (const element of document.querySelectorAll(SAID)) element.textContent = say(element.dataset.l10nId) || element.textContent;
}

// As a rule, because Etherpad shows and hides them by their style.
const hide = (selector) => style(`${selector} { display: none !important }`);

function style(rules) {
    const element = document.createElement("style");
    element.textContent = rules;
    document.head.append(element);
}
