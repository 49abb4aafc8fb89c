// Compresses once what never changes, with the slowest and best settings.
import { copyFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { cached } from "./cache.mjs";

const encodings = {
    br: (content) =>
        brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
        }),
    gz: (content) => gzipSync(content, { level: 9 }),
};

/** Writes the content to target.br and target.gz and returns their sizes. The plain form is not kept: servers can unpack. */
export function pack(content, target) {
    const folder = cached("packed", [content], (draft) => {
        for (const [ending, compress] of Object.entries(encodings)) writeFileSync(join(draft, ending), compress(content));
    });
    const sizes = {};
    for (const ending of Object.keys(encodings)) {
        copyFileSync(join(folder, ending), `${target}.${ending}`);
        sizes[ending] = statSync(join(folder, ending)).size;
    }
    return sizes;
}
