import { browserPath } from './browser.ts';

/** Run once before all specs: the browser is unpacked here, since two workers would write over each other. */
export default async function setup(): Promise<void> {
  await browserPath();
}
