import { describe, expect, it } from 'vitest';
import { versionOf } from './testing.ts';
import { previousOf, slotsOf, versionName } from './versions.ts';

const versions = [
  versionOf(5, { slot: 'mail' }),
  versionOf(4, { state: 'active' }),
  versionOf(3, { state: 'retired', retiredAt: 30 }),
  versionOf(2, { state: 'retired', retiredAt: 20 }),
];

it('slots come with the default first, each with its active version', () => {
  expect(slotsOf(versions).map(({ name, active, versions: own }) => [name, active?.id, own.length])).toEqual([
    ['default', 4, 3],
    ['mail', undefined, 1],
  ]);
  expect(versionName(versions[1]!)).toBe('ease 4');
});

describe('previousOf', () => {
  it('is the one that was retired last in the same slot', () => {
    expect(previousOf(versions, versions[1]!)?.id).toBe(3);
  });
  it('is none where nothing was active before', () => {
    expect(previousOf(versions, versions[0]!)).toBeNull();
  });
});
