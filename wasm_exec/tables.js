/**
 * Writes the tables with which Go's runtime finds and walks functions into the memory of a program that has not started. They
 * arrive as web/build/tables.mjs packed them: columns of numbers of variable length. For each function a column says 0, the next
 * new value, or which of those before it is meant; then come the new values.
 */
const restoreTables = (packed, buffer) => {
    const [bytes, memory] = [new Uint8Array(packed), new Uint8Array(buffer)];
    let at = 0;
    const next = () => {
        let number = 0;
        for (let scale = 1; ; scale *= 128) {
            const byte = bytes[at++];
            number += (byte & 127) * scale;
            if (byte < 128) return number;
        }
    };
    const some = (length, make = next) => {
        const list = [];
        while (list.length < length) list.push(make());
        return list;
    };

    const [count, firstEntry, names, tables, functions, buckets] = some(6);
    const column = (read) => {
        const references = some(count);
        const values = read(references.filter((reference) => reference === 0).length);
        let used = 0;
        return references.map((reference) => values[reference ? reference - 1 : used++]);
    };
    const numbers = (length) => {
        let last = 0;
        return some(length, () => {
            const number = next();
            return (last = (last + ((number >>> 1) ^ -(number & 1))) | 0);
        });
    };
    const [named, args, deferReturn, marks, ...data] = some(8, () => column(numbers));

    let tableEnd = 1; // the offset 0 says that there is no table
    const write = (number) => {
        for (; number > 127; number = Math.floor(number / 128)) memory[tables + tableEnd++] = number | 128;
        memory[tables + tableEnd++] = number;
    };
    const offsets = (length) =>
        some(length, () => some(next())).map((values) => {
            if (!values.length) return 0;
            const offset = tableEnd;
            for (const value of values) write(value), write(next());
            write(0);
            return offset;
        });
    const [stackSizes, stackMaps] = some(2, () => column(offsets));

    let nameEnd = 1; // as above
    const nameOf = (i) => {
        if (!named[i]) return 0;
        const start = nameEnd;
        nameEnd = memory.indexOf(0, names + start) + 1 - names;
        return start;
    };
    const words = new Uint32Array(buffer);
    let to = (functions + 8 * (count + 1)) / 4;
    const put = (...list) => {
        for (const word of list) words[to++] = word;
    };
    for (let i = 0; i < count; i++) {
        const entry = firstEntry + i;
        words[functions / 4 + 2 * i] = entry;
        words[functions / 4 + 2 * i + 1] = 4 * to - functions;
        words[buckets / 4 + 80 * i] = i; // 16 buckets of 5 words for each function
        put(entry, nameOf(i), args[i], deferReturn[i], stackSizes[i], 0, 0, 2, 0, 0, marks[i] | (5 << 24)); // runtime._func
        put(0, stackMaps[i], data[0][i] - 1, data[1][i] - 1, data[2][i] - 1, -1, data[3][i] - 1);
    }
    words[functions / 4 + 2 * count] = firstEntry + count;
};
