import { join } from 'node:path';
import { endOf } from '../../engine/testing/models.ts';
import { violationsInBoth } from './axe.ts';
import { connectTo } from './client.ts';
import { feedOn, leaveFields, openFeedOf, plantFeeds } from './feeds-steps.ts';
import { expect, test } from './fixtures.ts';

test('two configurations stand side by side with what they are worth, and allocators in one table', async ({
  workbench,
}) => {
  const { page, host, folder } = workbench;
  const check = async () => expect(await violationsInBoth(page)).toEqual([]);
  const { client, close } = await connectTo(host);
  await plantFeeds(client, join(folder, 'demo'));
  await endOf(client, await client.models.fit({ algorithm: 'itemknn', activate: false }));
  const user = (await client.catalog.find({ subject: 'user', limit: 2 }))[1]!.id;
  const feed = await client.feeds.preview({ for: { user } });
  const { why, headings } = feedOn(page);
  const before = await openFeedOf(page, user, feed.items[0]!.title!);

  // Two configurations side by side.
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await page.getByRole('combobox', { name: 'Saved configuration' }).click();
  await page.getByRole('option', { name: /^diverse/ }).click();
  await expect(page.getByRole('list', { name: 'Feed B' }).getByText(/in B$/).first()).toBeAttached();
  await expect(page.getByRole('table', { name: 'Measures of A and B' }).getByText('B − A')).toBeVisible();
  await check();

  // Another version of the model on one side.
  const retired = (await client.models.versions()).find(({ state }) => state !== 'active')!;
  await page.getByRole('combobox', { name: 'Model version' }).click();
  await page.getByRole('option', { name: `${retired.algorithm}, version ${retired.id}, ${retired.state}` }).click();
  await expect(page.getByRole('button', { name: /^B diverse/ })).toContainText('changed');
  await leaveFields(page);
  await page.keyboard.press('f');
  await expect(why.getByText(`${retired.algorithm}, version ${retired.id}`)).toBeVisible();
  await check();
  await page.keyboard.press('r');

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
  // How many cards are in the page depends on what stands above them; the first ones are those of before.
  await expect.poll(async () => (await headings()).slice(0, 5)).toEqual(before.slice(0, 5));
  close();
});
