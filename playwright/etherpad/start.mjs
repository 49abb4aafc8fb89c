// node start.mjs: the Etherpad server of the npm package ep_etherpad-lite, with the plugins that PLUGINS names by their folders.
// FOLDER keeps its data; the API key is in its file api-key, and copies of the plugins below plugins, for the server writes into
// them. NODE_PATH names the folder of packages and FOLDER/plugins. PORT; LOG_LEVEL, SESSION_SECONDS, EMBED_ORIGINS and PUBLIC_ORIGINS
// are settings, SOFFICE and ABIWORD programs for exports.
//
// No file of the package is changed. Three of its modules do not work outside of a checkout of Etherpad, and are replaced
// before the server is loaded: AbsolutePaths insists on a folder named src, plugins asks npm for the list of plugins, and
// UpdateCheck calls a server in the internet.
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";

const require = createRequire(import.meta.url);
const { FOLDER, PORT, PLUGINS = "", LOG_LEVEL = "INFO", SOFFICE, ABIWORD } = process.env;
const { SESSION_SECONDS = "43200", EMBED_ORIGINS = "", PUBLIC_ORIGINS = "" } = process.env;
const words = (text) => text.split(/[ ,]+/).filter(Boolean);
const packageFolder = dirname(require.resolve("ep_etherpad-lite/package.json"));
const settingsFile = join(FOLDER, "settings.json");
const sessionKeyFile = join(FOLDER, "session-key");

mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
linkSources();
const plugins = copyPlugins();
if (!existsSync(sessionKeyFile)) writeFileSync(sessionKeyFile, randomBytes(32).toString("hex"), { mode: 0o600 });
writeFileSync(settingsFile, JSON.stringify(settings(), null, 4), { mode: 0o600 });
process.argv.splice(2, process.argv.length, "--settings", settingsFile, "--apikey", join(FOLDER, "api-key"), "--sessionkey", sessionKeyFile);

replace("node/utils/AbsolutePaths", {
    findEtherpadRoot: () => FOLDER,
    makeAbsolute: (path) => resolve(FOLDER, path),
    isSubdir: (parent, folder) => {
        const path = relative(parent, folder);
        return path !== "" && !path.startsWith("..") && !isAbsolute(path);
    },
});
replace("node/utils/UpdateCheck", { check() {}, needsUpdate() {}, getLatestVersion() {} });
require("ep_etherpad-lite/static/js/pluginfw/plugins").getPackages = async () => packages();
await require("ep_etherpad-lite/node/server").start();

/** The server reads its files below FOLDER/src, and the browser's libraries below FOLDER/src/node_modules. */
function linkSources() {
    const sources = join(FOLDER, "src");
    rmSync(sources, { recursive: true, force: true });
    mkdirSync(sources);
    for (const name of readdirSync(packageFolder)) if (name !== "node_modules") symlinkSync(join(packageFolder, name), join(sources, name));
    symlinkSync(dirname(packageFolder), join(sources, "node_modules"));
}

function copyPlugins() {
    const folder = join(FOLDER, "plugins");
    rmSync(folder, { recursive: true, force: true });
    return words(PLUGINS).map((source) => {
        const copy = join(folder, basename(source));
        cpSync(source, copy, { recursive: true });
        return copy;
    });
}

function settings() {
    return {
        title: "Meeting notes",
        ip: "127.0.0.1",
        port: Number(PORT),
        dbType: "dirty",
        dbSettings: { filename: join(FOLDER, "notes.db") },
        suppressErrorsInPadText: true,
        defaultPadText: "",
        requireSession: true, // each pad needs a session that was made over the API
        editOnly: true, // browsers make no pads
        minify: false, // slow
        soffice: SOFFICE ?? null,
        abiword: ABIWORD ?? null,
        allowUnknownFileEnds: false,
        disableIPlogging: true,
        loglevel: LOG_LEVEL,
        socketTransportProtocols: ["websocket", "xhr-polling"],
        commitRateLimiting: { duration: 1, points: 1000 }, // of all people together: they have one address here
        importExportRateLimiting: { windowMs: 90_000, max: 1000 },
        padOptions: { showChat: false, lang: "en" },
        toolbar: {
            left: [
                ["bold", "italic", "underline", "strikethrough"],
                ["orderedlist", "unorderedlist", "indent", "outdent"],
                ["undo", "redo"],
            ],
            right: [["timeslider"], ["settings"], ["showusers"]],
            timeslider: [["timeslider_returnToPad"]],
        },
        ep_meeting_notes: {
            embedOrigins: words(EMBED_ORIGINS),
            publicOrigins: words(PUBLIC_ORIGINS),
            sessionTtlSeconds: Number(SESSION_SECONDS),
        },
    };
}

function packages() {
    const found = {};
    for (const path of [packageFolder, ...plugins]) {
        const { name, version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
        found[name] = { name, version, path, realPath: realpathSync(path) };
    }
    return found;
}

function replace(name, exports) {
    const filename = require.resolve(`ep_etherpad-lite/${name}`);
    require.cache[filename] = Object.assign(new Module(filename), { filename, loaded: true, exports });
}
