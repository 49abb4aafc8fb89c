// One Chromium for all programs that run.mjs is started for.
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { compilerFlags } from "../../web/build/flags.mjs";
import config from "../playwright.config.mjs";

const runner = join(import.meta.dirname, "run.mjs");

/**
 * Starts it and answers what go test has to be given, args and env, to run its programs there; build are the args to compile
 * them, and runner the script to run them with. stop() ends it.
 */
export async function startChromium() {
    const server = await chromium.launchServer(config.use.launchOptions);
    return {
        runner,
        build: compilerFlags,
        args: [...compilerFlags, "-count=1", "-vet=off", "-exec", `${process.execPath} ${runner}`],
        env: { GOOS: "js", GOARCH: "wasm", CGO_ENABLED: "0", TEST_CHROMIUM: server.wsEndpoint() },
        stop: () => server.close(),
    };
}
