import { join } from 'node:path';
import { plantWorkspace } from '../../engine/testing/models.ts';
import { openWorkspace } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

// Wide enough for the explanation to stand beside the work.
test.use({ look: { colorScheme: 'dark', viewport: { width: 1920, height: 1080 } } });

test('mitigations are tried, read as a frontier, and each point before and after, by keyboard', async ({
  workbench,
}) => {
  const { page, folder } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const dir = join(folder, 'workspace');
  await plantWorkspace(dir, { users: 60, items: 40 });
  await openWorkspace(page, dir);
  const { client, close } = await connectTo(workbench.host);
  const job = await client.models.evaluate({ models: [{ algorithm: 'itemknn', params: {} }], protocol: { k: 5 } });
  await expect.poll(async () => (await client.models.runs({ job: job.id })).total, { timeout: 30_000 }).toBe(1);
  close();

  await page.keyboard.press('Alt+3');
  await page.keyboard.press('4');
  await expect(page.getByText('Nothing was tried yet against a gap')).toBeVisible();
  await check();

  // Methods that change what a model learns from are not offered for one that does not take them.
  await page.keyboard.press('t');
  await expect(page.getByRole('combobox', { name: 'Run' })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Reweigh users' })).toBeHidden();
  await expect(page.getByText('4 methods on itemknn between groups of activity')).toBeVisible();
  await check();
  await page.keyboard.press('ControlOrMeta+Enter');

  const points = page.getByRole('table', { name: 'Points' });
  await expect(points.getByRole('row')).toHaveCount(18, { timeout: 60_000 });
  await expect(page.getByRole('figure', { name: 'ndcg against the gap' })).toBeVisible();
  const floor = points.getByRole('button', { name: 'Exposure floor 0.4' });
  await floor.focus();
  await page.keyboard.press('Enter');
  await expect(floor).toHaveAttribute('aria-pressed', 'true');
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details.getByRole('heading', { name: 'Exposure floor 0.4' })).toBeVisible();
  await expect(details.getByText('Before and after')).toBeVisible();
  await check();

  // What is tried again is called off while it runs.
  await page.keyboard.press('t');
  await expect(page.getByRole('combobox', { name: 'Run' })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByRole('button', { name: /^Cancel/ })).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText('cancelled', { exact: true })).toBeVisible();
});
