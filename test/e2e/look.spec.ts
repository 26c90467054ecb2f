import { openPanel } from './actions.ts';
import { violationsInBoth } from './axe.ts';
import { expect, test } from './fixtures.ts';

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]) {
  test.describe(`${viewport.width} wide`, () => {
    test.use({ look: { colorScheme: 'dark', viewport } });

    test('every panel, dialog and overlay passes axe in both themes, and nothing is wider than the window', async ({
      workbench,
    }) => {
      const { page } = workbench;
      const check = async () => {
        expect(await violationsInBoth(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      };
      await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
      await check();
      await page.getByRole('button', { name: 'Try the demo' }).click();
      await expect(page.getByRole('button', { name: 'Remove' })).toBeEnabled({ timeout: 60_000 });
      await check();
      await page.keyboard.press('m');
      await check();
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog')).toBeVisible();
      await check();
      await page.keyboard.press('Escape');
      await page.keyboard.press('ControlOrMeta+k');
      await expect(page.getByRole('dialog')).toBeVisible();
      await check();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
      await openPanel(page, 'Feeds');
      await expect(page.getByRole('list', { name: 'Feed', exact: true })).toBeVisible();
      await check();
      await page.keyboard.press('c');
      await expect(page.getByRole('list', { name: 'Feed B' })).toBeVisible();
      await check();
      await openPanel(page, 'Models');
      const sections = page.getByRole('navigation', { name: 'Models' });
      for (const section of ['Runs', 'Compare', 'Versions', 'Train', 'Rankers']) {
        await sections.getByRole('button', { name: section }).click();
        await check();
      }
      await sections.getByRole('button', { name: 'Classifiers and policies' }).click();
      await expect(page.getByText('Clickbait').first()).toBeVisible();
      await check();
      await sections.getByRole('button', { name: 'Runs' }).click();
      await page.getByRole('button', { name: 'Evaluate 4 models' }).click();
      await expect(page.getByText(/done after/)).toBeVisible({ timeout: 60_000 });
      await check();
      await page.keyboard.press('1');
      await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row')).toHaveCount(5);
      for (const key of ['j', 'c', 'j', 'c']) await page.keyboard.press(key);
      await expect(page.getByRole('button', { name: /^Compare/ }).last()).toBeVisible();
      await check();
      await page.keyboard.press('v');
      for (const view of ['Point by point', 'Parameters', 'Learning curves', 'Metrics']) {
        await page.getByRole('tab', { name: view }).click();
        await check();
      }
      await openPanel(page, 'Fairness');
      for (const key of ['1', '2', '3', '4', '5']) {
        await page.keyboard.press(key);
        await check();
      }
      await openPanel(page, 'Data');
      for (const section of ['Imports', 'Backups', 'Check and audit', 'Settings']) {
        await page.getByRole('navigation', { name: 'Data' }).getByRole('button', { name: section }).click();
        await check();
      }
      await page.keyboard.press('i');
      await expect(page.getByRole('dialog', { name: 'Import a file' })).toBeVisible();
      await check();
    });
  });
}
