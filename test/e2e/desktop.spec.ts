import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { _electron, expect, test } from '@playwright/test';
import { repositoryRoot } from '../../main/paths.ts';

/** The Electron binary that was fetched before, if there is one; nothing is fetched here. */
function electronBinary(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const names = { linux: 'electron', win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' };
  const binary = join(folder, 'dist', names[process.platform as keyof typeof names] ?? 'electron');
  return existsSync(binary) ? binary : undefined;
}

const binary = electronBinary();

test('the desktop app opens the workbench, reaches its engine and works the demo', async () => {
  test.skip(!binary, 'no Electron binary on this machine');
  const userData = await mkdtemp(join(tmpdir(), 'steward-desktop-'));
  const app = await _electron.launch({
    executablePath: binary,
    args: [repositoryRoot, `--user-data-dir=${userData}`],
  });
  try {
    const page = await app.firstWindow();
    await page.getByRole('button', { name: 'Try the demo' }).click();
    await expect(page.getByRole('button', { name: 'Remove' })).toBeEnabled({ timeout: 60_000 });
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true });
  }
});
