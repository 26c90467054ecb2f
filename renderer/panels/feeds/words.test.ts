import { describe, expect, it } from 'vitest';
import { droppedOf, itemOf } from './testing.ts';
import {
  decidedBy,
  dropCounts,
  factsOf,
  findDropped,
  groupedShares,
  headlineOf,
  millis,
  partName,
  pushWords,
  sharesOf,
} from './words.ts';

const day = 86_400_000;

describe('the words of a feed', () => {
  it('say milliseconds as exactly as they can be compared', () => {
    expect([0.004, 0.4, 3.14, 47.6].map(millis)).toEqual(['<0.01 ms', '0.40 ms', '3.1 ms', '48 ms']);
  });

  it('name sources by their names and other parts by their own', () => {
    expect(partName('item-to-item')).toBe('Item to item');
    expect(partName('mmr')).toBe('Maximal marginal relevance');
    expect(partName('not-interested')).toBe('Not interested');
    expect(partName('constructor')).toBe('Constructor');
  });

  it('leave out what is not known of an item', () => {
    const known = itemOf('a', 1, { publisher: 'Gazette', topic: 'kites', price: 2.5, published: 7 * day });
    expect(factsOf(known, 10 * day)).toEqual(['Gazette', 'kites', '2.50', '3d old']);
    expect(factsOf(itemOf('a', 1, { price: 0 }), 0)).toEqual(['free']);
  });

  it('do not say a title twice, and not cut where the whole is known', () => {
    const of = (title: string | null, description: string | null) => headlineOf({ item: 'a', title, description });
    expect(of('A kite.', 'A kite.')).toEqual({ headline: 'A kite.', beneath: null });
    expect(of('A kite ...', 'A kite over the bay')).toEqual({ headline: 'A kite over the bay', beneath: null });
    expect(of('A kite ...', null)).toEqual({ headline: 'A kite ...', beneath: null });
    expect(of('A kite', 'A kite is a toy.')).toEqual({ headline: 'A kite', beneath: 'A kite is a toy.' });
    expect(of(null, 'It flies.')).toEqual({ headline: 'a', beneath: 'It flies.' });
  });

  it('part a score into shares, largest first, with their signs', () => {
    const reasons = [
      { label: 'age', value: -1 },
      { label: 'taste', value: 2 },
      { label: 'taste', value: 1 },
    ];
    expect(sharesOf(reasons).map(({ label, share }) => [label, share])).toEqual([
      ['taste', 0.75],
      ['age', -0.25],
    ]);
    expect(sharesOf([{ label: 'none', value: 0 }])[0]?.share).toBe(0);
  });

  it('part what a ranker says by what it is about, and leave the rest for the end', () => {
    const reasons = [
      { label: 'nothing known', value: 0.2 },
      { label: 'its age', value: -0.1, group: 'item' as const },
      { label: 'its topic', value: 0.4, group: 'item' as const },
      { label: 'here often', value: 0.3, group: 'user' as const },
    ];
    const groups = groupedShares(reasons);
    expect(groups.map(({ name, shares }) => [name, shares.map(({ label }) => label)])).toEqual([
      ['The person', ['here often']],
      ['The item', ['its topic', 'its age']],
      [null, ['nothing known']],
    ]);
    expect(groups[1]!.sum).toBeCloseTo(0.3);
    expect(groupedShares([])).toEqual([]);
  });

  it('say which way re-ranking pushed', () => {
    expect(pushWords(3)).toMatch(/^3 places up from/);
    expect(pushWords(-1)).toMatch(/^1 place down from/);
    expect(pushWords(0)).toMatch(/^where the score alone/);
  });

  it('say who decided', () => {
    expect(decidedBy({ source: 'person', policy: 'Hate' })).toBe('by a moderator for Hate');
    expect(decidedBy({ source: null, policy: null })).toBe('');
  });
});

describe('what was dropped', () => {
  const dropped = [
    droppedOf('kite', { reason: 'seen' }),
    droppedOf('owl', { reason: 'constraint', words: 'Two of Gazette stand within ten places.' }),
    droppedOf('map', { reason: 'seen' }),
  ];

  it('is counted by reason, most first', () => {
    expect(dropCounts(dropped)).toEqual([
      { reason: 'seen', n: 2 },
      { reason: 'constraint', n: 1 },
    ]);
  });

  it('is found by words of title, reason or rule, all of them', () => {
    expect(findDropped(dropped, 'gazette TWO').map(({ item }) => item)).toEqual(['owl']);
    expect(findDropped(dropped, 'seen already map').map(({ item }) => item)).toEqual(['map']);
    expect(findDropped(dropped, ' ')).toHaveLength(3);
  });
});
