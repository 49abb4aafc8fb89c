// Packs the tables with which Go's runtime finds and walks functions, as internal/abi/symtab.go and runtime/symtab.go describe them:
// the linker's form is a fifth of what is transferred, ours a twentieth. wasm_exec/tables.js writes them into memory again before the
// program starts. What only the text of a panic uses is left out: lines, names of files, of functions that are not ours, and of
// arguments. So are the marks of inlined calls and of places that are safe for signals, which browsers do not have.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { runInThisContext } from "node:vm";
import { readModule, writeModule } from "./module.mjs";

const MAGIC = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]); // Go 1.20 and later, addresses of 8 bytes
const OURS = /^(parley\/|main\.)/; // names of functions
const NONE = 0xffffffff; // no data of a kind
const RECORD = 72; // bytes of a restored runtime._func
const KINDS = [0, 1, 2, 4]; // of data: FUNCDATA_ArgsPointerMaps, LocalsPointerMaps, StackObjects, OpenCodedDeferInfo
const restoreTables = runInThisContext(`${readFileSync("wasm_exec/tables.js", "utf8")}; restoreTables`);

/** Returns the program with its tables in a custom section. */
export function withPackedTables(program) {
    const module = readModule(program);
    const { memory } = module;
    const at = findTables(memory);
    const functions = readFunctions(memory, at);
    clear(memory, at, functions);
    const section = pack(at, functions);
    check(section, module, at, functions);
    return writeModule(module, { tables: section });
}

/** Where the tables are: runtime.pcHeader and runtime.moduledata. */
function findTables(memory) {
    const header = memory.indexOf(MAGIC);
    const word = (address) => Number(memory.readBigUInt64LE(address));
    const [count, , , ...offsets] = Array.from({ length: 8 }, (_, i) => word(header + 8 * (i + 1)));
    const [names, units, files, tables, functions] = offsets.map((offset) => header + offset);
    const start = Buffer.alloc(16);
    [header, names].forEach((address, i) => start.writeBigUInt64LE(BigInt(address), 8 * i));
    const data = memory.indexOf(start);
    const [buckets, funcData, end] = [19, 40, 41].map((i) => word(data + 8 * i));
    const ordered = [0, header, names, units, files, tables, functions, funcData, buckets, end];
    expect(count > 0 && ordered.every((address, i) => !i || address > ordered[i - 1]));
    return { count, names, units, tables, functions, funcData, buckets, end };
}

function readFunctions(memory, { count, names, tables, functions, buckets }) {
    const word = (address) => memory.readUInt32LE(address);
    const firstEntry = word(functions);
    return Array.from({ length: count }, (_, i) => {
        const at = functions + word(functions + 8 * i + 4);
        const entry = firstEntry + i;
        expect(word(functions + 8 * i) === entry && word(at) === entry && word(functions + 8 * (i + 1)) === entry + 1 && word(buckets + 320 * i) === i);
        const [tableCount, dataCount] = [word(at + 28), memory[at + 43]];
        const table = (offset) => (offset ? readTable(memory, tables + offset) : []);
        const tableOf = (index) => (index < tableCount ? table(word(at + 44 + 4 * index)) : []);
        expect(!tableOf(4).length); // PCDATA_PanicBounds: other machines have it
        const name = names + word(at + 4);
        return {
            entry,
            name: memory.toString("utf8", name, memory.indexOf(0, name)),
            args: memory.readInt32LE(at + 8),
            deferReturn: word(at + 12),
            marks: memory.readUInt16LE(at + 40), // funcID and flag
            stackSizes: table(word(at + 16)),
            stackMaps: tableOf(1),
            data: Array.from({ length: dataCount }, (_, kind) => word(at + 44 + 4 * (tableCount + kind))),
        };
    });
}

/** A table is pairs of numbers; a first number of 0 ends it, but not at its beginning. */
function readTable(memory, at) {
    const next = () => {
        let number = 0;
        for (let scale = 1; ; scale *= 128) {
            const byte = memory[at++];
            number += (byte & 127) * scale;
            if (byte < 128) return number;
        }
    };
    const pairs = [];
    for (let value = next(); value || !pairs.length; value = next()) pairs.push([value, next()]);
    return pairs;
}

/** Takes what is packed, or not needed, out of the memory. What is left of names and data stands where the program expects it. */
function clear(memory, { names, units, funcData, buckets, end }, functions) {
    const offsets = [...new Set(functions.flatMap(({ data }) => data))].filter((offset) => offset !== NONE).sort((a, b) => a - b);
    const used = new Set(functions.flatMap(({ data }) => KINDS.map((kind) => data[kind])));
    offsets.forEach((offset, i) => used.has(offset) || memory.fill(0, funcData + offset, i + 1 < offsets.length ? funcData + offsets[i + 1] : buckets));
    memory.fill(0, units, funcData);
    memory.fill(0, buckets, end);
    const kept = functions.map(({ name }) => name).filter((name) => OURS.test(name));
    memory.fill(0, names, units);
    memory.write(`\0${kept.join("\0")}`, names);
}

function pack({ count, names, tables, functions, buckets }, list) {
    const bytes = [];
    const put = (number) => {
        for (; number > 127; number = Math.floor(number / 128)) bytes.push((number & 127) | 128);
        bytes.push(number);
    };
    const column = (values, putNew) => {
        const places = new Map();
        for (const key of values.map(String)) {
            put(places.get(key) ?? 0);
            if (!places.has(key)) places.set(key, places.size + 1);
        }
        const first = new Map(values.map((value) => [String(value), value]));
        putNew([...places.keys()].map((key) => first.get(key)));
    };
    const numbers = (values) => values.forEach((value, i) => put(zigzag((value - (values[i - 1] ?? 0)) | 0)));
    const pairs = (values) => {
        for (const table of values) [table.length, ...table.map(([value]) => value)].forEach(put);
        for (const table of values) table.forEach(([, length]) => put(length));
    };
    [count, list[0].entry, names, tables, functions, buckets].forEach(put);
    column(list.map(({ name }) => Number(OURS.test(name))), numbers);
    for (const field of ["args", "deferReturn", "marks"]) column(list.map((one) => one[field]), numbers);
    for (const kind of KINDS) column(list.map(({ data }) => ((data[kind] ?? NONE) + 1) % 2 ** 32), numbers);
    for (const field of ["stackSizes", "stackMaps"]) column(list.map((one) => one[field]), pairs);
    return Buffer.from(bytes);
}

const zigzag = (number) => (number < 0 ? -2 * number - 1 : 2 * number);

/** What the loader restores has to be what the linker wrote, as far as it is kept. */
function check(section, { memory }, at, functions) {
    const copy = Buffer.from(new Uint8Array(memory).buffer);
    restoreTables(section, copy.buffer);
    expect(at.functions + 8 * (at.count + 1) + RECORD * at.count <= at.funcData);
    const kept = ({ name, data, ...others }, isOurs = OURS.test(name)) => ({ ...others, name: isOurs ? name : "", data: KINDS.map((kind) => data[kind] ?? NONE) });
    expect(isDeepStrictEqual(readFunctions(copy, at).map((one) => kept(one)), functions.map((one) => kept(one))));
    expect(copy.subarray(at.funcData, at.buckets).equals(memory.subarray(at.funcData, at.buckets)));
}

function expect(isSo) {
    if (!isSo) throw new Error("This version of Go lays out its tables of functions in another way: adapt web/build/tables.mjs to its runtime/symtab.go");
}
