import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testIgnore: "pictures/**",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each test has a server and browsers of its own; two at once would measure each other.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "../test-results",
});
