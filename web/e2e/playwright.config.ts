import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // Journeys measure time, and two at once would measure each other; states are given both cores by `npm run e2e`.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../test-results",
  projects: [
    { name: "states", testMatch: "states.spec.ts", fullyParallel: true },
    { name: "journeys", testMatch: "journeys/*.spec.ts", timeout: 120_000 },
    { name: "voice", testMatch: "voice/*.spec.ts", timeout: 120_000 },
    // A part of its own, as it takes minutes; a short run of the same is among the journeys.
    { name: "network", testMatch: "network/*.spec.ts", timeout: 420_000 },
    { name: "bars", testMatch: "bars/*.spec.ts", timeout: 240_000 },
    { name: "voice-bars", testMatch: "voice_bars/*.spec.ts", timeout: 240_000 },
    { name: "pictures", testMatch: "pictures.spec.ts", fullyParallel: true },
  ],
});
