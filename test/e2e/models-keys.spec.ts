import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { endOf, plantWorkspace } from '../../engine/testing/models.ts';
import { openWorkspace } from './actions.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

// Wide enough for the explanation to stand beside the work.
test.use({ look: { colorScheme: 'dark', viewport: { width: 1920, height: 1080 } } });

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('every key of Models does what the help overlay says', async ({ workbench: { page, folder, host } }) => {
  const dir = join(folder, 'workspace');
  await plantWorkspace(dir, { users: 40, items: 30, what: 'views' });
  await openWorkspace(page, dir);
  const { client, close } = await connectTo(host);
  const evaluate = async (algorithm: string) =>
    endOf(client, await client.models.evaluate({ models: [{ algorithm }], protocol: { k: 5 } }));
  await evaluate('toppopular');
  await evaluate('ease');

  // Runs: what comes while a person reads waits until it is asked for.
  await press(page, 'Alt+4', '1');
  const runs = page.getByRole('table', { name: 'Runs' });
  await expect(runs.getByRole('row')).toHaveCount(3);
  await evaluate('itemknn');
  await expect(page.getByRole('button', { name: /^1 new/ })).toBeVisible();
  await expect(runs.getByRole('row')).toHaveCount(3);
  await press(page, 'n');
  await expect(runs.getByRole('row')).toHaveCount(4);

  // Compare: sides are swapped, and each view has its key.
  await press(page, 'k', 'k', 'k', 'c', 'j', 'c', 'v');
  const compare = page.getByRole('region', { name: 'Compare' });
  const sideA = page.getByRole('combobox', { name: 'Run A' });
  await expect(compare.getByRole('row', { name: /^NDCG@5/ })).toBeVisible();
  const before = await sideA.inputValue();
  await press(page, 's');
  await expect(sideA).not.toHaveValue(before);
  for (const [key, view] of [
    ['p', 'Parameters'],
    ['l', 'Learning curves'],
    ['u', 'Point by point'],
    ['m', 'Metrics'],
  ] as const) {
    await press(page, key);
    await expect(page.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true');
  }
  await press(page, 'p');
  const settings = compare.getByRole('region', { name: 'Settings' }).getByRole('row');
  const differing = await settings.count();
  await press(page, 'd');
  await expect.poll(() => settings.count()).toBeGreaterThan(differing);
  await press(page, 'd');
  await expect(settings).toHaveCount(differing);

  // Versions: one takes the place of another, that is taken back, and one is removed.
  await endOf(client, await client.models.fit({ algorithm: 'ease', activate: true }));
  await endOf(client, await client.models.fit({ algorithm: 'toppopular', activate: false }));
  close();
  await press(page, '3');
  const versions = page.getByRole('table', { name: 'Versions' });
  await expect(versions.getByRole('row')).toHaveCount(3);
  const active = versions.getByRole('row', { name: /Active/ });
  await expect(active).toContainText('ease 1');
  await versions.getByRole('rowgroup').nth(1).focus();
  await press(page, 'Home', 'a');
  await expect(active).toContainText('toppopular 2');
  await press(page, 'z');
  await expect(active).toContainText('ease 1');
  await press(page, 'Home', 'Delete');
  const dialog = page.getByRole('dialog', { name: 'Remove a version' });
  await dialog.getByRole('textbox').fill('toppopular 2');
  await press(page, 'Enter');
  await expect(versions.getByRole('row')).toHaveCount(2);

  // Rankers: to the form and back to the list.
  await press(page, '6', 't');
  await expect(page.getByRole('combobox', { name: 'Learn from' })).toBeFocused();
  await press(page, 'Escape');
  await press(page, 'l');
  await expect(page.getByText('No rankers yet')).toBeVisible();

  // Classifiers and policies: along the shelf.
  await press(page, '5');
  const shelf = page.getByRole('region', { name: 'Classifiers and policies' });
  const chosen = () => shelf.locator('[aria-current=true]').textContent();
  await expect.poll(chosen).toContain('Clickbait');
  const first = await chosen();
  await press(page, 'j');
  await expect.poll(chosen).not.toBe(first);
  await press(page, 'k');
  await expect.poll(chosen).toBe(first);
});
