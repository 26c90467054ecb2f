import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { NewInteraction } from '../../engine/store/catalog.ts';
import { createStore } from '../../engine/store/store.ts';
import { openWorkspace } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';

const options = { clock: Date.now, onReported: () => {} };

/** Three tastes of twenty users each, who mostly have the items of their own taste: enough for models to tell apart. */
function tastes(): NewInteraction[] {
  const rows: NewInteraction[] = [];
  for (let user = 0; user < 60; user++) {
    for (let item = 0; item < 45; item++) {
      const isOwn = user % 3 === item % 3;
      if ((user * 7 + item * 13) % (isOwn ? 2 : 11) !== 0) continue;
      rows.push({ user: `user${user}`, item: `item${item}`, kind: 'view', value: 1, at: 1_700_000_000_000 + item });
    }
  }
  return rows;
}

async function makeWorkspace(dir: string, rows: readonly NewInteraction[]): Promise<void> {
  const store = createStore(dir, { name: 'Models', isDemo: false }, options);
  await store.catalog.add(rows, () => 'implicit');
  store.close();
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function toggle(page: Page, algorithm: string): Promise<void> {
  await page.getByRole('button', { name: algorithm, exact: true }).focus();
  await page.keyboard.press('Space');
}

test('models are measured, compared, fitted and asked, by keyboard alone', async ({ workbench: { page, folder } }) => {
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir, tastes());
  await openWorkspace(page, dir);
  await press(page, 'Alt+4');
  await expect(page.getByText('Nothing measured yet')).toBeVisible();
  await check();

  // Two models from the form, which says what is wrong before it starts.
  await press(page, '4', 'e');
  await expect(page.getByRole('button', { name: 'Most popular', exact: true })).toBeFocused();
  await page.keyboard.press('Space');
  await toggle(page, 'Item attribute k-NN');
  await expect(page.getByText(/Needs item attributes/).first()).toBeVisible();
  await toggle(page, 'Item attribute k-NN');
  await toggle(page, 'EASE');
  await page.getByLabel('k', { exact: true }).fill('500');
  await expect(page.getByText('A whole number from 1 to 200').first()).toBeVisible();
  await check();
  await page.getByLabel('k', { exact: true }).fill('5');
  await expect(page.getByText(/2 runs will be added/)).toBeVisible();
  await press(page, 'Control+Enter');
  const job = page.getByRole('region', { name: 'Training job' });
  await expect(job.getByRole('heading', { level: 1 })).toBeFocused();
  await expect(job.getByText(/done after/)).toBeVisible({ timeout: 30_000 });

  // From the job to its run, with every figure and what it means.
  await job.getByRole('button', { name: 'Open ease' }).focus();
  await page.keyboard.press('Enter');
  const runs = page.getByRole('table', { name: 'Runs' });
  await expect(runs.getByRole('row')).toHaveCount(3);
  await expect(runs.locator('tr[aria-current=true]')).toContainText('ease');
  await press(page, 'i');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByText('NDCG@5')).toBeFocused();
  await expect(page.getByRole('tooltip').getByText(/n = \d+ users/)).toBeVisible();
  await check();
  await press(page, 'Escape', '/');
  await page.keyboard.type('toppop');
  await expect(runs.getByRole('row')).toHaveCount(2);
  await press(page, 'Escape', 'Escape');
  await expect(runs.getByRole('row')).toHaveCount(3);

  // Face to face.
  await press(page, 'k', 'k', 'c', 'j', 'c', 'v');
  const compare = page.getByRole('region', { name: 'Compare' });
  await expect(compare.getByRole('row', { name: /^NDCG@5/ })).toBeVisible();
  await expect(compare.getByText(/[AB] better/).first()).toBeVisible();
  await press(page, 'u');
  await expect(compare.getByText(/better for .* n = 60/)).toBeVisible();
  await press(page, 'j', 'Enter');
  await expect(details.getByRole('heading', { name: /^User user/ })).toBeVisible();
  await check();
  await press(page, 'Escape', 'p');
  await expect(compare.getByText(/settings differ/)).toBeVisible();

  // A version of the better one, made active, and what it recommends.
  await press(page, '1', 'f');
  await expect(page.getByText(/Fits (EASE|Most popular) on all data/)).toBeVisible();
  await toggle(page, 'EASE');
  await press(page, 'Control+Enter');
  await job.getByRole('button', { name: /Open version 1/ }).focus({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  const versions = page.getByRole('table', { name: 'Versions' });
  await expect(versions.getByText('Candidate')).toBeVisible();
  await press(page, 'a');
  await expect(versions.getByText('Active')).toBeVisible();
  await press(page, 'r');
  await page.keyboard.type('user7');
  const recommended = page.getByRole('table', { name: 'Recommendations' });
  await expect(recommended.getByRole('row').nth(1)).toContainText('item');
  await press(page, 'Escape');
  await recommended.getByRole('rowgroup').nth(1).focus();
  await press(page, 'ArrowDown', 'Enter');
  await expect(details.getByText(/^Why item/)).toBeVisible();
  await check();
  await press(page, '?');
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByText('Make the version active')).toHaveCount(0);
  await expect(page.getByRole('dialog', { name: 'Keys' }).getByText('Next version')).toBeVisible();
});

test('a search is watched, cancelled, and what it found stays', async ({ workbench: { page, folder } }) => {
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir, tastes());
  await openWorkspace(page, dir);
  await press(page, 'Alt+4', '4', 'u');
  await toggle(page, 'BPR matrix factorisation');
  await page.getByLabel('Trials').fill('1000');
  await press(page, 'Control+Enter');
  const job = page.getByRole('region', { name: 'Training job' });
  await expect(job.getByRole('progressbar')).toBeVisible();
  await expect(job.getByRole('figure', { name: 'Learning curves' })).toBeVisible({ timeout: 20_000 });
  await expect(job.getByRole('button', { name: /^Open / }).first()).toBeVisible({ timeout: 20_000 });
  await press(page, 'x');
  await expect(job.getByText(/cancelled after/)).toBeVisible();
  await press(page, '1');
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1)).toContainText('bprmf');
});

test('without data the way to it is shown', async ({ workbench: { page, folder } }) => {
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir, []);
  await openWorkspace(page, dir);
  await press(page, 'Alt+4');
  await expect(page.getByText('No interactions yet')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole('button', { name: 'Import interactions' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation', { name: 'Data' })).toBeVisible();
});

test('a ranker is trained, put to use, retired and removed, by keyboard alone', async ({
  workbench: { page, folder },
}) => {
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir, tastes());
  await openWorkspace(page, dir);
  await press(page, 'Alt+4', '6');
  await expect(page.getByText('No rankers yet')).toBeVisible();
  await check();

  // The form says what is wrong before it starts.
  await press(page, 't');
  await expect(page.getByRole('combobox', { name: 'Learn from' })).toBeFocused();
  await page.getByLabel('Popularity').fill('2');
  await expect(page.getByText('A number from 0 to 1').first()).toBeVisible();
  await check();
  await page.getByLabel('Popularity').fill('0.5');
  await expect(page.getByText(/Factorisation machine: learns from/)).toBeVisible();
  await press(page, 'Control+Enter');
  const job = page.getByRole('region', { name: 'Training job' });
  await expect(job.getByText(/done after/)).toBeVisible({ timeout: 30_000 });
  await job.getByRole('button', { name: /Open fm 1/ }).focus();
  await page.keyboard.press('Enter');

  // Its card: figures, how right its chances are, and its settings.
  const rankers = page.getByRole('table', { name: 'Rankers' });
  const row = rankers.locator('tr[aria-current=true]');
  // What was trained orders nobody's feeds until somebody says so.
  await expect(row).toContainText('Candidate');
  await press(page, 'a');
  await expect(row).toContainText('Active');
  await press(page, 'Enter');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByRole('row', { name: /^GAUC/ })).toBeVisible();
  await expect(details.getByRole('figure', { name: 'Calibration' })).toBeVisible();
  await expect(details.getByText('the sampling and popularity (power 0.5)')).toBeVisible();
  await check();
  await press(page, '?');
  await expect(page.getByRole('dialog').getByText('Retire fm 1')).toBeVisible();
  await press(page, 'Escape', 'Escape');

  await press(page, 'x');
  await expect(row).toContainText('Retired');
  await press(page, 'a');
  await expect(row).toContainText('Active');
  await press(page, 'x');
  await expect(row).toContainText('Retired');
  await press(page, 'Delete');
  await page.getByRole('dialog').getByRole('textbox').fill('fm 1');
  await press(page, 'Enter');
  await expect(page.getByText('No rankers yet')).toBeVisible();
});

test('a job that fails says why and what to do', async ({ workbench: { page, folder } }) => {
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir, tastes());
  await openWorkspace(page, dir);
  await press(page, 'Alt+4', '4', 'e');
  await toggle(page, 'EASE');
  // Nobody rated anything here: a rule of ratings leaves nothing to learn from.
  await page.getByRole('combobox', { name: 'Rule' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: /^ratings/ }).click();
  await press(page, 'Control+Enter');
  await expect(page.getByRole('alert').getByRole('button', { name: 'Copy details' })).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
});
