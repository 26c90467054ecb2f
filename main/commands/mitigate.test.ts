import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EqualRates, FeedConfig, Mitigation } from '../../engine/contract/index.ts';
import { plantWorkspace } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';
import { thresholdLines } from './mitigate-thresholds.ts';
import { printed } from './printed.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];

beforeAll(async () => {
  await plantWorkspace(dir, { users: 60, items: 40 });
  expect(await steward('evaluate', '--models', 'itemknn')).toBe(0);
});
afterAll(folder.remove);

async function steward(...args: string[]): Promise<number> {
  const to = printed();
  [out, err] = [to.out, to.err];
  return runCommandLine([...args, '--workspace', dir], to.io);
}

test('the newest run before and after, for people and as JSON, and kept', async () => {
  const asked = ['--by', 'activity', '--methods', 'floor,cp', '--strengths', 'floor=0.3:0.5 cp=0.1', '--draws', '100'];
  expect([await steward('mitigate', ...asked), err]).toEqual([0, []]);
  const lines = out.join('\n');
  expect(lines).toMatch(/^Mitigation 1: itemknn \(itemknn, run 1\) by activity, lists of 10, \d+ users/);
  expect(out.filter((line) => /^(base|floor 0\.3|floor 0\.5|cp 0\.1) {2,}0\.\d{4} \(/.test(line))).toHaveLength(4);
  expect([await steward('mitigate', 'list', '--json'), err]).toEqual([0, []]);
  const { rows } = JSON.parse(out[0]!) as { rows: Mitigation[] };
  expect(rows).toHaveLength(1);
  expect(rows[0]!.points.map(({ method, strength }) => `${method} ${strength}`)).toEqual([
    'floor 0.3',
    'floor 0.5',
    'cp 0.1',
  ]);
});

test('a point of re-ranking becomes a configuration that feeds obey', async () => {
  expect([await steward('mitigate', 'save', '1', 'floor=0.5', '--name', 'fairer', '--base', 'fresh'), err]).toEqual([
    0,
    [],
  ]);
  expect(out[0]).toBe("Saved 'fairer', version 1: floor 0.5 of mitigation 1, itemknn by activity, on 'fresh'.");
  expect(await steward('feed', '--config', 'fairer', '--user', 'u0003', '--json')).toBe(0);
  expect(JSON.parse(out[0]!)).toMatchObject({ versions: { config: 'fairer', configVersion: 1 } });
  expect(await steward('mitigate', 'save', '1', 'cp=0.1', '--name', 'cp', '--json')).toBe(0);
  expect((JSON.parse(out[0]!) as FeedConfig).tail).toMatchObject({ of: 'exposure' });
  expect(await steward('mitigate', 'fit', '1', 'floor=0.5')).toBe(1);
  expect(err.join('\n')).toContain('Save it as a configuration of feeds.');
  expect(await steward('mitigate', 'save', '1', 'floor=0.4', '--name', 'x')).toBe(1);
  expect(err.join('\n')).toContain('It has: floor 0.3, floor 0.5, cp 0.1.');
});

test('what cannot be is refused, with what can', async () => {
  expect(await steward('mitigate', '--methods', 'magic')).toBe(1);
  expect(err.join('\n')).toContain("There is no method 'magic'.");
  expect(await steward('mitigate', '--methods', 'ips')).toBe(1);
  expect(err.join('\n')).toContain('It works with: ials, bprmf.');
  expect(await steward('mitigate', '--strengths', 'floor')).toBe(1);
  expect(err.join('\n')).toContain("'floor' names no strengths.");
  expect(await steward('mitigate', 'thresholds', '--policy', 'nope')).toBe(1);
  expect(err.join('\n')).toContain("There is no policy 'nope'.");
  expect(await steward('mitigate', 'thresholds', '--policy', 'hate', '--by', 'moon')).toBe(1);
  expect(err.join('\n')).toContain("Posts cannot be grouped by 'moon'.");
});

test('thresholds of groups, before and after on the held-out half', () => {
  const groups = (fpr: number) => [{ group: 'en', n: 40, fpr, tpr: null, selection: 0.2 }];
  const outcome = (fpr: number) => ({ tpr: null, fpr, selection: 0.2, cost: 0.1, gap: 0.05, groups: groups(fpr) });
  const found: EqualRates = {
    target: 0.1,
    thresholds: [{ group: 'en', threshold: 0.7, isKept: true, validationRows: 0 }],
    heldOut: 40,
    before: outcome(0.2),
    after: outcome(0.1),
  };
  const lines = [...thresholdLines(found, 'fpr')];
  expect(lines[0]).toBe('thresholds for a fpr of 0.1000 in every group, chosen on one half, told on 40 held-out posts');
  expect(lines).toContain('fpr                0.2000   0.1000');
  expect(lines.at(-1)).toBe('en                     40    0.7000   0.2000   0.1000  (no post to choose by: as today)');
});

test('a point of training becomes a version, of the run and its parameters', async () => {
  expect(await steward('evaluate', '--models', 'ials', '--set', 'ials.factors=8', '--set', 'ials.epochs=3')).toBe(0);
  const asked = ['--by', 'activity', '--methods', 'reweigh', '--strengths', 'reweigh=1', '--draws', '100', '--json'];
  expect([await steward('mitigate', ...asked), err]).toEqual([0, []]);
  const { id } = JSON.parse(out[0]!) as Mitigation;
  expect([await steward('mitigate', 'fit', String(id), 'reweigh=1', '--slot', 'fair', '--json'), err]).toEqual([0, []]);
  expect(JSON.parse(out[0]!)).toMatchObject({
    slot: 'fair',
    state: 'candidate',
    algorithm: 'ials',
    params: { factors: 8, epochs: 3 },
    mitigation: { method: 'reweigh', strength: 1, by: 'activity', between: null },
  });
});
