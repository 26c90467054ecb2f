import { join } from 'node:path';
import { openPanel } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { feedOn, leaveFields, openFeedOf, plantFeeds } from './feeds-steps.ts';
import { expect, test } from './fixtures.ts';

test('a feed is previewed, explained and tuned', async ({ workbench }) => {
  const { page, host, folder } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const { client, close } = await connectTo(host);
  await plantFeeds(client, join(folder, 'demo'));
  const user = (await client.catalog.find({ subject: 'user', limit: 2 }))[1]!.id;
  const feed = await client.feeds.preview({ for: { user } });
  const { cards, why, headings } = feedOn(page);
  await openFeedOf(page, user, feed.items[0]!.title!);

  // The funnel, then the journey of an item, then what was dropped.
  await page.keyboard.press('f');
  const passes = why.getByRole('list', { name: 'Passes of the funnel' });
  await expect(passes.getByText('Re-ranking')).toBeVisible();
  await expect(passes.getByText(/ms$/).first()).toBeVisible();
  await check();

  // A source that is absent says what to do, and takes part once that is done.
  const texts = passes.getByRole('row', { name: /^Text embeddings/ });
  await expect(texts.getByText('Texts of items are not embedded yet.')).toBeVisible();
  await texts.getByRole('button', { name: 'Embed texts' }).click();
  await expect(texts.getByText(/^exactly, over/)).toBeVisible({ timeout: 60_000 });
  await expect(texts.getByRole('button')).toHaveCount(0);

  // Merged by what scores of sources are worth, which is found out when asked for; an item says the chances.
  const merge = page.getByRole('combobox', { name: 'Candidates merged by' });
  const choose = async (name: string) => {
    await merge.click();
    await page.getByRole('option', { name }).click();
  };
  await choose('What scores were worth');
  const merged = passes.getByRole('row', { name: /^Merged/ });
  await expect(why.getByText(/^Sources were not calibrated in 'default'\./)).toBeVisible();
  await merged.getByRole('button', { name: 'Calibrate' }).click();
  await expect(merged.getByText(/^By calibrated score/)).toBeVisible({ timeout: 60_000 });
  await expect(merged.getByRole('button')).toHaveCount(0);
  await leaveFields(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const brought = why.getByRole('table', { name: 'Sources' });
  await expect(brought.getByRole('columnheader', { name: 'Chance' })).toBeVisible();
  await check();
  await choose('Their places');
  await expect(brought.getByRole('columnheader', { name: 'Chance' })).toHaveCount(0);
  await expect(why.getByText(/^Place \d+:/)).toBeVisible();
  await leaveFields(page);
  await check();
  await page.keyboard.press('d');
  await expect(why.getByLabel('Find what was dropped')).toBeFocused();
  await expect(why.getByRole('table', { name: 'Dropped items' }).getByRole('row').nth(1)).toBeVisible();
  await check();
  await page.keyboard.press('Escape');

  // A knob: the order follows in place, and comes back with the knob.
  const before = await headings();
  await page.getByRole('slider', { name: /^Diversity/ }).focus();
  await page.keyboard.press('End');
  await expect.poll(headings).not.toEqual(before);
  await expect(page.getByText('changed', { exact: true })).toBeVisible();
  await page.keyboard.press('r');
  await expect.poll(headings).toEqual(before);

  // A rule takes a topic out, a pinned item keeps its place, and the linear programme tells its own parameters.
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.getByRole('combobox', { name: 'Attribute of the rule' }).click();
  await page.getByRole('option', { name: 'topic', exact: true }).click();
  const topic = feed.items[0]!.topic!;
  await page.getByRole('combobox', { name: 'Values of topic' }).click();
  await page.getByRole('option', { name: topic, exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(cards.getByText(new RegExp(`· ${topic} ·`))).toHaveCount(0);
  await check();
  await page.getByRole('button', { name: 'Remove the rule on topic' }).click();
  await expect.poll(headings).toEqual(before);
  await cards.getByRole('listitem').nth(2).click();
  await page.keyboard.press('p');
  const place = page.getByRole('group', { name: 'Pinned' }).getByRole('textbox');
  await place.fill('1');
  await expect.poll(async () => (await headings())[0]).toBe(before[2]);
  await page.getByRole('combobox', { name: 'Allocator' }).click();
  await page.getByRole('option', { name: 'Linear programme' }).click();
  await expect(page.getByRole('textbox', { name: 'Pool' })).toBeVisible();
  await check();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect.poll(headings).toEqual(before);
  close();
});

test('an empty workspace says what a feed needs, and a feed without a model how to come by one', async ({
  workbench,
}) => {
  const { page, host, folder } = workbench;
  const { client, close } = await connectTo(host);
  await client.workspace.create({ dir: join(folder, 'empty'), name: 'Empty' });
  await openPanel(page, 'Feeds');
  await expect(page.getByText('No items yet')).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);
  await client.workspace.demo({ dir: join(folder, 'demo'), posts: 60, users: 20, interactions: 180 });
  await openPanel(page, 'Feeds');
  await expect(page.getByText(/^No model yet/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Feed', exact: true }).getByRole('listitem').first()).toBeVisible();
  await page.getByRole('button', { name: 'Fit a model' }).click();
  await expect(page.getByRole('button', { name: /^Fit a version Learn/ })).toBeVisible();
  close();
});
