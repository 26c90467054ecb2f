import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ContentStore } from '../../store/content.ts';
import { createDatabase } from '../../store/open.ts';
import { ReportStore } from '../../store/reports.ts';
import { fillDemo, truthFile } from './fill.ts';
import { generateDemo } from './generate.ts';

const start = Date.UTC(2026, 0, 5);
const posts = [...generateDemo({ posts: 3000, seed: 1, start })];
const share = (test: (post: (typeof posts)[number]) => boolean) => posts.filter(test).length / posts.length;

describe('the simulated feed', () => {
  test('is the same for a seed, byte for byte, and another for another seed', () => {
    expect(JSON.stringify([...generateDemo({ posts: 3000, seed: 1, start })])).toBe(JSON.stringify(posts));
    expect(JSON.stringify([...generateDemo({ posts: 3000, seed: 2, start })])).not.toBe(JSON.stringify(posts));
  });

  test('is ordinary talk for the most part and holds some of every violation', () => {
    expect(share(({ truth }) => truth.length === 0)).toBeGreaterThan(0.7);
    for (const [policy, least, most] of [
      ['harassment', 0.02, 0.08],
      ['threat', 0.005, 0.03],
      ['hate', 0.004, 0.03],
      ['sexism', 0.005, 0.03],
      ['spam', 0.02, 0.08],
      ['clickbait', 0.05, 0.12],
    ] as const) {
      const found = share(({ truth }) => truth.includes(policy));
      expect(found, policy).toBeGreaterThan(least);
      expect(found, policy).toBeLessThan(most);
    }
  });

  test('has threads, authors of every activity, times in order, and reports that lean towards violations', () => {
    const ids = new Set<string>();
    let last = start;
    for (const { content, reports } of posts) {
      if (content.parent !== null) expect(ids.has(content.parent)).toBe(true);
      ids.add(content.externalId!);
      expect(content.postedAt).toBeGreaterThanOrEqual(last);
      last = content.postedAt!;
      for (const report of reports) expect(report.content).toBe(content.externalId);
    }
    expect(ids.size).toBe(posts.length);
    const byAuthor = Map.groupBy(posts, ({ content }) => content.author);
    expect(byAuthor.size).toBeGreaterThan(150);
    expect(Math.max(...[...byAuthor.values()].map((own) => own.length))).toBeGreaterThan(50);
    const reported = (isViolation: boolean) => {
      const some = posts.filter(({ truth }) => truth.length > 0 === isViolation);
      return some.filter(({ reports }) => reports.length > 0).length / some.length;
    };
    expect(reported(true)).toBeGreaterThan(0.4);
    expect(reported(false)).toBeLessThan(0.05);
    expect(posts.some(({ content }) => /[{}]|undefined/.test(content.text))).toBe(false);
  });
});

test('a fill that was cut off goes on with the same posts, and the truth lies beside them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'steward-demo-'));
  const { db, unlock } = createDatabase(join(dir, 'w'));
  try {
    let now = start;
    const clock = () => (now += 1000);
    const content = new ContentStore(db, clock);
    const reports = new ReportStore(db, clock, () => {});
    const fill = fillDemo({ content, reports, dir, clock });
    const abort = new AbortController();
    const cut = fill({ posts: 600, seed: 3 }, { jobId: 1, signal: abort.signal, progress: () => abort.abort() });
    await expect(cut).rejects.toMatchObject({ name: 'AbortError' });
    expect(await content.count()).toBe(250);
    const before = await content.get(1);
    const job = { jobId: 1, signal: new AbortController().signal, progress: () => {} };
    expect(await fill({ posts: 600, seed: 3 }, job)).toMatchObject({ result: { posts: 600 } });
    expect(await content.count()).toBe(600);
    expect(await content.get(1)).toEqual(before);
    const lines = readFileSync(join(dir, truthFile), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(601);
    expect(JSON.parse(lines[1]!)).toEqual({ id: 'demo-0000001', truth: expect.any(Array) });
  } finally {
    db.close();
    unlock();
    rmSync(dir, { recursive: true });
  }
});
