import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { createWorkspace } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';

/** Moves the focus with Tab until it is there, as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${target}.`);
}

/** Opens the import dialog by its key and has it look at a file, by path. */
async function lookAt(page: Page, file: string): Promise<Locator> {
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  await expect(dialog.getByRole('button', { name: 'Choose a file' })).toBeFocused();
  await tabTo(page, dialog.getByLabel('Or the path of a file on this machine'));
  await page.keyboard.type(file);
  await page.keyboard.press('Enter');
  return dialog;
}

async function act(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Runs an action of the palette by typing its name. */
async function choose(page: Page, action: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog').getByLabel('Search or act')).toBeFocused();
  await page.keyboard.type(action);
  await expect(page.getByRole('dialog').locator('[data-selected]').filter({ hasText: action })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
}

/** 40 ratings of 8 people and 5 things, two of which cannot be read: lines 4 and 6. */
const ratings = [
  'user_id,item_id,rating,timestamp',
  ...Array.from({ length: 40 }, (_, n) => {
    const value = n === 2 ? 'many' : 1 + (n % 5);
    return `u${n % 8},${n === 4 ? '' : `i${Math.floor(n / 8)}`},${value},${1_700_000_000 + n * 86_400}`;
  }),
].join('\n');
const users = ['user_id,age,gender,secret', 'u0,31,f,a', 'u1,44,,b', 'u2,29,m,c', 'u9,52,f,d'].join('\n');
const items = ['item_id,title,genres,price', 'i0,The Loaf,food|home,3.5', 'i1,The Lamp,home,19'].join('\n');

test('recommender data comes in, is looked at and ruled over, by keyboard alone', async ({ workbench }) => {
  const { page, folder } = workbench;
  const file = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, `${content}\n`);
    return path;
  };
  const paths = {
    ratings: await file('ratings.csv', ratings),
    users: await file('users.csv', users),
    items: await file('items.csv', items),
  };
  const found: Record<string, string[]> = {};
  await createWorkspace(page, join(folder, 'workspace'));
  await page.keyboard.press('Alt+5');
  const details = page.getByRole('region', { name: 'Details' });

  await test.step('a file of interactions: guessed, its bad lines named before and after', async () => {
    const dialog = await lookAt(page, paths.ratings);
    await expect(dialog.getByRole('radio', { name: 'Interactions' })).toBeChecked();
    await expect(dialog.getByRole('combobox', { name: 'Value' })).toHaveValue('rating');
    await expect(dialog.getByRole('region', { name: 'Problems in the first rows' })).toContainText('Line 4, rating');
    found.mapping = await violationsInBoth(page);
    await tabTo(page, dialog.getByLabel('One kind for all'));
    await page.keyboard.type('stars');
    await expect(dialog.getByRole('region', { name: 'What will happen' })).toContainText('of kind “stars”');
    await act(page, dialog.getByRole('button', { name: 'Import interactions' }));
    await expect(details.getByText('40: 38 added, 0 updated, 0 unchanged, 2 bad')).toBeVisible();
    const bad = details.getByRole('table', { name: 'Bad rows' });
    await expect(bad.getByRole('row')).toHaveCount(3);
    await expect(bad.getByRole('row', { name: /^4 rating .*number/ })).toBeVisible();
    await expect(bad.getByRole('row', { name: /^6 item_id/ })).toBeVisible();
    found.details = await violationsInBoth(page);
  });

  await test.step('tables of users and items: a column is dropped, a type is changed', async () => {
    const ofUsers = await lookAt(page, paths.users);
    await expect(ofUsers.getByRole('radio', { name: 'Users', exact: true })).toBeChecked();
    await act(page, ofUsers.getByRole('checkbox', { name: 'secret' }), 'Space');
    await expect(ofUsers.getByRole('columnheader', { name: 'secret left out' })).toBeVisible();
    await act(page, ofUsers.getByRole('button', { name: 'Import users' }));
    await expect(details.getByText('4: 1 added, 3 updated, 0 unchanged, 0 bad')).toBeVisible();

    const ofItems = await lookAt(page, paths.items);
    await expect(ofItems.getByRole('radio', { name: 'Items' })).toBeChecked();
    await tabTo(page, ofItems.getByRole('combobox', { name: 'Type of price' }));
    await page.keyboard.type('Category');
    await expect(ofItems.getByRole('combobox', { name: 'Type of price' })).toHaveValue('category');
    await page.keyboard.type('Number');
    found.attributes = await violationsInBoth(page);
    await act(page, ofItems.getByRole('button', { name: 'Import items' }));
    await expect(details.getByText('2: 0 added, 2 updated, 0 unchanged, 0 bad')).toBeVisible();
  });

  await test.step('the catalog counts, says what is missing, and takes another signal', async () => {
    await act(page, details.getByRole('button', { name: 'See the catalog' }));
    await expect(page.getByRole('region', { name: 'What is in the catalog' })).toBeFocused();
    const catalog = page.getByRole('region', { name: 'Catalog', exact: true });
    await expect(catalog.getByText('9 users, 5 items, 38 interactions')).toBeVisible();
    await expect(catalog.getByRole('row', { name: /users gender .*m 1.* 3 66.7% of 9/ })).toBeVisible();
    await expect(catalog.getByRole('row', { name: /secret/ })).toHaveCount(0);
    await tabTo(page, catalog.getByText(/^0\.\d\d$/).first());
    await expect(page.getByRole('tooltip').filter({ hasText: 'n = 5 items' })).toBeVisible();
    found.catalog = await violationsInBoth(page);
    await page.keyboard.press('/');
    await expect(catalog.getByRole('searchbox', { name: 'Find items' })).toBeFocused();
    await page.keyboard.type('the la');
    await expect(catalog.getByRole('table', { name: 'Items found' }).getByRole('row')).toHaveCount(2);
    await expect(catalog.getByRole('cell', { name: 'The Lamp' })).toBeVisible();

    const signal = catalog.getByRole('combobox', { name: 'Signal of stars' });
    await expect(signal).toHaveValue('explicit');
    await signal.focus();
    await page.keyboard.type('implicit');
    await expect(catalog.getByText('“stars” is implicit now')).toBeVisible();
    await expect(signal).toHaveValue('implicit');
    await expect(signal).toBeFocused();
  });

  await test.step('a rule is copied, refused while it is wrong, saved, and saved again', async () => {
    await choose(page, 'Signal rules');
    const rules = page.getByRole('table', { name: 'Signal rules' });
    await expect(rules.getByRole('row', { name: /^engagement/ })).toBeVisible();
    await page.keyboard.press('n');
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await page.keyboard.type('strong');
    await act(page, page.getByRole('button', { name: 'Add a kind' }));
    await expect(page.getByRole('combobox', { name: 'Kind', exact: true })).toHaveValue('stars');
    await tabTo(page, page.getByLabel('Alpha'));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('-4');
    await expect(page.getByText('At least 0')).toBeVisible();
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('40');
    await expect(page.getByText('confidence is 1 + 40 × the sum')).toBeVisible();
    found.form = await violationsInBoth(page);
    await act(page, page.getByRole('button', { name: 'Save the rule' }));
    await expect(rules.getByRole('row', { name: /^strong implicit stars × 1 .* 1$/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Edit' })).toBeFocused();
    await page.keyboard.press('e');
    await tabTo(page, page.getByLabel('Weight of stars'));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('2');
    await act(page, page.getByRole('button', { name: 'Save version 2' }));
    await expect(rules.getByRole('row', { name: /^strong implicit stars × 2 .* 2$/ })).toBeVisible();
    await page.keyboard.press('c');
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue(/^strong./);
    await page.keyboard.press('Escape');
    found.rules = await violationsInBoth(page);
  });

  for (const [where, list] of Object.entries(found)) expect(list, where).toEqual([]);
});
