/** Where the workbench lives inside the desktop app. */
export const appScheme = 'app';
export const appHost = 'steward';
export const startPage = `${appScheme}://${appHost}/`;

/** What to do with a wish to go somewhere: stay inside, hand it to the system's browser, or nothing. */
export type Navigation = { to: 'inside' } | { to: 'browser'; href: string } | { to: 'nowhere' };

const nowhere: Navigation = { to: 'nowhere' };

/**
 * Decides where a link leads. The window never leaves its one page, which may only be loaded again; http and https go to
 * the system's browser as the parsed address, never as the text that a post held. Takes anything, since it comes from
 * the page.
 */
export function decideNavigation(wanted: unknown): Navigation {
  const url = parse(wanted);
  if (!url || url.username || url.password) return nowhere;
  if (isAppUrl(url)) return url.pathname === '/' ? { to: 'inside' } : nowhere;
  return url.protocol === 'https:' || url.protocol === 'http:' ? { to: 'browser', href: url.href } : nowhere;
}

/** True for an address of the workbench itself, such as that of a frame which sends a message. */
export function isAppAddress(address: unknown): boolean {
  const url = parse(address);
  return url !== null && isAppUrl(url);
}

/** Compared by parts: to Node the origin of any app:// address is 'null'. */
function isAppUrl(url: URL): boolean {
  return url.protocol === `${appScheme}:` && url.host === appHost;
}

function parse(address: unknown): URL | null {
  return typeof address === 'string' ? URL.parse(address) : null;
}
