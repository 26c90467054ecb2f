import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { auditedCriteria, judgedCriteria, judgedEqualRates, judgedTexts, probeTexts } from './judged-criteria.ts';
import type { JudgedSample } from './policy-audit.ts';
import { probeTemplates } from './probe.ts';
import { identityTerms } from './terms.ts';

const deaf = identityTerms.filter(({ id }) => id === 'deaf');

interface Post {
  score: number;
  truth: number;
  language?: string | null;
  isNamed?: boolean;
  author?: number;
}

function sampleOf(posts: readonly Post[], threshold = 0.5): JudgedSample {
  return {
    policy: 'hate',
    label: 'hate',
    threshold,
    contents: Int32Array.from(posts.keys()),
    ids: posts.map((_, n) => `p${n}`),
    truth: Uint8Array.from(posts, ({ truth }) => truth),
    scores: Float64Array.from(posts, ({ score }) => score),
    languages: posts.map(({ language = 'en' }) => language),
    kinds: posts.map(() => null),
    authors: Int32Array.from(posts, ({ author = -1 }) => author),
    people: null,
    named: [Uint8Array.from(posts, ({ isNamed }) => Number(isNamed ?? false))],
    terms: deaf,
  };
}

const times = (n: number, post: Post) => Array.from({ length: n }, () => post);

/** Two languages with equal scores for equal truth, but another share of violations. */
const unequalBase = sampleOf([
  ...times(160, { score: 0.9, truth: 1, language: 'de' }),
  ...times(40, { score: 0.1, truth: 1, language: 'de' }),
  ...times(40, { score: 0.9, truth: 0, language: 'de' }),
  ...times(160, { score: 0.1, truth: 0, language: 'de' }),
  ...times(40, { score: 0.9, truth: 1, language: 'en' }),
  ...times(10, { score: 0.1, truth: 1, language: 'en' }),
  ...times(70, { score: 0.9, truth: 0, language: 'en' }),
  ...times(280, { score: 0.1, truth: 0, language: 'en' }),
  ...times(9, { score: 0.1, truth: 0, language: 'fr' }),
]);

test('separation holds where scores treat equal truth alike, sufficiency then fails, and that is said', () => {
  const found = judgedCriteria(unequalBase, 'language');
  const verdicts = Object.fromEntries(found.criteria.map(({ name, verdict }) => [name, verdict]));
  // Both languages have TPR 0.8 and FPR 0.2.
  expect(found.criteria[1]!.rates.map(({ rate, gap }) => [rate, gap])).toEqual([
    ['tpr', 0],
    ['fpr', expect.closeTo(0, 12)],
  ]);
  expect(verdicts).toMatchObject({ independence: 'differs', sufficiency: 'differs' });
  expect(verdicts.separation).not.toBe('differs');
  expect(found.impossibility).toMatchObject({ applies: true });
  expect(found.hidden).toEqual([{ group: 'fr', n: 9 }]);
  expect(found).toMatchObject({ rows: 809, ungrouped: 9, attribute: 'language' });
  expect(found.offers).toEqual([{ by: 'language', label: 'language', n: 800 }]);
});

test('a group decided by a threshold of its own', () => {
  const gapOf = (thresholds: Record<string, number>) =>
    judgedCriteria(unequalBase, 'language', { thresholds }).criteria[1]!.rates.map(({ gap }) => gap);
  // Above every score nothing is decided against, so that German posts have neither kind of positives.
  expect(gapOf({ de: 0.95 })).toEqual([0.8, 0.2]);
  expect(() => judgedCriteria(unequalBase, 'language', { reference: 'xx' })).toThrowError(
    "No row is in the group 'xx'",
  );
});

test('bins tell at every edge how many posts score that much', () => {
  const post = fc.record({
    score: fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
    ),
    truth: fc.constantFrom(0, 1),
  });
  const threshold = fc.constantFrom(0.5, 0.29, 0.995, 0.8351, 1);
  fc.assert(
    fc.property(fc.array(post, { minLength: 10, maxLength: 40 }), threshold, (posts, from) => {
      const { edges, groups } = judgedCriteria(sampleOf(posts, from), 'language');
      expect(edges).toContain(from);
      for (const [at, edge] of edges.entries()) {
        const above = (bins: readonly number[]) => bins.slice(at).reduce((sum, n) => sum + n, 0);
        const count = (truth: number) => posts.filter((one) => one.truth === truth && one.score >= edge).length;
        expect([above(groups[0]!.positives), above(groups[0]!.negatives)]).toEqual([count(1), count(0)]);
      }
    }),
    { numRuns: 40 },
  );
});

test('without posts there are no groups, and nothing is claimed', () => {
  const empty = judgedCriteria(sampleOf([]), 'language');
  expect(empty).toMatchObject({ rows: 0, groups: [], criteria: [], impossibility: null, offers: [] });
  expect(judgedEqualRates(sampleOf([]), 'language', { rate: 'fpr', costRatio: 1, seed: 1 })).toBeNull();
});

test('equal rates are chosen on one half and told on the other', () => {
  // Ordinary German posts score 0.2 higher.
  const posts = Array.from({ length: 4000 }, (_, n): Post => {
    const language = n % 2 === 0 ? 'de' : 'en';
    return { language, truth: 0, score: ((n * 7919) % 1000) / 1250 + (language === 'de' ? 0.2 : 0) };
  });
  const sample = sampleOf(posts, 0.6);
  const found = judgedEqualRates(sample, 'language', { rate: 'fpr', costRatio: 2, seed: 3 })!;
  expect(found.heldOut).toBe(2000);
  expect(found.before.gap).toBeCloseTo(0.25, 1);
  expect(found.after.gap!).toBeLessThan(0.06);
  expect(found.thresholds[0]!.threshold - found.thresholds[1]!.threshold).toBeCloseTo(0.2, 1);
  // All errors are wrong actions, at the price of two missed violations.
  expect(found.after.cost).toBeCloseTo(2 * found.after.fpr!, 9);
  expect(judgedEqualRates(sample, 'language', { rate: 'fpr', costRatio: 2, seed: 3 })).toEqual(found);
});

test('the texts behind an AUC, the worst first, masked', async () => {
  const sample = sampleOf([
    { score: 0.6, truth: 0, isNamed: true },
    { score: 0.9, truth: 0, isNamed: true },
    { score: 0.2, truth: 1, isNamed: true },
    { score: 0.8, truth: 1, isNamed: true },
    { score: 0.99, truth: 0 },
  ]);
  const content = {
    getByExternalId: async (id: string) => (id === 'p0' ? undefined : { title: null, text: `${id} unkind\nmore` }),
  };
  const mask = (text: string) => [{ start: text.indexOf('unkind'), end: text.indexOf('unkind') + 6 }];
  const context = { store: { content } as unknown as Pick<Store, 'content'>, mask };
  const ask = (figure: 'subgroup' | 'bpsn' | 'bnsp') =>
    judgedTexts(context, sample, { term: 'deaf', figure, limit: 10 });
  const bpsn = await ask('bpsn');
  expect(bpsn).toEqual({ total: 2, rows: [{ post: 'p1', line: 'p1 ██████', score: 0.9, isViolation: false }] });
  expect((await ask('bnsp')).rows.map(({ post }) => post)).toEqual(['p2', 'p3']);
  expect((await ask('subgroup')).rows.map(({ post }) => post)).toEqual(['p1', 'p2', 'p3']);
  await expect(judgedTexts(context, sample, { term: 'none', figure: 'bpsn', limit: 1 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('the templates behind an AUC keep the place of the term open', () => {
  const scores = Float64Array.from(probeTemplates, (_, n) => n / 100);
  const { total, rows } = probeTexts({ threshold: 0.1, scores }, { figure: 'bpsn', limit: 2 });
  const ordinary = probeTemplates.filter(({ isUnkind }) => !isUnkind);
  expect(total).toBe(ordinary.length);
  expect(rows[0]).toEqual({
    post: null,
    line: ordinary.at(-1)!.text,
    score: (ordinary.length - 1) / 100,
    isViolation: false,
  });
});

test('an audit keeps criteria by language and by terms, and nothing of what has fewer than two groups', () => {
  const [language, named, ...rest] = auditedCriteria({
    ...unequalBase,
    named: [Uint8Array.from(unequalBase.truth, (_, row) => Number(row % 4 === 0))],
  });
  expect(rest).toEqual([]);
  expect(language).toMatchObject({ attribute: 'language', rows: 809, ungrouped: 9, hidden: [{ group: 'fr', n: 9 }] });
  const rates = language!.groups.map(({ group, n, tpr, fpr }) => [group, n, tpr.value, fpr.value, fpr.n]);
  expect(rates).toEqual([
    ['de', 400, 0.8, 0.2, 200],
    ['en', 400, 0.8, 0.2, 350],
  ]);
  expect(named).toMatchObject({ attribute: 'names deaf', ungrouped: 0 });
  expect(language!.criteria).toEqual(judgedCriteria(unequalBase, 'language').criteria);
});
