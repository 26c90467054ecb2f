import { join } from 'node:path';
import type { JobRow } from '../../engine/contract/review.ts';
import { endOf } from '../../engine/testing/models.ts';
import type { EngineClient } from '../../main/engine-client.ts';
import { openPanel } from './actions.ts';
import { connectTo } from './client.ts';
import { feedOn, leaveFields, openFeedOf, plantFeeds } from './feeds-steps.ts';
import { expect, test } from './fixtures.ts';

/** A user whose feed has, well in view, a post that waits for a moderator. */
async function userWithOpenPost(
  client: EngineClient,
): Promise<{ user: string; firstTitle: string; job: JobRow; title: string }> {
  const queues = await Promise.all(
    (['inform', 'reduce', 'remove'] as const).map((queue) => client.review.list({ queue, limit: 500 })),
  );
  const jobs = new Map(queues.flatMap(({ rows }) => rows).map((row) => [row.content, row]));
  for (const { id: user } of await client.catalog.find({ subject: 'user', limit: 80 })) {
    const feed = await client.feeds.preview({ for: { user } });
    const item = feed.items.find((one) => one.place <= 5 && one.effect !== 'reduce' && jobs.has(one.item));
    if (item)
      return { user, firstTitle: feed.items[0]!.title!, job: jobs.get(item.item)!, title: item.title ?? item.item };
  }
  throw new Error('No feed has a post that waits for a moderator.');
}

test('a post that a moderator removes in a second window leaves the open feed, and comes back with undo', async ({
  workbench,
}) => {
  const { page, host, folder } = workbench;
  const { client, close } = await connectTo(host);
  await plantFeeds(client, join(folder, 'demo'));
  await client.moderation.run().then((job) => endOf(client, job));
  const { user, firstTitle, job, title } = await userWithOpenPost(client);
  const { cards, headings } = feedOn(page);
  const before = await openFeedOf(page, user, firstTitle);
  expect(before).toContain(title);
  await page.evaluate(() => Object.assign(window, { isAsLoaded: true }));

  // A moderator at another window of the same host, with the feed still open in the first.
  const moderator = await page.context().newPage();
  await moderator.goto(host.freshUrl());
  await openPanel(moderator, 'Triage');
  await moderator.getByRole('tab', { name: new RegExp(job.queue, 'i') }).click();
  const post = moderator.locator(`#job-${job.id}`);
  // Only rows in view are in the page.
  for (let n = 0; n < 60 && (await post.count()) === 0; n++) await moderator.keyboard.press('j');
  await post.click();
  await expect(post).toHaveAttribute('aria-selected', 'true');
  await expect(moderator.getByRole('button', { name: 'Remove' })).toBeEnabled();
  await moderator.keyboard.press('1');
  await expect.poll(headings).not.toContain(title);
  await moderator.keyboard.press('z');
  await expect.poll(headings).toEqual(before);

  // What is reduced is covered until somebody asks to see it; here it keeps its place, so that it stays in view.
  await page.getByRole('slider', { name: /^Reduced by moderation/ }).focus();
  await page.keyboard.press('End');
  await expect(post).toHaveAttribute('aria-selected', 'true');
  await moderator.keyboard.press('2');
  await expect(cards.getByText('Text covered: moderation reduced it')).toBeVisible();
  await expect.poll(headings).not.toContain(title);
  await leaveFields(page);
  await page.keyboard.press('m');
  await expect.poll(headings).toContain(title);
  await page.keyboard.press('m');
  await expect.poll(headings).not.toContain(title);
  expect(await page.evaluate(() => 'isAsLoaded' in window)).toBe(true);
  close();
});
