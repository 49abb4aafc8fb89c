// Takes a WebAssembly module apart and puts it together again, with other data.
const DATA = 11;
const MEMORY = 64 << 20; // bytes: more than the data of any program of ours
const GAP = 8; // zeroes in data that are worth another segment

/** The sections of a module and its memory, as its data segments fill it. */
export function readModule(bytes) {
    let at = 8;
    const number = () => {
        let value = 0;
        for (let scale = 1; ; scale *= 128) {
            const byte = bytes[at++];
            value += (byte & 127) * scale;
            if (byte < 128) return value;
        }
    };
    const sections = [];
    const memory = Buffer.alloc(MEMORY);
    while (at < bytes.length) {
        const id = bytes[at++];
        const end = number() + at;
        sections.push({ id, content: bytes.subarray(at, end) });
        if (id === DATA)
            for (let count = number(); count > 0; count--) {
                at += 2; // memory 0, i32.const
                const address = number();
                at++; // end of the expression
                const length = number();
                bytes.copy(memory, address, at, (at += length));
            }
        at = end;
    }
    return { head: bytes.subarray(0, 8), sections, memory };
}

/** The module with the memory as its data, and further custom sections, by name. */
export function writeModule({ head, sections, memory }, custom) {
    const all = [
        ...sections.map(({ id, content }) => section(id, id === DATA ? dataOf(memory) : content)),
        ...Object.entries(custom).map(([name, content]) => section(0, Buffer.concat([vector(Buffer.from(name)), content]))),
    ];
    return Buffer.concat([head, ...all]);
}

const section = (id, content) => Buffer.concat([Buffer.from([id]), vector(content)]);
const vector = (content) => Buffer.concat([unsigned(content.length), content]);

function dataOf(memory) {
    const segments = [];
    for (let start = nextByte(memory, 0); start < memory.length; ) {
        let end = start;
        let following = start;
        while (following < memory.length && following - end < GAP) {
            end = memory.indexOf(0, following);
            if (end < 0) end = memory.length;
            following = nextByte(memory, end);
        }
        segments.push(Buffer.concat([Buffer.from([0, 0x41]), signed(start), Buffer.from([0x0b]), vector(memory.subarray(start, end))]));
        start = following;
    }
    return Buffer.concat([unsigned(segments.length), ...segments]);
}

function nextByte(memory, at) {
    while (at < memory.length && memory[at] === 0) at++;
    return at;
}

function unsigned(number) {
    const bytes = [];
    for (; number > 127; number = Math.floor(number / 128)) bytes.push((number & 127) | 128);
    return Buffer.from([...bytes, number]);
}

/** A positive number as i32.const has it: the last byte's sign has to be clear. */
function signed(number) {
    const bytes = [];
    for (; number > 63; number = Math.floor(number / 128)) bytes.push((number & 127) | 128);
    return Buffer.from([...bytes, number]);
}
