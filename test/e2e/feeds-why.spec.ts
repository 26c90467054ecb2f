import { join } from 'node:path';
import { openPanel } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { expect, test } from './fixtures.ts';

test('any item is asked why it is there or not, and an action says what it did to the feed', async ({ workbench }) => {
  const { page, host, folder } = workbench;
  const { client, close } = await connectTo(host);
  await client.workspace.demo({ dir: join(folder, 'demo'), posts: 60, users: 20, interactions: 180 });
  await openPanel(page, 'Feeds');
  const cards = page.getByRole('list', { name: 'Feed', exact: true });
  const why = page.getByRole('region', { name: 'Why' });
  await cards.getByRole('listitem').nth(1).click();
  await page.keyboard.press('Enter');
  const steps = why.getByRole('table', { name: 'Steps of re-ranking' });
  await expect(steps.getByRole('row', { name: /^Score By its score alone/ })).toBeVisible();
  await expect(steps.getByRole('row').last().getByRole('cell').first()).toHaveText('2');
  expect(await violationsInBoth(page)).toEqual([]);

  // Over the connection it says the same.
  const [user] = await client.catalog.find({ subject: 'user', limit: 1 });
  const { key, items, dropped } = await client.feeds.preview({ for: { user: user!.id } });
  const [config] = await client.feeds.configs();
  expect(await client.feeds.why({ key, config: config!, item: items[1]!.item })).toMatchObject({ place: 2 });

  // Dropped for one reason only, and then any other item by the beginning of its id.
  await page.keyboard.press('d');
  const seen = dropped.filter(({ reason }) => reason === 'seen').length;
  await why.getByRole('button', { name: `Seen already ${seen}` }).click();
  await expect(why.getByText(`${seen} of the best`)).toBeVisible();
  await why.getByLabel('Find what was dropped').fill(items[0]!.item);
  await why
    .getByRole('region', { name: 'Other items of the workspace' })
    .getByRole('button', { name: /shown at 1$/ })
    .click();
  await expect(why.getByText(/^Place 1:/)).toBeVisible();
  expect(await violationsInBoth(page)).toEqual([]);

  // What is marked as seen leaves, what stands in its place is chosen, and the foot says what moved.
  await page.keyboard.press('s');
  await expect(page.getByText(/^Marked as seen “.*”: .*\d gone/)).toBeVisible();
  await expect(cards.getByRole('listitem').first()).toHaveAttribute('aria-current', 'true');
  close();
});
