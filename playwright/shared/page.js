// What Go's syscall package expects of its surroundings, in a page: files that can only be read, and come from the server below
// /files; output goes to print(stream, text), which whoever opened the page provides.
"use strict";

const STDOUT = 1;
const DIRECTORY = 0o040555, REGULAR = 0o100444;
const constants = { O_WRONLY: 1, O_RDWR: 2, O_CREAT: 64, O_EXCL: 128, O_TRUNC: 512, O_APPEND: 1024, O_DIRECTORY: 65536 };

const decoders = { 1: new TextDecoder(), 2: new TextDecoder() };
const open = new Map(); // by descriptor: {content, names, at}
let last = 2;
let root = "/"; // the only folder with files

function failed(code) {
    return Object.assign(new Error(code), { code });
}

/** What is at a path: {content} of a file, {names} of a folder. */
async function look(path) {
    const full = absolute(path);
    if (full !== root && !full.startsWith(`${root}/`)) throw failed("ENOENT"); // where Go looks for time zones, again and again
    const response = await fetch(`/files${full.split("/").map(encodeURIComponent).join("/")}`);
    if (response.status === 204) throw failed("ENOENT");
    if (response.headers.get("content-type") === "application/json") return { names: await response.json() };
    return { content: new Uint8Array(await response.arrayBuffer()) };
}

function absolute(path) {
    const parts = [];
    for (const part of (path.startsWith("/") ? path : `${process.cwd()}/${path}`).split("/")) {
        if (part === "..") parts.pop();
        else if (part && part !== ".") parts.push(part);
    }
    return `/${parts.join("/")}`;
}

function stat({ content, names }) {
    const zeros = { dev: 0, ino: 0, nlink: 1, uid: 0, gid: 0, rdev: 0, blksize: 4096, blocks: 0, atimeMs: 0, mtimeMs: 0, ctimeMs: 0 };
    return { ...zeros, mode: names ? DIRECTORY : REGULAR, size: content?.length ?? 0, isDirectory: () => Boolean(names) };
}

/** Makes a function with a callback at the end of one that returns, or promises, a result. */
const answering = (call) => (...args) => {
    const callback = args.pop();
    new Promise((done) => done(call(...args))).then((result) => callback(null, result), (error) => callback(error));
};

function handle(descriptor) {
    const file = open.get(descriptor);
    if (!file) throw failed("EBADF");
    return file;
}

Object.assign(fs, {
    constants,
    open: answering(async (path, flags) => {
        if (flags & ~constants.O_DIRECTORY) throw failed("EROFS");
        const found = await look(path);
        open.set(++last, { ...found, at: 0 });
        return last;
    }),
    close: answering((descriptor) => void open.delete(descriptor)),
    stat: answering(async (path) => stat(await look(path))),
    lstat: answering(async (path) => stat(await look(path))),
    fstat: answering((descriptor) => stat(descriptor <= 2 ? {} : handle(descriptor))),
    readdir: answering(async (path) => {
        const { names } = await look(path);
        if (!names) throw failed("ENOTDIR");
        return names.map((name) => name.replace(/\/$/, ""));
    }),
    read: answering((descriptor, buffer, offset, length, position) => {
        const file = handle(descriptor);
        const from = position ?? file.at;
        const part = file.content.subarray(from, from + length);
        buffer.set(part, offset);
        if (position === null) file.at += part.length;
        return part.length;
    }),
    writeSync(descriptor, buffer) {
        print(descriptor, (decoders[descriptor] ?? decoders[STDOUT]).decode(buffer, { stream: true }));
        return buffer.length;
    },
    write(descriptor, buffer, offset, length, position, callback) {
        if (descriptor > 2) return callback(failed("EROFS"));
        callback(null, this.writeSync(descriptor, buffer.subarray(offset, offset + length)));
    },
});

/** Runs program.wasm to its end and answers its exit code. */
async function run({ argv, cwd, env, files }) {
    root = files;
    Object.assign(process, { cwd: () => cwd, pid: 1, ppid: 0 });
    path.resolve = (...parts) => absolute(parts.join("/"));
    const go = new Go();
    let code = 0;
    Object.assign(go, { argv, env, exit: (value) => void (code = value) });
    const { instance } = await WebAssembly.instantiateStreaming(fetch("program.wasm"), go.importObject);
    await go.run(instance);
    return code;
}
