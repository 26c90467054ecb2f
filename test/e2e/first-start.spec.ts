import { chmod, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createStore, openStore, type Store } from '../../engine/store/store.ts';
import { openPanel } from './actions.ts';
import { expect, test } from './fixtures.ts';

/** Kept, so that nothing closes them before the test ends. */
const held: Store[] = [];
const options = { clock: Date.now, onReported: () => {} };

test('a new person reaches real work by way of the demo', async ({ workbench: { page } }) => {
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove' })).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByText('demo', { exact: true })).toBeVisible();
});

const spoilt = [
  [
    'from the future',
    'newer Steward',
    async (dir: string) => {
      const store = openStore(dir, options);
      store.db.raw.pragma('user_version = 999');
      store.close();
    },
  ],
  ['damaged', 'damaged', (dir: string) => truncate(join(dir, 'workspace.sqlite'), 6000)],
  ['read-only', 'cannot be written', (dir: string) => chmod(join(dir, 'workspace.sqlite'), 0o444)],
  ['open elsewhere', 'Another Steward', async (dir: string) => void held.push(openStore(dir, options))],
  ['missing', 'no workspace', async () => {}],
] as const;

for (const [what, says, spoil] of spoilt) {
  test(`a workspace that is ${what} is a state with a way on`, async ({ workbench: { page, folder } }) => {
    const dir = join(folder, 'spoilt');
    if (what !== 'missing') createStore(dir, { name: 'Spoilt', isDemo: false }, options).close();
    await spoil(dir);
    await page.getByLabel('Folder of a workspace').fill(dir);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByText(new RegExp(says)).first()).toBeVisible();
    // Never a dead end: another workspace can be opened from here.
    await page.getByLabel('Folder of a workspace').fill(join(folder, 'other'));
    createStore(join(folder, 'other'), { name: 'Other', isDemo: false }, options).close();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
  });
}

test('bad rows are listed with their lines, and the rest goes in', async ({ workbench: { page, folder } }) => {
  const dir = join(folder, 'workspace');
  createStore(dir, { name: 'Rows', isDemo: false }, options).close();
  const file = join(folder, 'rows.csv');
  await writeFile(
    file,
    'id,text,time\n1,The first,2026-01-01\n2,,2026-01-01\n3,The third,not a time\n4,The fourth,2026-01-02\n',
  );
  await page.getByLabel('Folder of a workspace').fill(dir);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await openPanel(page, 'Data');
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  await dialog.getByLabel('File to import').setInputFiles(file);
  await dialog.getByRole('combobox', { name: 'Time' }).selectOption('time');
  await dialog.getByRole('button', { name: 'Import posts' }).click();
  const row = page.getByRole('row', { name: /rows\.csv/ });
  await expect(row).toBeVisible();
  await row.click();
  const bad = page.getByRole('table', { name: 'Bad rows' });
  await expect(bad.getByRole('row')).toHaveCount(3);
  await expect(bad.getByRole('cell', { name: '3', exact: true })).toBeVisible();
  await expect(bad.getByRole('cell', { name: '4', exact: true })).toBeVisible();
});

test('other programs post uploads and reports with the token, and both are reviewed', async ({ workbench }) => {
  const { page, folder, host } = workbench;
  const dir = join(folder, 'workspace');
  createStore(dir, { name: 'Posts', isDemo: false }, options).close();
  await page.getByLabel('Folder of a workspace').fill(dir);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
  const send = (path: string, body: unknown) =>
    fetch(`http://127.0.0.1:${host.port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
      body: JSON.stringify(body),
    });
  expect((await send('/intake', { id: 'p1', text: 'The bakery opens at nine.' })).ok).toBe(true);
  expect((await send('/reports', { content: 'p1', reporter: 'neighbour', reason: 'It opens at ten.' })).ok).toBe(true);
  expect((await send('/intake', { id: 'p2' })).status).toBe(400);
  await page.getByRole('tab', { name: /Reduce/ }).click();
  await expect(page.getByRole('region', { name: 'Item' }).getByText('The bakery opens at nine.')).toBeVisible();
  expect(await readFile(join(folder, 'config', 'loopback-token'), 'utf8')).toContain(host.token);
});
