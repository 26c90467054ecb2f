import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { defaultPolicies } from '../../engine/moderation/policies.ts';
import type { NewInteraction } from '../../engine/store/catalog.ts';
import { createStore, type Store } from '../../engine/store/store.ts';
import { routedPost } from '../../engine/testing/store.ts';
import { runCommandLine } from '../../main/cli.ts';
import { printed } from '../../main/commands/printed.ts';
import type { EngineClient } from '../../main/engine-client.ts';
import { openWorkspace } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

/** Sixty users of three tastes, twenty items each, some items far more popular than others. */
function tastes(): NewInteraction[] {
  const rows: NewInteraction[] = [];
  for (let user = 0; user < 60; user++) {
    for (let item = 0; item < 45; item++) {
      const isOwn = user % 3 === item % 3;
      if ((user * 7 + item * 13) % (isOwn ? 2 : 5 + Math.floor(item / 5)) !== 0) continue;
      rows.push({ user: `user${user}`, item: `item${item}`, kind: 'view', value: 1, at: 1_700_000_000_000 + item });
    }
  }
  return rows;
}

/** 400 mild posts of the sixty users that a person judged: those that name a term score higher than others of the same kind. */
async function judge(store: Store): Promise<void> {
  const posts = Array.from({ length: 400 }, (_, n) => {
    const isViolation = n % 4 === 0;
    const isNamed = n % 5 === 0;
    const language = n % 2 === 0 ? 'en' : 'de';
    const words = isNamed ? 'My deaf neighbour grows tomatoes' : 'My neighbour grows tomatoes';
    const score = Math.min(0.99, ((n * 37) % 100) / 200 + (isViolation ? 0.4 : 0.1) + (isNamed ? 0.2 : 0));
    const author = `user${n % 60}`;
    return { id: `post${n}`, text: `${words}, as in year ${n}`, author, language, score, isViolation };
  });
  for (const { id, text, author, language, score, isViolation } of posts) {
    const content = await routedPost(store, id, { hate: score }, author, { text, language });
    const verdict = isViolation ? ('remove' as const) : ('keep' as const);
    const decision = { job: null, content, verdict, source: 'person' as const, actor: 'ann', policyVersion: 1 };
    store.db.transaction(() => store.decisions.record({ ...decision, policy: 'hate', note: '', scores: {} }));
  }
}

async function makeWorkspace(dir: string): Promise<void> {
  const store = createStore(dir, { name: 'Fairness', isDemo: false }, { clock: Date.now, onReported: () => {} });
  store.policies.seed(defaultPolicies);
  await store.catalog.add(tastes(), () => 'implicit');
  store.catalog.setAttributes('user', [{ name: 'town', type: 'category' }]);
  const towns = Array.from({ length: 60 }, (_, n) => ({
    id: `user${n}`,
    attributes: { town: n % 3 === 0 ? 'north' : 'south' },
  }));
  store.catalog.describe('user', towns, null);
  await judge(store);
  store.close();
}

async function finished(client: EngineClient, id: number): Promise<void> {
  const stateOf = async () => {
    const job = (await client.jobs.list()).find((one) => one.id === id);
    return job?.error?.message ?? job?.state;
  };
  await expect.poll(stateOf, { timeout: 60_000 }).toBe('done');
}

/** Two models measured, and an audit of both and of the policies. */
async function audited(client: EngineClient): Promise<void> {
  for (const model of ['toppopular', 'ease'] as const) {
    const { id } = await client.models.evaluate({ models: [{ algorithm: model }] });
    await finished(client, id);
  }
  const { rows } = await client.models.runs({});
  const { id } = await client.fairness.audit({ runs: rows.map((run) => run.id), draws: 200 });
  await finished(client, id);
}

/** What `steward rates` says of a file of decisions, in the words of the panel. */
async function ratesOf(file: string, group: string) {
  const { io, out } = printed();
  const columns = ['--truth', 'truth', '--score', 'score', '--group', group, '--threshold', '0.5'];
  expect(await runCommandLine(['rates', '--in', file, ...columns, '--json'], io)).toBe(0);
  const report = JSON.parse(out[0]!) as {
    rates: { rate: string; gap: { difference: number }; test: { corrected: number } }[];
  };
  return [
    { rate: 'tpr', name: 'TPR' },
    { rate: 'fpr', name: 'FPR' },
    { rate: 'ppv', name: 'Precision' },
  ].map(({ rate, name }) => {
    const { gap, test: made } = report.rates.find((one) => one.rate === rate)!;
    return {
      rate,
      name,
      gap: gap.difference.toFixed(3),
      p: made.corrected < 0.001 ? '<0.001' : made.corrected.toFixed(3),
    };
  });
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test('items, identity terms and criteria are read by keyboard alone', async ({ workbench: { page, folder, host } }) => {
  test.setTimeout(120_000);
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const dir = join(folder, 'workspace');
  await makeWorkspace(dir);
  await openWorkspace(page, dir);
  const { client, close } = await connectTo(host);
  await audited(client);
  close();
  await press(page, 'Alt+3', '2');

  // Items: one run, another beside it, the other Gini.
  const items = page.getByRole('region', { name: 'Items' }).last();
  await expect(items.getByRole('figure', { name: 'Lorenz curve of exposure' })).toBeVisible();
  await expect(items.getByRole('figure', { name: 'Exposure by popularity' })).toBeVisible();
  const figures = items.getByRole('table', { name: 'Figures of items' });
  await expect(figures.getByRole('row', { name: /^Gini all/ })).toContainText('by n (');
  await press(page, 'g');
  await expect(figures.getByRole('row', { name: /^Gini/ })).toContainText('by n - 1');
  await page.getByRole('combobox', { name: 'Compared with' }).focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'Enter', 'Escape');
  await expect(figures.getByRole('columnheader', { name: /Difference/ })).toBeVisible();
  const run = page.getByRole('combobox', { name: 'Run', exact: true });
  const first = await run.inputValue();
  await figures.getByRole('rowgroup').nth(1).focus();
  await press(page, 's');
  await expect(run).not.toHaveValue(first);
  await check();
  await figures.getByRole('rowgroup').nth(1).focus();
  await press(page, 'ArrowDown', 'ArrowDown', 'Enter');
  await expect(page.getByRole('region', { name: 'Details' }).getByText('Convention')).toBeVisible();
  await check();
  await press(page, 'Escape');

  // Identity terms: the grid is walked, and a figure leads to its texts.
  await press(page, '3');
  const grid = page.getByRole('grid', { name: 'Identity terms by figure' });
  await expect(grid).toBeVisible();
  await page.getByRole('combobox', { name: 'Policy and source' }).focus();
  await press(page, 'ArrowDown');
  await page.getByRole('option', { name: /^hate · people’s decisions/ }).click();
  await grid.locator('[tabindex="0"]').focus();
  await press(page, 'Control+Home', 'ArrowRight');
  await expect(grid.getByRole('gridcell', { name: /^deaf, BPSN AUC/ })).toBeFocused();
  await press(page, 'Enter');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByText('kept, hit wrongly').first()).toBeVisible();
  await check();
  await press(page, 'Escape');

  // Criteria: rates follow the threshold, equal rates are found, and what the policy would have to be is said.
  await press(page, 'c');
  const thresholds = page.getByRole('table', { name: 'Thresholds' });
  await page.getByRole('combobox', { name: 'Policy', exact: true }).focus();
  await press(page, 'ArrowDown');
  await page.getByRole('option', { name: 'Hate', exact: false }).first().click();
  await expect(thresholds.getByRole('row', { name: /^All posts/ })).toContainText('400');
  await page.getByRole('combobox', { name: 'Posts by' }).focus();
  await press(page, 'ArrowDown');
  await page.getByRole('option', { name: /names deaf/ }).click();
  const slider = thresholds.getByRole('slider', { name: 'Threshold of deaf' });
  await expect(slider).toBeVisible();

  // The decisions as a file: the command line finds in it what the panel shows.
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Decisions as CSV' }).focus();
  await press(page, 's');
  const file = join(folder, 'decisions.csv');
  await (await saved).saveAs(file);
  for (const { rate, name, gap, p } of await ratesOf(file, 'term:deaf')) {
    await press(page, rate === 'ppv' ? 'u' : 'e');
    await expect(page.getByText(`${name}, gap ${gap}p ${p}`)).toBeVisible();
  }
  await press(page, 'e');

  const before = await thresholds.getByRole('row', { name: /^deaf/ }).textContent();
  await slider.focus();
  await press(page, 'End');
  // Rates are live; the verdicts say that they are still of other thresholds, until they are not.
  await expect(page.getByText('computing the verdicts').first()).toBeHidden();
  await expect(thresholds.getByRole('row', { name: /^deaf/ })).not.toHaveText(before!);
  await expect(page.getByText('A policy has one threshold for everybody')).toBeVisible();
  await check();
  await press(page, 'r', 'q');
  await expect(page.getByText(/On the half of 200 posts/)).toBeVisible();
  await press(page, 'u');
  await expect(page.getByRole('table', { name: 'Sufficiency by group' })).toBeVisible();
  await press(page, 'e');
  await expect(page.getByRole('figure', { name: 'Errors by group' })).toBeVisible();
  await check();
  await press(page, 'r');
  await thresholds.getByRole('slider', { name: 'Threshold of All posts' }).focus();
  await press(page, 'ArrowLeft');
  await page.getByRole('button', { name: /^Set “/ }).focus();
  await press(page, 'Enter');
  await expect(page.getByText('The policy was changed')).toBeVisible();
});
