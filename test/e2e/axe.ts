import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const levels = { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] };
/** The rules of those levels that look at colours: all that can come out differently in another theme. */
const colourRules = { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] };

/** Violations of WCAG 2.2 A and AA that axe finds, each with the elements that it is about. */
async function violations(page: Page, runOnly: typeof levels | typeof colourRules): Promise<string[]> {
  // A page keeps axe until it is loaded anew; reading its source again takes longer than most checks.
  const isThere = await page.evaluate(() => 'axe' in window);
  // Legacy mode means one call for the whole page instead of a second page that joins frames: the workbench has none.
  const { violations } = await new AxeBuilder({ page, axeSource: isThere ? ';' : undefined })
    .options({ runOnly, resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
}

/** What axe finds in both themes, each violation with the theme that it was found in. Leaves the page in the other theme. */
export async function violationsInBoth(page: Page): Promise<string[]> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  const [now, other] = isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  const found = (await violations(page, levels)).map((violation) => `${now}: ${violation}`);
  await page.emulateMedia({ colorScheme: other });
  // Colours on their way from one theme to the other belong to neither.
  const isSettled = (theme: string) =>
    document.documentElement.dataset.mantineColorScheme === theme &&
    !document.getAnimations().some((animation) => animation instanceof CSSTransition);
  // By the clock: a page that has nothing to draw may have no next frame to look at.
  await page.waitForFunction(isSettled, other, { polling: 50 });
  return [...found, ...(await violations(page, colourRules)).map((violation) => `${other}: ${violation}`)];
}
