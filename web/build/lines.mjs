// Takes the tables of file names and line numbers out of a program that Go compiled for the browser, and the names of functions that
// are not ours: they are a tenth of what is transferred, and only the text of a panic uses them. The linker has no switch for this, so
// the function table is edited where it lies, as internal/abi/symtab.go and runtime/symtab.go describe it: an offset of 0 means "no
// table", or the empty name, and frames without a name are not printed.
const MAGIC = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]); // Go 1.20 and later, addresses of 8 bytes
const MEMORY = 64 << 20; // more than the data of any program of ours
const OURS = /^(parley\/|main\.)/; // names of functions
const NAME = 4, PCSP = 16, PCFILE = 20, PCLN = 24, NPCDATA = 28, START_LINE = 36, PCDATA = 44; // fields of runtime._func
const ARG_LIVE_INDEX = 3; // which arguments a panic may print

/** Returns the program without line tables and the names of others' functions; its size does not change, but what it packs to. */
export function withoutLines(program) {
    const result = Buffer.from(program);
    const memory = Buffer.alloc(MEMORY);
    const segments = dataSegments(result);
    for (const { address, start, end } of segments) result.copy(memory, address, start, end);
    edit(memory);
    for (const { address, start, end } of segments) memory.copy(result, start, address, address + end - start);
    return result;
}

function edit(memory) {
    const { count, names, units, tables, functions } = header(memory);
    const used = new Uint8Array(functions - tables);
    const kept = new Uint8Array(units - names);
    for (let i = 0; i < count; i++) {
        const at = functions + memory.readUInt32LE(functions + 8 * i + 4);
        for (const field of [PCFILE, PCLN, START_LINE]) memory.writeUInt32LE(0, at + field);
        const [name, end] = [memory.readUInt32LE(at + NAME), memory.indexOf(0, names + memory.readUInt32LE(at + NAME)) - names];
        if (OURS.test(memory.toString("utf8", names + name, names + end))) kept.fill(1, name, end);
        else memory.writeUInt32LE(0, at + NAME);
        const last = memory.readUInt32LE(at + NPCDATA);
        if (last > ARG_LIVE_INDEX) memory.writeUInt32LE(0, at + PCDATA + 4 * ARG_LIVE_INDEX);
        for (const field of [PCSP, ...Array.from({ length: last }, (_, n) => PCDATA + 4 * n)]) {
            const offset = memory.readUInt32LE(at + field);
            if (offset) used.fill(1, offset, tableEnd(memory, tables + offset) - tables);
        }
    }
    used.forEach((isUsed, i) => isUsed || (memory[tables + i] = 0));
    kept.forEach((isKept, i) => isKept || (memory[names + i] = 0));
    memory.fill(0, units, tables); // names of files
}

/** Reads runtime.pcHeader: how many functions there are, and the addresses of their tables and of themselves. */
function header(memory) {
    const at = memory.indexOf(MAGIC);
    const word = (n) => Number(memory.readBigUInt64LE(at + 8 * n));
    const [count, , , names, units, files, tables, functions] = [1, 2, 3, 4, 5, 6, 7, 8].map(word);
    const ordered = at >= 0 && count > 0 && names < units && units < files && files < tables && tables < functions && at + functions < memory.length;
    if (!ordered) throw new Error("This version of Go lays out its function table in another way: adapt web/build/lines.mjs to its runtime/symtab.go");
    return { count, names: at + names, units: at + units, tables: at + tables, functions: at + functions };
}

/** A table is pairs of variable-length numbers; a first number of 0 ends it, but not at its beginning. */
function tableEnd(memory, at) {
    const next = () => {
        const isZero = memory[at] === 0;
        while (memory[at++] & 0x80);
        return isZero;
    };
    for (let first = true; !(next() && !first); first = false) next();
    return at;
}

/** The data segments of a WebAssembly module: where their bytes are in the file, and their address in memory. */
function dataSegments(module) {
    let at = 8;
    const number = () => {
        let value = 0;
        for (let shift = 0; ; shift += 7) {
            const byte = module[at++];
            value += (byte & 0x7f) * 2 ** shift;
            if (byte < 0x80) return value;
        }
    };
    const segments = [];
    while (at < module.length) {
        const section = module[at++];
        const end = number() + at;
        if (section === 11)
            for (let count = number(); count > 0; count--) {
                at += 2; // memory 0, i32.const
                const address = number();
                at++; // end of the expression
                const length = number();
                segments.push({ address, start: at, end: (at += length) });
            }
        at = end;
    }
    return segments;
}
