import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JudgedCriteria } from '../../engine/contract/index.ts';
import { defaultPolicies } from '../../engine/moderation/policies.ts';
import { openStore } from '../../engine/store/store.ts';
import { plantWorkspace, userName } from '../../engine/testing/models.ts';
import { routedPost, temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
const file = join(folder.dir, 'decisions.csv');
let out: string[];
let err: string[];

/** Towns of 60 users: 20, 35, and five of one where nobody could hide. */
const townOf = (user: number) => (user < 20 ? 'north' : user < 55 ? 'south' : 'island');

beforeAll(async () => {
  await plantWorkspace(dir, { users: 60, items: 20 });
  const store = openStore(dir, { clock: Date.now, onReported: () => {} });
  store.policies.seed(defaultPolicies);
  store.catalog.setAttributes('user', [
    { name: 'town', type: 'category' },
    { name: 'speaks', type: 'set' },
  ]);
  const described = Array.from({ length: 60 }, (_, n) => ({
    id: userName(n),
    attributes: { town: townOf(n), speaks: n % 2 === 0 ? ['de', 'fr'] : ['fr'] },
  }));
  store.catalog.describe('user', described, null);
  for (let n = 0; n < 400; n++) {
    const isViolation = n % 4 === 0;
    // One in ten was written by somebody who is no user of the workspace.
    const user = n % 60;
    const author = n % 10 === 9 ? `guest${n}` : userName(user);
    const score = Math.min(0.99, ((n * 37) % 100) / 200 + (isViolation ? 0.4 : 0.1) + (user < 20 ? 0.2 : 0));
    const scores = { hate: score, ...(n % 2 === 0 && { spam: 0.25 }) };
    const words = n % 5 === 0 ? 'My deaf neighbour' : 'My neighbour';
    const text = { text: `${words} grows tomatoes, as in year ${n}`, language: n % 2 === 0 ? 'en' : 'de' };
    const content = await routedPost(store, `post ${n}`, scores, author, text);
    const verdict = isViolation ? ('remove' as const) : ('keep' as const);
    const decision = { job: null, content, verdict, source: 'person' as const, actor: 'ann', policyVersion: 1 };
    store.db.transaction(() => store.decisions.record({ ...decision, policy: 'hate', note: '', scores: {} }));
  }
  store.close();
});
afterAll(folder.remove);

async function steward(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine(args, to.io);
}

const inWorkspace = ['--workspace', dir, '--policy', 'hate'] as const;

async function criteria(by: string): Promise<JudgedCriteria> {
  expect([await steward('decisions', 'criteria', ...inWorkspace, '--by', by, '--json'), err]).toEqual([0, []]);
  return JSON.parse(out[0]!) as JudgedCriteria;
}

interface RatesReport {
  ungrouped: number;
  groups: { group: string }[];
  rates: { rate: string; gap: { difference: number | null }; test: { corrected: number } | null }[];
  criteria: { name: string; verdict: string }[];
}

async function rates(group: string): Promise<RatesReport> {
  const columns = ['--truth', 'truth', '--score', 'score', '--group', group, '--threshold', '0.5'];
  expect([await steward('rates', '--in', file, ...columns, '--json'), err]).toEqual([0, []]);
  return JSON.parse(out[0]!) as RatesReport;
}

test('judged posts by attributes of their authors; groups of few people are hidden, and guests are in none', async () => {
  const found = await criteria('author:town');
  expect(found.groups.map(({ group, authors }) => [group, authors])).toEqual([
    ['north', 18],
    ['south', 32],
  ]);
  expect(found.hidden).toEqual([{ group: 'island', n: expect.any(Number) }]);
  expect(found.hidden[0]!.n).toBeGreaterThan(10);
  expect(found.criteria.find(({ name }) => name === 'separation')!.verdict).toBe('differs');
  const offered = found.offers.map(({ by }) => by);
  expect(offered).toEqual(
    expect.arrayContaining([{ author: 'town' }, { author: 'speaks=de' }, { author: 'activity' }]),
  );
  const crossed = await criteria('author:town,language');
  expect(crossed.attribute).toBe('author’s town x language');
  // Eight of the north write German: too few to be shown.
  expect(crossed.groups.map(({ group }) => group)).toContain('north x en');
  expect(crossed.hidden.map(({ group }) => group)).toContain('north x de');
  expect(await steward('decisions', 'criteria', ...inWorkspace, '--by', 'author:shoes')).toBe(1);
  expect(err.join(' ')).toContain("Users have no attribute 'shoes'");
  expect(await steward('decisions', 'criteria', ...inWorkspace, '--by', 'author:town,author:,kind')).toBe(1);
  expect(err.join(' ')).toContain("Posts cannot be grouped by 'author:'.");
});

test('exported decisions hold no text, and steward rates finds in them what the workspace says', async () => {
  expect([await steward('decisions', 'export', ...inWorkspace, '--out', file), err]).toEqual([0, []]);
  expect(out).toEqual([`Wrote 400 judged posts to ${file}`]);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(401);
  expect(lines[0]!.split(',').slice(0, 6)).toEqual(['id', 'truth', 'score', 'threshold', 'score:spam', 'language']);
  expect(lines.join()).not.toContain('tomatoes');
  // Those of the island cannot be told from those of whom nothing is known.
  expect(lines.join()).not.toContain('island');
  for (const by of ['author:town', 'author:speaks=de', 'term:deaf']) {
    const [there, here] = [await criteria(by), await rates(by)];
    expect(there.threshold).toBe(0.5);
    expect(here.groups.map(({ group }) => group)).toEqual(there.groups.map(({ group }) => group));
    expect(here.ungrouped).toBe(there.ungrouped);
    for (const { name, verdict, rates: all } of there.criteria) {
      expect(here.criteria.find((one) => one.name === name)!.verdict.replaceAll(' ', '-')).toBe(verdict);
      for (const { rate, gap, p } of all) {
        const one = here.rates.find((other) => other.rate === rate)!;
        expect([one.gap.difference, one.test?.corrected ?? null]).toEqual([gap, p]);
      }
    }
  }
  expect(await steward('decisions', 'export', ...inWorkspace, '--out', join(dir, 'no', 'such.csv'))).toBe(1);
  expect(err.join(' ')).toContain('The file cannot be written.');
});

test('the same for people', async () => {
  expect(await steward('decisions', 'criteria', ...inWorkspace, '--by', 'author:town')).toBe(0);
  expect(out[0]).toMatch(/^hate: 400 judged posts by author’s town, \d+ in no group that is shown$/);
  expect(out.join('\n')).toMatch(/north +\d+ posts +\d+ violations {2}18 authors/);
  expect(out.join('\n')).toContain('not shown, for too few posts or authors: island');
  expect(out.at(-1)).toContain('author:town');
});
