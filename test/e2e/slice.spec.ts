import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createWorkspace, importFile, openCount, openPanel, waitForQueue } from './actions.ts';
import { expect, test } from './fixtures.ts';
import { mildPosts } from './mild-posts.ts';

const bait = 30;

/** What the line of counts under the queues says, as a number. */
async function decisions(page: Page): Promise<number> {
  const text = await page
    .getByRole('region', { name: 'Review queue' })
    .getByText(/decisions?$/)
    .textContent();
  return Number(/([\d,]+) decisions?$/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN);
}

test('a file is imported, scored, routed and worked by keyboard, and survives a killed engine', async ({
  workbench,
}) => {
  const { page, folder } = workbench;
  const file = join(folder, 'posts.csv');
  await writeFile(file, mildPosts(bait));

  await createWorkspace(page, join(folder, 'workspace'));
  await importFile(page, file, { Text: 'body', Id: 'post_id', Author: 'writer' });
  await openPanel(page, 'Triage');
  await waitForQueue(page, 'Inform', bait);

  const item = page.getByRole('region', { name: 'Item' });
  await page.getByRole('tab', { name: /Inform/ }).click();
  await expect(item.getByText(/\d+ (Things|Reasons|Hilarious|Signs|Of)/).first()).toBeVisible();

  // Twenty posts by keyboard alone, each of the four decisions five times, a skip and an undo on the way.
  for (let n = 0; n < 20; n++) {
    await page.keyboard.press(String((n % 4) + 1));
    await expect.poll(() => openCount(page, 'Inform')).toBe(bait - n - 1);
  }
  await expect.poll(() => decisions(page)).toBe(20);
  await page.keyboard.press('s');
  await page.keyboard.press('z');
  await page.keyboard.press('z');
  await expect.poll(() => openCount(page, 'Inform')).toBe(bait - 19);
  await page.keyboard.press('4');
  await expect.poll(() => decisions(page)).toBe(20);

  process.kill(workbench.host.enginePid!, 'SIGKILL');
  await expect(page.getByText(/Engine stopped/)).toBeVisible();
  await expect(page.getByText(/Engine stopped/)).toBeHidden({ timeout: 30_000 });
  await expect.poll(() => decisions(page)).toBe(20);
  await expect.poll(() => openCount(page, 'Inform')).toBe(bait - 20);
  await page.keyboard.press('4');
  await expect.poll(() => decisions(page)).toBe(21);

  await workbench.restart();
  await page.getByRole('button', { name: /My community/ }).click();
  await expect.poll(() => decisions(page)).toBe(21);
  await expect.poll(() => openCount(page, 'Inform')).toBe(bait - 21);

  await openPanel(page, 'Data');
  await page.getByRole('button', { name: /^Check/ }).click();
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/unbroken|sound/i).first()).toBeVisible();
});
