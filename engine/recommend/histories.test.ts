import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { interactionsOf } from '../catalog/interactions/interactions.ts';
import { builtInRules, pairsOf, signalSource } from '../catalog/interactions/signals.ts';
import { countedViews } from '../testing/models.ts';
import { askerOf, newestOf, placeOf } from './histories.ts';

/** Data as a snapshot has it: in the order of users. The workspace's numbers are ten times those of the rows. */
function dataOf(rows: { user: number; item: number; kind: string }[]): CatalogData {
  const sorted = rows.toSorted((a, b) => a.user - b.user || a.item - b.item);
  const interactions = interactionsOf(
    sorted.map(({ user, item, kind }, at) => ({
      user: `${user}`,
      item: `${item}`,
      value: 1 + (at % 5),
      time: at,
      kind,
    })),
  );
  const tens = (size: number) => Int32Array.from({ length: size }, (_, row) => 10 * row);
  return {
    ...{ revision: 1, hash: '', interactions, userAttributes: null, itemAttributes: null, prices: null },
    signals: interactions.kinds.ids.map((kind) => (kind === 'rating' ? 'explicit' : 'implicit')),
    userRows: tens(interactions.users.size),
    itemRows: tens(interactions.items.size),
    title: () => null,
  };
}

const row = fc.record({
  user: fc.integer({ min: 0, max: 5 }),
  item: fc.integer({ min: 0, max: 7 }),
  kind: fc.constantFrom('view', 'rating'),
});

it("a user's history is what the rule makes of all data, cut to the user", () => {
  const decaying = { ...countedViews, halfLifeDays: 1e-4 };
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const data = dataOf(rows);
      for (const rule of [...builtInRules, countedViews, decaying]) {
        const pairs = pairsOf(signalSource(data), rule);
        for (let user = 0; user < data.interactions.users.size; user++) {
          const asker = askerOf(data, user, rule, newestOf(data));
          const own = Array.from(pairs.user.keys()).filter((at) => pairs.user[at] === user);
          expect(asker.user).toBe(10 * user);
          expect([...asker.history.items]).toEqual(own.map((at) => 10 * pairs.item[at]!));
          expect([...asker.history.values]).toEqual(own.map((at) => pairs.value[at]!));
          const had = Array.from(data.interactions.item).filter((_, at) => data.interactions.user[at] === user);
          expect([...asker.had]).toEqual(had.map((item) => 10 * item));
        }
      }
    }),
  );
});

it('finds the place of a number among ascending ones', () => {
  const rows = Int32Array.of(1, 4, 9);
  expect([0, 1, 4, 5, 9, 10].map((number) => placeOf(rows, number))).toEqual([-1, 0, 1, -1, 2, -1]);
  expect(placeOf(new Int32Array(0), 1)).toBe(-1);
});
