// node pack-pictures.mjs: makes the pictures in tests/expected/looks as small as they can be, with a palette of at most 256 colours.
// Run it after --update-snapshots; what tests compare stays within their threshold.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const TRUE_COLOUR = 2;
const folder = join(import.meta.dirname, "tests/expected/looks");

for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const picture = decode(readFileSync(file));
    if (picture) writeFileSync(file, encode(picture));
}

/** The pixels of a picture as a browser writes it, three bytes each; undefined for one that has a palette. */
function decode(png) {
    const parts = [];
    for (let at = 8; at < png.length; ) {
        const length = png.readUInt32BE(at);
        parts.push({ type: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
        at += length + 12;
    }
    const head = parts[0].data;
    if (head[9] !== TRUE_COLOUR) return undefined;
    const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
    const lines = inflateSync(Buffer.concat(parts.filter(({ type }) => type === "IDAT").map(({ data }) => data)));
    const pixels = Buffer.alloc(width * height * 3);
    const stride = width * 3;
    for (let y = 0; y < height; y++) {
        const filter = lines[y * (stride + 1)];
        for (let x = 0; x < stride; x++) {
            const at = y * stride + x;
            const left = x < 3 ? 0 : pixels[at - 3];
            const above = y ? pixels[at - stride] : 0;
            const corner = y && x >= 3 ? pixels[at - stride - 3] : 0;
            pixels[at] = lines[y * (stride + 1) + 1 + x] + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
        }
    }
    return { width, height, pixels };
}

function paeth(left, above, corner) {
    const [a, b, c] = [left, above, corner].map((value) => Math.abs(left + above - corner - value));
    return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** The picture with so few colours that a palette holds them: those that are there most, and others as near to them as can be. */
function encode({ width, height, pixels }) {
    const counts = new Map();
    for (let at = 0; at < pixels.length; at += 3) counts.set(pixels.readUIntBE(at, 3), (counts.get(pixels.readUIntBE(at, 3)) ?? 0) + 1);
    const colours = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
    let { palette, indices } = reduced(colours, 0);
    for (let least = 4; palette.length > 256; least += 2) ({ palette, indices } = reduced(colours, least));
    const lines = Buffer.alloc(height * (width + 1));
    for (let y = 0, at = 0; y < height; y++)
        for (let x = 1; x <= width; x++, at += 3) lines[y * (width + 1) + x] = indices.get(pixels.readUIntBE(at, 3));
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 3, 0, 0, 0], 8);
    const table = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
    return Buffer.concat([SIGNATURE, ...[["IHDR", head], ["PLTE", table], ["IDAT", deflateSync(lines, { level: 9, memLevel: 9 })], ["IEND", Buffer.alloc(0)]].map(chunk)]);
}

/** A palette whose colours are at least so far apart, and the place in it of each colour. */
function reduced(colours, least) {
    const palette = [];
    const indices = new Map();
    for (const colour of colours) {
        const at = palette.findIndex((other) => distance(other, colour) < least);
        indices.set(colour, at < 0 ? palette.push(colour) - 1 : at);
    }
    return { palette, indices };
}

function distance(a, b) {
    return Math.hypot(...[16, 8, 0].map((shift) => ((a >> shift) & 255) - ((b >> shift) & 255)));
}

function chunk([type, data]) {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
