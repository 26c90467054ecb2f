import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkspace, importFile, openPanel, waitForQueue } from './actions.ts';
import { expect, test } from './fixtures.ts';
import { mildPosts } from './mild-posts.ts';

// Wide enough for the explanation to stand beside the work.
test.use({ look: { colorScheme: 'dark', viewport: { width: 1920, height: 1080 } } });

test('every key of Triage does what the help overlay says', async ({ workbench }) => {
  const { page, folder, host } = workbench;
  const file = join(folder, 'posts.csv');
  await writeFile(file, mildPosts(12));
  await createWorkspace(page, join(folder, 'workspace'));
  await importFile(page, file, { Text: 'body', Id: 'post_id', Author: 'writer' });
  await openPanel(page, 'Triage');
  await waitForQueue(page, 'Inform', 12);
  await page.getByRole('tab', { name: /Inform/ }).click();
  const current = page.getByRole('option', { selected: true });
  const list = page.getByRole('listbox', { name: 'Posts to review' });
  const place = () => current.getAttribute('aria-posinset');
  await expect.poll(place).toBe('1');

  // Along the queue.
  await page.keyboard.press('j');
  await expect.poll(place).toBe('2');
  await page.keyboard.press('j');
  await expect.poll(place).toBe('3');
  await page.keyboard.press('k');
  await expect.poll(place).toBe('2');

  // Into the post, unmasked and masked again.
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Post' })).toBeFocused();
  await page.keyboard.press('m');
  await expect(page.getByRole('button', { name: /^Mask again/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Unmask/ })).toBeVisible();

  // Every side of why it is here.
  const sides = page.getByRole('tablist', { name: 'Why this post is here' });
  for (const [key, name] of [
    ['a', 'Author'],
    ['r', 'Reports'],
    ['d', 'Decisions'],
    ['t', 'Policy'],
    ['p', 'Priority'],
    ['c', 'Scores'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(sides.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true');
  }

  // One policy alone, and all of them again.
  await page.getByRole('button', { name: 'All policies' }).click();
  await page.getByRole('menuitem', { name: 'Clickbait' }).click();
  await expect(page.getByRole('button', { name: 'Show all policies, not only Clickbait' })).toBeVisible();
  await list.focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'All policies' })).toBeVisible();

  // What comes meanwhile waits until it is asked for.
  await page.getByRole('button', { name: 'By priority' }).click();
  await page.getByRole('menuitem', { name: 'Newest first' }).click();
  await list.focus();
  const fresh = page.getByRole('button', { name: /^1 new/ });
  const sent = await fetch(`http://127.0.0.1:${host.port}/intake`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${host.token}` },
    body: JSON.stringify({ id: 'late', text: '99 Things You Will Not Believe Your Cat Does At Night' }),
  });
  expect(sent.ok).toBe(true);
  await expect(fresh).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('n');
  await expect(fresh).toBeHidden();
  await expect(page.getByRole('option', { name: /Your Cat Does/ })).toBeVisible();
});
