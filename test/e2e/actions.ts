import { expect, type Page } from '@playwright/test';

/** What a person does at the workbench, in the words of its controls. Steps of specs, kept in one place. */

export async function createWorkspace(page: Page, dir: string): Promise<void> {
  await page.getByLabel('New folder').fill(dir);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
}

/** Opens a folder that is a workspace already. */
export async function openWorkspace(page: Page, dir: string): Promise<void> {
  await page.getByLabel('Folder of a workspace').fill(dir);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Review queue' })).toBeVisible();
}

export async function openPanel(page: Page, name: 'Triage' | 'Feeds' | 'Fairness' | 'Models' | 'Data'): Promise<void> {
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name }).click();
}

/** Imports a file of posts through the dialog, with the columns mapped by hand. */
export async function importFile(page: Page, file: string, map: Record<string, string>): Promise<void> {
  await openPanel(page, 'Data');
  await page.keyboard.press('i');
  const dialog = page.getByRole('dialog', { name: 'Import a file' });
  await dialog.getByLabel('File to import').setInputFiles(file);
  for (const [field, column] of Object.entries(map))
    await dialog.getByRole('combobox', { name: field, exact: true }).selectOption(column);
  await dialog.getByRole('button', { name: 'Import posts' }).click();
  await expect(dialog).toBeHidden();
}

/** How many jobs a queue's tab says are open; NaN while it does not say yet. */
export async function openCount(page: Page, queue: 'Remove' | 'Reduce' | 'Inform'): Promise<number> {
  const text = await page.getByRole('tab', { name: new RegExp(queue) }).textContent();
  return Number(/([\d,]+)/.exec(text ?? '')?.[1]?.replaceAll(',', '') ?? Number.NaN);
}

/** Waits until a queue holds `n` jobs. */
export async function waitForQueue(page: Page, queue: 'Remove' | 'Reduce' | 'Inform', n: number): Promise<void> {
  await expect.poll(() => openCount(page, queue), { timeout: 60_000 }).toBe(n);
}
