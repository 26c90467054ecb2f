import { expect, test } from 'vitest';
import type { Grouping } from '../../catalog/interactions/groups.ts';
import { auditSpec, type Run } from '../../contract/index.ts';
import { seededRandom } from '../../numeric/random.ts';
import { type PeopleRequest, peopleSide, peopleSteps } from './people-side.ts';

const users = 600;
const random = seededRandom(3);
/** Groups 0 and 1 part everybody, group 2 has 6 users; the second grouping has nothing to do with anything. */
const gender: Grouping = {
  attribute: 'gender',
  names: ['m', 'w', 'x'],
  of: Int32Array.from({ length: users }, (_, user) => (user < 6 ? 2 : user % 2)),
};
const shoe: Grouping = {
  attribute: 'shoe',
  names: ['left', 'right'],
  of: Int32Array.from({ length: users }, () => random.below(2)),
};
const planted = Float64Array.from(gender.of, (group) => 0.5 + (group === 1 ? -0.1 : 0) + 0.1 * random.normal());
const even = Float64Array.from(planted, () => 0.5 + 0.1 * random.normal());

function request(more: Partial<PeopleRequest> = {}): PeopleRequest {
  const rows = Int32Array.from({ length: users }, (_, user) => user);
  const subject = (id: number, name: string) => {
    return { run: { id } as Run, name, users: rows, values: { ndcg: planted, recall: even } };
  };
  return {
    subjects: [subject(1, 'ials'), subject(2, 'ease')],
    metrics: ['ndcg', 'recall'],
    groupings: [gender, shoe],
    control: null,
    spec: auditSpec.parse({ draws: 500, margin: 0.1 }),
    threads: 1,
    ...more,
  };
}

test('a planted gap is found, what is equal is not called different, and a small group is hidden', async () => {
  const cells = await peopleSide(request(), () => {});
  expect(cells).toHaveLength(8);
  const [gap] = cells.filter(({ metric, grouping }) => metric === 'ndcg' && grouping === 'gender');
  expect(gap).toMatchObject({ subject: 'ials', verdict: 'differs', smallest: 297, test: { name: "Welch's t" } });
  expect(gap!.gap).toBeGreaterThan(0.07);
  expect(gap!.gap).toBeGreaterThan(gap!.expected!.high);
  expect(gap!.permutation).toBe(1 / 501);
  expect(gap).toMatchObject({ decides: 'test', differsWithin: false });
  expect(gap!.test!.effects.map(({ name, low, high }) => [name, low !== null && high !== null])).toEqual([
    ["Hedges' g", true],
    ["Cliff's delta", true],
  ]);
  expect(gap!.groups.map(({ group, size, value }) => [group, size, value === null])).toEqual([
    ['m', 'enough', false],
    ['w', 'enough', false],
    ['x', 'hidden', true],
  ]);
  const others = cells.filter((cell) => cell.metric === 'recall' || cell.grouping === 'shoe');
  for (const cell of others) expect(['equivalent', 'no-evidence'], cell.key).toContain(cell.verdict);
  // The planted metric of a hidden group is nowhere.
  expect(gap!.pairs.every(({ a, b }) => a !== 'x' && b !== 'x')).toBe(true);
});

test('p is corrected by Holm within a metric, so that verdicts of one metric do not depend on another', async () => {
  const both = await peopleSide(request(), () => {});
  const one = await peopleSide(request({ metrics: ['ndcg'] }), () => {});
  const ofNdcg = both.filter(({ metric }) => metric === 'ndcg');
  expect(one.map(({ holm }) => holm)).toEqual(ofNdcg.map(({ holm }) => holm));
  const raw = ofNdcg.map(({ test: made, permutation, decides }) => (decides === 'test' ? made!.p : permutation!));
  const smallest = Math.min(...raw);
  expect(Math.min(...ofNdcg.map(({ holm }) => holm!))).toBeCloseTo(Math.min(1, 4 * smallest), 12);
});

test('a sure difference within the margin is equivalent, and says that it differs; a gap promises to be seen after Holm', async () => {
  const spec = auditSpec.parse({ draws: 500, margin: 0.5 });
  const cells = await peopleSide(request({ spec }), () => {});
  const gap = cells.find(({ metric, grouping }) => metric === 'ndcg' && grouping === 'gender')!;
  expect(gap).toMatchObject({ verdict: 'equivalent', differsWithin: true });
  expect(gap.words).toMatch(/^The groups differ, but within the margin: /);
  const shoes = cells.find(({ metric, grouping }) => metric === 'recall' && grouping === 'shoe')!;
  expect(shoes).toMatchObject({ verdict: 'equivalent', differsWithin: false });
  const alone = await peopleSide(
    request({ spec, metrics: ['recall'], subjects: request().subjects.slice(0, 1), groupings: [shoe] }),
    () => {},
  );
  expect(alone[0]!.detectable).toBeLessThan(shoes.detectable!);
});

test('the same audit gives the same figures, whatever the threads', async () => {
  const [once, again] = [await peopleSide(request(), () => {}), await peopleSide(request({ threads: 2 }), () => {})];
  expect(again).toEqual(once);
});

test('within the groups of a control attribute the gap that it explains is gone', async () => {
  // What looks like shoes is gender: all of one gender wear the left one.
  const confounded = { ...shoe, of: gender.of.map((group) => (group === 2 ? -1 : group)) };
  const mixed = {
    ...confounded,
    of: confounded.of.map((group, user) => (group >= 0 && user % 7 === 0 ? 1 - group : group)),
  };
  const asked = request({ groupings: [mixed], control: gender, metrics: ['ndcg'] });
  let steps = 0;
  const cells = await peopleSide(asked, () => {
    steps += 1;
  });
  expect(steps).toBe(peopleSteps(asked));
  const ofIals = cells.filter(({ subject }) => subject === 'ials');
  expect(ofIals.map(({ stratum }) => stratum)).toEqual([null, 'gender m', 'gender w', 'gender x']);
  expect(ofIals[0]!.verdict).toBe('differs');
  expect(ofIals.slice(1).map(({ verdict }) => verdict)).not.toContain('differs');
  expect(ofIals[3]).toMatchObject({ verdict: 'not-estimable', gap: null, test: null, holm: null });
});
