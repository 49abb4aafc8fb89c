"use strict";

// In the browser.

// There is no chat, and who reads formats nothing.
const HIDDEN = "#chaticon, #chatbox, p:has(> #options-stickychat), p:has(> #options-chatandusers)";
const HIDDEN_FROM_READERS = '#editbar .menu_left, [data-key="savedrevision"]';

exports.postAceInit = (hookName, { ace, clientVars = window.clientVars }) => {
    hide(HIDDEN);
    if (!clientVars.readonly) return;
    hide(HIDDEN_FROM_READERS);
    // Etherpad makes a page editable whenever its connection has come back, a reader's as well, who would then type what
    // nobody gets.
    const { setEditable } = ace;
    ace.setEditable = () => setEditable.call(ace, false);
};

// As a rule, because Etherpad shows and hides them by their style.
function hide(selector) {
    const style = document.createElement("style");
    style.textContent = `${selector} { display: none !important }`;
    document.head.append(style);
}
