"use strict";

// In the browser. Etherpad's page makes a pad editable whenever its connection has come back, a reader's as well, who would
// then type what nobody gets.
exports.postAceInit = (hookName, { ace, clientVars = window.clientVars }) => {
    if (!clientVars.readonly) return;
    const { setEditable } = ace;
    ace.setEditable = () => setEditable.call(ace, false);
};
