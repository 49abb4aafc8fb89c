import { defineConfig } from "@playwright/test";

export default defineConfig({
    testDir: "tests",
    testMatch: "*.spec.mjs",
    outputDir: "test-results/files",
    globalSetup: "./scratch.mjs",
    workers: 3, // most of the time is waiting
    retries: 0,
    fullyParallel: true,
    forbidOnly: true,
    timeout: 120_000,
    snapshotPathTemplate: "{testDir}/expected/{arg}{ext}",
    expect: { timeout: 20_000 },
    reporter: [["list"], ["./counts.mjs"]],
    use: {
        browserName: "chromium",
        actionTimeout: 20_000,
        trace: "retain-on-failure",
        viewport: { width: 1280, height: 860 },
        launchOptions: {
            executablePath: "/usr/bin/chromium",
            args: [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        },
    },
});
