import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string; gypfile?: boolean; resolved?: string }>;
};

describe('the lock file', () => {
  // npm before 11.16 compiles a package that has a binding.gyp unless its entry says otherwise, and `npm install` drops
  // the word when it writes the file anew: put "gypfile": false back, so that nobody needs a compiler.
  it('keeps better-sqlite3 from being compiled, for it brings its binaries', () => {
    expect(packages['node_modules/better-sqlite3']?.gypfile).toBe(false);
  });

  it('names no registry, so that it installs from whichever one is configured', () => {
    const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved.filter((url) => url.startsWith('http'))).toEqual([]);
  });
});
