import { defineConfig } from '@playwright/test';

/** End-to-end specs. Browser and host are started by test/e2e/fixtures.ts, so that nothing needs to be downloaded. */
export default defineConfig({
  testDir: 'test/e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: process.env.CI ? [['list']] : [['line']],
  outputDir: 'test-results',
});
