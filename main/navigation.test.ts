import { describe, expect, it } from 'vitest';
import { decideNavigation, isAppAddress, startPage } from './navigation.ts';

describe('decideNavigation', () => {
  it('lets the one page be loaded again and nothing else inside', () => {
    expect(decideNavigation(startPage)).toEqual({ to: 'inside' });
    expect(decideNavigation('app://steward/#/triage')).toEqual({ to: 'inside' });
    expect(decideNavigation('app://steward/other.html')).toEqual({ to: 'nowhere' });
  });

  it('hands http and https to the browser, as parsed', () => {
    expect(decideNavigation('https://example.org')).toEqual({ to: 'browser', href: 'https://example.org/' });
    expect(decideNavigation('HTTP://EXAMPLE.org/a b')).toEqual({ to: 'browser', href: 'http://example.org/a%20b' });
  });

  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://host/share',
    'ms-settings:privacy',
    'app://steward.example/',
    'app://other/',
    'https://user:secret@example.org/',
    'not a url',
    '',
    null,
    { href: 'https://example.org' },
  ])('goes nowhere for %j', (wanted) => {
    expect(decideNavigation(wanted)).toEqual({ to: 'nowhere' });
  });
});

describe('isAppAddress', () => {
  it('knows look-alikes', () => {
    expect(isAppAddress('app://steward/index.html')).toBe(true);
    for (const other of ['https://steward/', 'app://steward.evil/', 'app://evil/steward', 'app:steward', undefined]) {
      expect(isAppAddress(other), String(other)).toBe(false);
    }
  });
});
