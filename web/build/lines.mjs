// Takes the tables of file names and line numbers out of a program that Go compiled for the browser: they are a twelfth of what is
// transferred, and only the text of a panic uses them. Function names stay. The linker has no switch for this, so the function
// table is edited where it lies, as internal/abi/symtab.go and runtime/symtab.go describe it: an offset of 0 means "no table".
const MAGIC = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]); // Go 1.20 and later, addresses of 8 bytes
const MEMORY = 64 << 20; // more than the data of any program of ours
const PCSP = 16, PCFILE = 20, PCLN = 24, NPCDATA = 28, START_LINE = 36, PCDATA = 44; // fields of runtime._func
const ARG_LIVE_INDEX = 3; // which arguments a panic may print

/** Returns the program without its line tables; its size does not change, but what it packs to. */
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
    const { count, tables, functions } = header(memory);
    const used = new Uint8Array(functions - tables);
    for (let i = 0; i < count; i++) {
        const at = functions + memory.readUInt32LE(functions + 8 * i + 4);
        for (const field of [PCFILE, PCLN, START_LINE]) memory.writeUInt32LE(0, at + field);
        const last = memory.readUInt32LE(at + NPCDATA);
        if (last > ARG_LIVE_INDEX) memory.writeUInt32LE(0, at + PCDATA + 4 * ARG_LIVE_INDEX);
        for (const field of [PCSP, ...Array.from({ length: last }, (_, n) => PCDATA + 4 * n)]) {
            const offset = memory.readUInt32LE(at + field);
            if (offset) used.fill(1, offset, tableEnd(memory, tables + offset) - tables);
        }
    }
    used.forEach((isUsed, i) => isUsed || (memory[tables + i] = 0));
}

/** Reads runtime.pcHeader: how many functions there are, and the addresses of their tables and of themselves. */
function header(memory) {
    const at = memory.indexOf(MAGIC);
    const word = (n) => Number(memory.readBigUInt64LE(at + 8 * n));
    const [count, , , names, units, files, tables, functions] = [1, 2, 3, 4, 5, 6, 7, 8].map(word);
    const ordered = at >= 0 && count > 0 && names < units && units < files && files < tables && tables < functions && at + functions < memory.length;
    if (!ordered) throw new Error("This version of Go lays out its function table in another way: adapt web/build/lines.mjs to its runtime/symtab.go");
    return { count, tables: at + tables, functions: at + functions };
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
