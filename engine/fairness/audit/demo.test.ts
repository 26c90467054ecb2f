import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Audit, AuditCell } from '../../contract/index.ts';
import { createEngine, type Engine } from '../../engine.ts';
import { temporaryFolder } from '../../testing/store.ts';

/** What the simulation says of itself, of which an audit of people can know. */
interface Truth {
  kind: string;
  subject: string;
  attribute: string;
  differs: boolean;
}

const root = join(import.meta.dirname, '../../..');
const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let engine: Engine;
let audit: Audit;
let truth: Truth[];

async function ended(id: number): Promise<void> {
  let last = '';
  for await (const { state } of await engine.client.jobs.watch({ id })) last = state;
  expect(last).toBe('done');
}

beforeAll(async () => {
  engine = await createEngine({
    paths: {
      config: join(folder.dir, 'config'),
      models: join(root, 'build', 'models'),
      heads: [],
      lexicon: join(root, 'models', 'masking.json'),
    },
    workers: 1,
  });
  const { client } = engine;
  await client.workspace.demo({
    dir,
    posts: 600,
    users: 400,
    interactions: 20_000,
    seed: 2,
    start: Date.UTC(2026, 0, 5),
  });
  for (const { id } of await client.jobs.list()) await ended(id);
  await ended((await client.models.evaluate({ models: [{ algorithm: 'ease' }, { algorithm: 'itemknn' }] })).id);
  const { rows } = await client.models.runs({});
  const { id } = await client.fairness.audit({
    runs: rows.map((run) => run.id),
    attributes: ['gender', 'country', 'device'],
    metrics: ['ndcg', 'recall', 'hit'],
    sides: ['people'],
    draws: 1000,
  });
  await ended(id);
  audit = await client.fairness.read({ id: (await client.fairness.audits({ job: id })).rows[0]!.id });
  const lines = readFileSync(join(dir, 'demo-truth.jsonl'), 'utf8').trimEnd().split('\n');
  truth = lines
    .map((line) => JSON.parse(line) as Truth)
    .filter(({ kind, subject }) => kind === 'planted' && subject === 'user');
}, 120_000);
afterAll(async () => {
  await engine.close();
  folder.remove();
});

const cells = (attribute: string): AuditCell[] => audit.cells.filter(({ grouping }) => grouping === attribute);

test('what was planted for women is found in every model, and women are served worse than men', () => {
  expect(truth.filter(({ attribute, differs }) => attribute === 'gender' && differs).length).toBeGreaterThan(0);
  for (const cell of cells('gender').filter(({ metric }) => metric === 'ndcg')) {
    expect(cell.verdict, cell.key).toBe('differs');
    const value = (group: string) => cell.groups.find((own) => own.group === group)!.value!;
    expect(value('woman'), cell.key).toBeLessThan(value('man'));
  }
});

// At a level of 5 % one demo in twenty has a false alarm by metric, and 400 users are few: this seed has neither fault.
test('what was planted equal is not called different', () => {
  const equal = truth.filter(({ attribute, differs }) => !differs && ['country', 'device'].includes(attribute));
  expect(equal.map(({ attribute }) => attribute).sort()).toEqual(['country', 'device']);
  const of = [...cells('country'), ...cells('device')];
  expect(of).toHaveLength(12);
  expect(of.filter(({ verdict }) => verdict === 'differs')).toEqual([]);
});

test('nonbinary people and men, who are alike, are told apart by no pair', () => {
  const isOfBoth = ({ a, b }: { a: string; b: string }) => [a, b].sort().join() === 'man,nonbinary';
  const pairs = cells('gender').flatMap((cell) => cell.pairs.filter(isOfBoth));
  expect(pairs).toHaveLength(6);
  for (const { p } of pairs) expect(p).toBeGreaterThan(0.05);
});
