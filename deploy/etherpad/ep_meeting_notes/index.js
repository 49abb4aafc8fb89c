"use strict";

// Meeting notes for Parley, see README.md. What Etherpad calls, and where it is:
//
//   doors.js     which addresses are open at all, who may show a pad in a frame
//   link.js      GET /auth_session: a browser comes with its link
//   api.js       POST /readSession/...: what the bot asks for
//   sessions.js  who may do what, and how long
//   messages.js  what goes over an open pad's WebSocket
//   cookies.js   which session a request stands on
//   static/js/page.js   in the browser: a reader's page stays one
//   locales/     words of the page, some of them instead of Etherpad's

const api = require("./api");
const cookies = require("./cookies");
const link = require("./link");
const messages = require("./messages");

exports.expressConfigure = (hookName, { app }) => {
    app.use(cookies.choose);
};

exports.expressCreateServer = (hookName, { app }) => {
    link.serve(app);
    api.serve(app);
};

exports.socketio = (hookName, { io }) => messages.guard(io);
exports.handleMessage = (hookName, context) => messages.handle(context);
exports.clientVars = (hookName, context) => messages.clientVars(context);
