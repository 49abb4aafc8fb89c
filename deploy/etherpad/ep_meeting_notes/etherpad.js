"use strict";

// Etherpad's own modules. Etherpad 2 compiles some of them with a default export, Etherpad 1.8 has none.
const core = (name) => {
    const module = require(`ep_etherpad-lite/node/${name}`);
    return module && module.__esModule && module.default ? module.default : module;
};

exports.apiHandler = core("handler/APIHandler");
exports.authorManager = core("db/AuthorManager");
exports.db = core("db/DB");
exports.groupManager = core("db/GroupManager");
exports.padManager = core("db/PadManager");
exports.padMessageHandler = core("handler/PadMessageHandler");
exports.sessionManager = core("db/SessionManager");
exports.settings = core("utils/Settings");

/** The API key, or nothing where Etherpad does not tell it. */
exports.apiKey = () => {
    const { exportedForTestingOnly } = exports.apiHandler;
    const key = exportedForTestingOnly ? exportedForTestingOnly.apiKey : keyOfEtherpad2();
    return typeof key === "string" ? key.trim() : "";
};

function keyOfEtherpad2() {
    try {
        return require("ep_etherpad-lite/node/handler/APIKeyHandler").apikey;
    } catch (err) {
        return undefined;
    }
}
