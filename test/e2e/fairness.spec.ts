import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openStore } from '../../engine/store/store.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { openWorkspace } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

const users = 120;

/** Users of two towns and three ages, of whom models know what they had. */
async function makeWorkspace(dir: string): Promise<void> {
  await plantWorkspace(dir, { users, items: 30 });
  const store = openStore(dir, { clock: Date.now, onReported: () => {} });
  store.catalog.setAttributes('user', [
    { name: 'town', type: 'category' },
    { name: 'age', type: 'category' },
  ]);
  const described = Array.from({ length: users }, (_, n) => ({
    id: userName(n),
    attributes: { town: n % 3 === 0 ? 'north' : 'south', age: n < 4 ? 'old' : n % 2 === 0 ? 'young' : 'middle' },
  }));
  store.catalog.describe('user', described, null);
  store.close();
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('an audit is started, read cell by cell and exported, by keyboard alone', async ({ workbench }) => {
  const { page, folder, host } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir);
  await openWorkspace(page, dir);

  // Without a run the way to one is shown.
  await press(page, 'Alt+3');
  await expect(page.getByText('No run to audit yet')).toBeVisible();
  await check();
  const { client, close } = await connectTo(host);
  await client.models.evaluate({ models: [{ algorithm: 'toppopular' }, { algorithm: 'itemknn' }], seed: 1 });
  await expect(page.getByText('No audit yet')).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await client.models.runs({})).total, { timeout: 30_000 }).toBe(2);
  close();

  // The form has the newest run of each model and every attribute; it says what is wrong before it starts.
  await press(page, 'n');
  await expect(page.getByLabel('Question')).toBeFocused();
  await page.keyboard.type('Is the north served alike?');
  const runs = page.getByRole('group', { name: 'Runs' });
  await expect(runs.getByRole('button', { pressed: true })).toHaveCount(2);
  await page.getByLabel('Draws').fill('5');
  await expect(page.getByText('A whole number from 100 to 100000').first()).toBeVisible();
  await check();
  await page.getByLabel('Draws').fill('200');
  await page.getByRole('group', { name: 'Sides' }).getByRole('button', { name: 'Moderation' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('combobox', { name: 'Crosses' }).focus();
  await press(page, 'Enter');
  await page.getByRole('option', { name: 'of up to two' }).click();
  await page.getByRole('combobox', { name: 'Control' }).focus();
  await press(page, 'Enter');
  await page.getByRole('option', { name: 'activity' }).click();
  await press(page, 'Control+Enter');

  // Its result opens itself, with the keyboard in the matrix.
  const grid = page.getByRole('grid', { name: 'Audit' });
  await expect(grid).toBeVisible({ timeout: 60_000 });
  await expect(grid.locator('td:focus')).toHaveAccessibleName(/^NDCG@10 of .* by /);
  await expect(grid.getByRole('columnheader')).toHaveCount(5);
  await press(page, 'c');
  await expect(grid.getByRole('columnheader')).toHaveCount(8);
  await check();
  const first = await grid.locator('td:focus').getAttribute('aria-label');
  await press(page, 'ArrowRight');
  await expect(grid.locator('td:focus')).not.toHaveAccessibleName(first ?? '');
  await press(page, 'ArrowDown', 'Home');
  await expect(grid.locator('td:focus')).toHaveAccessibleName(/by (age|town)/);

  // The drawer has the test behind the cell.
  await press(page, ']');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'Why this test' })).toBeVisible();
  await expect(details.getByText('Holm, within the metric')).toBeVisible();
  await check();
  await press(page, 'y');
  await expect(details.getByRole('button', { name: /Copied/ })).toBeVisible();
  await press(page, ']');

  // A verdict alone, and the sort by gap.
  const chip = page.getByRole('group', { name: 'Verdicts' }).getByRole('button').first();
  await chip.focus();
  await page.keyboard.press('Space');
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Space');
  await grid.locator('td[tabindex="0"]').focus();
  await press(page, 'g');
  await expect(grid.locator('[aria-sort=descending]')).toHaveCount(1);
  await press(page, 'g');

  // The cell: dots as values and ratios, pairs, strata; hidden groups are named.
  await page.getByRole('gridcell', { name: /NDCG@10 of itemknn by age:/ }).focus();
  await press(page, 'Enter');
  await expect(page.getByRole('button', { name: 'Matrix' })).toBeFocused();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('NDCG@10 of itemknn by age');
  await expect(page.getByText(/^Hidden, because fewer than 10/)).toContainText('old');
  await expect(page.getByRole('table', { name: 'Pairs of groups' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Strata' })).toBeVisible();
  await press(page, 'r');
  await expect(page.getByText('times smaller', { exact: true })).toBeVisible();
  await check();
  for (const [name, begins] of [
    ['Numbers as CSV', 'Group,n,Ratio'],
    ['Drawing as SVG', '<svg'],
    ['Picture as PNG', '\u{FFFD}PNG'],
  ] as const) {
    await page.getByRole('button', { name: /^Export NDCG/ }).focus();
    await press(page, 'Enter');
    const item = page.getByRole('menuitem', { name });
    await item.focus();
    const saved = page.waitForEvent('download');
    await press(page, 'Enter');
    const file = await (await saved).path();
    expect((await readFile(file, 'utf8')).startsWith(begins)).toBe(true);
  }
  await press(page, 'r', 'Escape');
  await expect(grid.locator('td:focus')).toHaveCount(1);

  // Crosses, the group served worst, and the runs against each other.
  await press(page, 'x');
  await expect(page.getByRole('table', { name: 'Groups served worst' })).toBeVisible();
  await expect(page.getByRole('figure', { name: /by .* x / }).first()).toBeVisible();
  await check();
  await press(page, 'm');
  await expect(grid).toBeVisible();
  await press(page, 'p');
  const point = page.getByRole('button', { name: /^itemknn: overall/ });
  await expect(point).toBeVisible();
  await check();
  await point.focus();
  await press(page, 'Enter');
  await expect(grid.locator('td:focus')).toHaveAccessibleName(/of itemknn by /);

  // Digits lead to the other sections, and the audit is in the list.
  for (const [key, name] of [
    ['2', 'Items'],
    ['3', 'Moderation'],
    ['4', 'Mitigation'],
  ] as const) {
    await press(page, key);
    const place = page.getByRole('navigation', { name: 'Fairness' }).getByRole('button', { name });
    await expect(place).toHaveAttribute('aria-current', 'page');
  }
  await press(page, '5');
  await page.getByRole('button', { name: /Is the north served alike/ }).focus();
  await press(page, 'Enter');
  await expect(grid).toBeVisible();
});

test('without data the way to it is shown', async ({ workbench: { page, folder } }) => {
  const dir = join(folder, 'workspace');
  await page.getByLabel('New folder').fill(dir);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
  await press(page, 'Alt+3');
  await expect(page.getByText('No interactions yet')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
});
