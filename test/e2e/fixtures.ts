import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, chromium, type Page } from '@playwright/test';
import { configFolder, enginePaths, repositoryRoot } from '../../main/paths.ts';
import { type LoopbackHost, startLoopbackHost } from '../../main/web/host.ts';
import { browserPath } from './browser.ts';

export { expect } from '@playwright/test';

/** The workbench as one test has it: a host with an engine of its own, in a folder of its own. */
export interface Workbench {
  readonly folder: string;
  readonly page: Page;
  readonly host: LoopbackHost;
  /** Stops the host and its engine as a person would, and starts both again on the same workspace. */
  restart(): Promise<void>;
}

interface WorkbenchOptions {
  colorScheme: 'dark' | 'light';
  viewport: { width: number; height: number };
}

// One for all tests: in the folder of its own that each test has, every engine would compile its sources anew.
process.env.NODE_COMPILE_CACHE ??= join(repositoryRoot, 'node_modules', '.cache', 'e2e-compiled');

export const test = base.extend<{ workbench: Workbench; look: WorkbenchOptions }, { chrome: Browser }>({
  chrome: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of a fixture's needs from this pattern.
    async ({}, use) => {
      const args = ['--no-sandbox', '--disable-gpu', '--headless=shell'];
      const browser = await chromium.launch({ executablePath: await browserPath(), args });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  look: [{ colorScheme: 'dark', viewport: { width: 1280, height: 800 } }, { option: true }],
  workbench: async ({ chrome, look }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'steward-e2e-'));
    const config = configFolder({ STEWARD_CONFIG: join(folder, 'config') });
    const start = (openAtStart?: string) =>
      startLoopbackHost({ engine: { paths: enginePaths(repositoryRoot, config), openAtStart }, log: () => {} });
    let host = await start();
    const context = await chrome.newContext({ ...look, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(host.url);
    await use({
      folder,
      page,
      get host() {
        return host;
      },
      async restart() {
        await host.close();
        host = await start();
        await page.goto(host.url);
      },
    });
    await context.close();
    await host.close();
    await rm(folder, { recursive: true, force: true });
  },
});
