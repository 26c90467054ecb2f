import { defineConfig } from '@playwright/test';

/** End-to-end specs. Browser and host are started by test/e2e/fixtures.ts, so that nothing needs to be downloaded. */
export default defineConfig({
  testDir: 'test/e2e',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Each test has a host and a page of its own, so that two can run beside each other, also out of one file.
  fullyParallel: true,
  workers: 2,
  globalSetup: './test/e2e/setup.ts',
  reporter: process.env.CI ? [['list']] : [['line']],
  outputDir: 'test-results',
});
