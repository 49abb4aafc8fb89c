// A small disk, to be filled.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "./process.mjs";

/**
 * Mounts a file system of so many kilobytes at a folder, which is made. Answers {fill, empty, unmount}: fill leaves no byte of it;
 * undefined where we may not mount.
 */
export async function smallDisk(folder, kilobytes) {
    mkdirSync(folder, { recursive: true });
    const mounted = await execute("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "parley-test", folder]).catch(() => undefined);
    if (mounted === undefined) return undefined;
    const ballast = join(folder, "ballast");
    return {
        fill() {
            for (let size = kilobytes * 1024; size > 0; size = Math.floor(size / 2))
                try {
                    for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
                } catch (error) {
                    if (error.code !== "ENOSPC") throw error;
                }
        },
        empty: () => rmSync(ballast),
        unmount: () => execute("umount", ["--lazy", folder]),
    };
}
