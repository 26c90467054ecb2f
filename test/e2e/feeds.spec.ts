import { join } from 'node:path';
import type { Feed } from '../../engine/contract/feed-result.ts';
import type { JobRow } from '../../engine/contract/review.ts';
import { endOf } from '../../engine/testing/models.ts';
import type { EngineClient } from '../../main/engine-client.ts';
import { openPanel } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

/** A small demo with a model in use, so that feeds have every source to draw on. */
async function plantDemo(client: EngineClient, dir: string): Promise<void> {
  await client.workspace.demo({ dir, posts: 200, users: 80, interactions: 2500 });
  const filling = (await client.jobs.list()).find(({ kind }) => kind === 'demo');
  if (filling) await endOf(client, filling);
  await client.moderation.run().then((job) => endOf(client, job));
  const fitted = await endOf(client, await client.models.fit({ algorithm: 'ease', activate: true }));
  expect(fitted.state).toBe('done');
}

/** A user whose feed has, well in view, a post that waits for a moderator. */
async function userWithOpenPost(
  client: EngineClient,
): Promise<{ user: string; feed: Feed; job: JobRow; title: string }> {
  const queues = await Promise.all(
    (['inform', 'reduce', 'remove'] as const).map((queue) => client.review.list({ queue, limit: 500 })),
  );
  const jobs = new Map(queues.flatMap(({ rows }) => rows).map((row) => [row.content, row]));
  for (const { id: user } of await client.catalog.find({ subject: 'user', limit: 80 })) {
    const feed = await client.feeds.preview({ for: { user } });
    const item = feed.items.find((one) => one.place <= 5 && one.effect !== 'reduce' && jobs.has(one.item));
    if (item) return { user, feed, job: jobs.get(item.item)!, title: item.title ?? item.item };
  }
  throw new Error('No feed has a post that waits for a moderator.');
}

test('a feed is previewed, explained, tuned, compared and obeys moderators at once', async ({ workbench }) => {
  const { page, host, folder } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const { client, close } = await connectTo(host);
  await plantDemo(client, join(folder, 'demo'));
  const { user, feed, job, title } = await userWithOpenPost(client);
  const cards = page.getByRole('list', { name: 'Feed', exact: true });
  const why = page.getByRole('region', { name: 'Why' });
  const headings = () => cards.getByRole('heading', { level: 2 }).allTextContents();

  // Whom: found by typing, chosen by keyboard.
  await openPanel(page, 'Feeds');
  await page.keyboard.press('u');
  await expect(page.getByRole('combobox', { name: 'User' })).toBeFocused();
  await page.getByRole('combobox', { name: 'User' }).fill(user);
  await page.getByRole('option', { name: user }).first().click();
  await expect(page.getByText(`for user ${user}`)).toBeVisible();
  await expect(cards.getByRole('heading', { name: feed.items[0]!.title! }).first()).toBeVisible();

  // The funnel, then the journey of an item, then what was dropped.
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
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
  await merged.getByRole('button', { name: 'Calibrate sources' }).click();
  await expect(merged.getByText(/^By calibrated score/)).toBeVisible({ timeout: 60_000 });
  await expect(merged.getByRole('button')).toHaveCount(0);
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const brought = why.getByRole('table', { name: 'Sources' });
  await expect(brought.getByRole('columnheader', { name: 'Chance' })).toBeVisible();
  await check();
  await choose('Their places');
  await expect(brought.getByRole('columnheader', { name: 'Chance' })).toHaveCount(0);
  await expect(why.getByText(/^Place \d+:/)).toBeVisible();
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
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

  // Two configurations side by side.
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await page.getByRole('combobox', { name: 'Saved configuration' }).click();
  await page.getByRole('option', { name: /^diverse/ }).click();
  await expect(page.getByRole('list', { name: 'Feed B' }).getByText(/in B$/).first()).toBeAttached();
  await expect(page.getByRole('table', { name: 'Measures of A and B' }).getByText('B − A')).toBeVisible();
  await check();

  // What both are worth on behaviour that was held out: measured here, with what the tests say in words.
  const preview = page.getByRole('region', { name: 'Preview' });
  const offline = preview.getByText('Offline metrics', { exact: true });
  await expect(preview.getByText('not measured yet')).toBeVisible();
  await offline.click();
  await preview.getByRole('button', { name: 'Measure both' }).click();
  const measured = preview.getByRole('table', { name: 'Offline metrics of A and B' });
  await expect(measured.getByRole('row', { name: /NDCG/ })).toBeVisible({ timeout: 60_000 });
  await expect(measured.getByRole('row', { name: /NDCG/ })).toContainText(/no evidence|(better|worse) by/);
  await expect(measured.getByRole('row', { name: /Coverage/ })).toContainText('not tested');
  await measured.getByText('Long tail').hover();
  await expect(page.getByText(/outside of the most popular/)).toBeVisible();
  await check();
  await offline.click();
  await page.getByRole('button', { name: 'Show one feed' }).click();
  const alone = page.getByRole('region', { name: 'Configuration' });
  await alone.getByText('Offline metrics', { exact: true }).click();
  await expect(
    alone
      .getByRole('table', { name: 'Offline metrics' })
      .getByText(/^alone/)
      .first(),
  ).toBeVisible();
  await check();
  await alone.getByText('Offline metrics', { exact: true }).click();

  // Allocators on the same candidates: j and Enter take another one into use, and the feed follows.
  await page.keyboard.press('a');
  const table = page.getByRole('table', { name: 'Allocators on the same candidates' });
  await expect(table.getByRole('row', { name: /Maximal marginal relevance in use/ })).toBeVisible();
  await expect(
    table
      .getByRole('row', { name: /Linear programme/ })
      .getByText(/^[+−]/)
      .first(),
  ).toBeVisible();
  await check();
  await page.keyboard.press('/');
  await page.keyboard.press('k');
  await expect(page.getByRole('region', { name: 'About Relevance alone' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(table.getByRole('row', { name: /Relevance alone in use/ })).toBeVisible();
  await page.keyboard.press('r');
  await expect(table.getByRole('row', { name: /Maximal marginal relevance in use/ })).toBeVisible();
  await page.keyboard.press('a');
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

  // Not interested takes the post away, undo brings it back.
  const second = feed.items[1]!;
  await cards.getByRole('listitem').nth(1).click();
  await page.keyboard.press('n');
  await expect.poll(headings).not.toContain(second.title);
  await expect(page.getByText(/^Not interested in/)).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(headings).toEqual(before);

  // A visitor is known by attributes, and by what they did; as a persona they keep it, and come back after removal.
  await page.getByText('Visitor', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Country' }).click();
  await page.getByRole('option').nth(1).click();
  await expect(page.getByText(/^for a visitor nobody knows, country/)).toBeVisible();
  await cards.getByRole('listitem').first().click();
  await page.keyboard.press('l');
  await expect(page.getByRole('list', { name: 'History' }).getByRole('listitem')).toHaveCount(1);
  await cards.getByRole('listitem').first().click();
  await page.keyboard.press('n');
  await expect(page.getByRole('list', { name: 'Not interested in' }).getByRole('listitem')).toHaveCount(1);
  await check();
  await page.getByRole('textbox', { name: 'Name of the persona' }).fill('reader');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Persona' })).toHaveValue('reader');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Removed the persona “reader”.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('combobox', { name: 'Persona' })).toHaveValue('reader');
  await page.getByText('Visitor', { exact: true }).click();
  await page.getByRole('switch', { name: 'A typical member' }).click();
  await expect(page.getByText(/^for a typical member of country/)).toBeVisible();
  await check();
  await page.getByText('User', { exact: true }).click();
  await expect.poll(headings).toEqual(before);

  // The keys of the help overlay that nothing above has pressed.
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog');
  for (const does of [
    'Mark as seen',
    'Open a configuration',
    'Go to the feed',
    'Pin the item to its place, or unpin it',
  ]) {
    await expect(help.getByText(does)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await page.keyboard.press('o');
  await expect(page.getByRole('combobox', { name: 'Saved configuration' })).toBeFocused();
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
  await page.keyboard.press('/');
  await expect(cards).toBeFocused();
  await cards.getByRole('listitem').nth(1).click();
  await page.keyboard.press('s');
  await expect(page.getByText(/^Marked as seen/)).toBeVisible();
  await page.keyboard.press('z');
  // How many cards are in the page depends on what stands above them; the first ones are those of before.
  await expect.poll(async () => (await headings()).slice(0, 5)).toEqual(before.slice(0, 5));
  await page.keyboard.press('c');
  for (const [key, knobs] of [
    ['2', 'Knobs of B'],
    ['1', 'Knobs of A'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(page.getByRole('radio', { name: knobs })).toBeChecked();
  }
  await page.keyboard.press('c');

  // What a moderator removes leaves the open feed without a reload, and comes back when the decision is undone.
  await expect.poll(headings).toContain(title);
  const { token } = await client.review.lease({ job: job.id, holder: 'spec' });
  await client.review.decide({ job: job.id, token, verdict: 'remove', policy: job.policy });
  await expect.poll(headings).not.toContain(title);
  await client.review.undo();
  await expect.poll(headings).toContain(title);
  close();
});

test('a visitor nobody knows is asked three questions by keyboard, and the feed follows the answers', async ({
  workbench,
}) => {
  const { page, host, folder } = workbench;
  const { client, close } = await connectTo(host);
  await client.workspace.demo({ dir: join(folder, 'demo'), posts: 200, users: 400, interactions: 12_000 });
  const filling = (await client.jobs.list()).find(({ kind }) => kind === 'demo');
  if (filling) await endOf(client, filling);
  await openPanel(page, 'Feeds');
  await page.getByText('Visitor', { exact: true }).click();
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
  await page.keyboard.press('g');
  const questions = page.getByRole('region', { name: 'Questions to the visitor' });
  const best = questions.getByRole('list', { name: 'Best for this visitor so far' });
  await expect(questions.getByText(/^Question 1 of/)).toBeVisible({ timeout: 30_000 });
  await expect(best.getByRole('listitem')).toHaveCount(8);
  expect(await violationsInBoth(page)).toEqual([]);
  const asked = () => questions.getByRole('heading', { level: 2 }).textContent();
  const cards = page.getByRole('list', { name: 'Feed', exact: true });
  const headings = () => cards.getByRole('heading', { level: 2 }).allTextContents();
  const [first, before] = [await asked(), await headings()];

  for (const [n, key] of ['y', 'q', 'q'].entries()) {
    const question = await asked();
    await page.keyboard.press(key);
    await expect(page.getByText(new RegExp(`for a visitor with ${n + 1} answer`))).toBeVisible();
    if (n < 2) await expect(questions.getByRole('heading', { level: 2 })).not.toHaveText(question ?? '');
  }
  await expect(questions.getByText(/people answer like this$/)).toBeVisible();
  await expect.poll(headings).not.toEqual(before);
  await expect.poll(headings).not.toContain(first);
  expect(await violationsInBoth(page)).toEqual([]);

  // Back to the start, one by one.
  for (let n = 0; n < 3; n++) await page.keyboard.press('b');
  await expect(questions.getByRole('heading', { level: 2 })).toHaveText(first ?? '');
  await expect.poll(headings).toEqual(before);

  // What was answered is a persona by its name.
  await page.keyboard.press('y');
  await page.getByLabel('Name of the persona').fill('likes the first');
  await page.getByRole('button', { name: 'Save as a persona' }).click();
  await expect
    .poll(async () => (await client.feeds.personas()).map(({ who }) => 'visitor' in who && who.visitor.answers?.length))
    .toEqual([1]);
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
  await expect(page.getByRole('button', { name: /^Fit a version/ })).toBeVisible();
  close();
});
