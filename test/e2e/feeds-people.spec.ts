import { join } from 'node:path';
import { endOf } from '../../engine/testing/models.ts';
import { openPanel } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { feedOn, leaveFields, openFeedOf, plantFeeds } from './feeds-steps.ts';
import { expect, test } from './fixtures.ts';

test('what is done on cards can be taken back, and a visitor is known by attributes and a history', async ({
  workbench,
}) => {
  const { page, host, folder } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const { client, close } = await connectTo(host);
  await plantFeeds(client, join(folder, 'demo'));
  const user = (await client.catalog.find({ subject: 'user', limit: 2 }))[1]!.id;
  const feed = await client.feeds.preview({ for: { user } });
  const { cards, headings } = feedOn(page);
  const before = await openFeedOf(page, user, feed.items[0]!.title!);

  // Not interested takes the post away, undo brings it back.
  const second = feed.items[1]!;
  await cards.getByRole('listitem').nth(1).click();
  await page.keyboard.press('n');
  await expect.poll(headings).not.toContain(second.title);
  await expect(page.getByText(/^Not interested in/)).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(headings).toEqual(before);
  await expect(page.getByText(/^Taken back: Not interested in/)).toBeVisible();

  // A visitor is known by attributes, and by what they did; as a persona they keep it, and come back after removal.
  await page.getByText('Visitor', { exact: true }).click();
  await expect(page.getByText(/^Taken back/)).toBeHidden();
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
  await leaveFields(page);
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
  await leaveFields(page);
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
  await leaveFields(page);
  await page.keyboard.press('g');
  const questions = page.getByRole('region', { name: 'Questions to the visitor' });
  const best = questions.getByRole('list', { name: 'Best for this visitor so far' });
  await expect(questions.getByText(/^Question 1 of/)).toBeVisible({ timeout: 30_000 });
  await expect(best.getByRole('listitem')).toHaveCount(8);
  expect(await violationsInBoth(page)).toEqual([]);
  const asked = () => questions.getByRole('heading', { level: 2 }).textContent();
  const { headings } = feedOn(page);
  const [first, before] = [await asked(), await headings()];

  for (const [n, key] of ['y', 'q', 'x'].entries()) {
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
