import { expect, type Locator, type Page } from '@playwright/test';
import { endOf } from '../../engine/testing/models.ts';
import type { EngineClient } from '../../main/engine-client.ts';
import { openPanel } from './actions.ts';

/** A small demo with a model in use, so that feeds have every source to draw on. */
export async function plantFeeds(client: EngineClient, dir: string): Promise<void> {
  await client.workspace.demo({ dir, posts: 200, users: 80, interactions: 2500 });
  const filling = (await client.jobs.list()).find(({ kind }) => kind === 'demo');
  if (filling) await endOf(client, filling);
  const fitted = await endOf(client, await client.models.fit({ algorithm: 'ease', activate: true }));
  expect(fitted.state).toBe('done');
}

/** The open feed: its cards, what stands beside them, and the headings of the cards that are in the page. */
export function feedOn(page: Page): { cards: Locator; why: Locator; headings(): Promise<string[]> } {
  const cards = page.getByRole('list', { name: 'Feed', exact: true });
  return {
    cards,
    why: page.getByRole('region', { name: 'Why' }),
    headings: () => cards.getByRole('heading', { level: 2 }).allTextContents(),
  };
}

/** Opens the feed of a user by keyboard, found by typing; returns the headings of its cards. */
export async function openFeedOf(page: Page, user: string, firstTitle: string): Promise<string[]> {
  const { cards, headings } = feedOn(page);
  await openPanel(page, 'Feeds');
  await page.keyboard.press('u');
  const field = page.getByRole('combobox', { name: 'User' });
  await expect(field).toBeFocused();
  await field.fill(user);
  await page.getByRole('option', { name: user }).first().click();
  await expect(page.getByText(`for user ${user}`)).toBeVisible();
  await expect(cards.getByRole('heading', { name: firstTitle }).first()).toBeVisible();
  await leaveFields(page);
  return headings();
}

/** Takes the focus out of fields, so that letters are keys again. */
export async function leaveFields(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Feed', exact: true }).click();
}
