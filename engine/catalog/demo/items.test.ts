import { describe, expect, test } from 'vitest';
import { demoItems } from './items.ts';
import { hour } from './plan.ts';
import { demoSettings } from './settings.ts';

const start = Date.UTC(2026, 0, 5);
const make = (seed: number) => [...demoItems(demoSettings({ posts: 3000, users: 2000, seed, start }, start))];
const items = make(1);
const posts = items.map(({ post, truth, id }) => ({ ...post!, item: truth, id }));
const share = (test: (post: (typeof posts)[number]) => boolean) => posts.filter(test).length / posts.length;

describe('the simulated feed', () => {
  test('is the same for a seed, byte for byte, and another for another seed', () => {
    expect(JSON.stringify(make(1))).toBe(JSON.stringify(items));
    expect(JSON.stringify(make(2))).not.toBe(JSON.stringify(items));
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
    let last = 0;
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

  test('an item says what its post says, and a violation is taken away after its reports', () => {
    for (const { content, reports, item, truth, id } of posts) {
      const { attributes } = items[Number(id.slice(5)) - 1]!;
      expect(content.externalId).toBe(id);
      expect(attributes).toMatchObject({ description: content.text, published: content.postedAt });
      expect(attributes.title).toBeTruthy();
      expect(item.removedAt !== null).toBe(item.violates !== null);
      expect(truth).toEqual(item.violates ? [item.violates] : item.isClickbait ? ['clickbait'] : []);
      if (item.removedAt === null) continue;
      expect(item.removedAt).toBeGreaterThan(item.publishedAt + 6 * hour);
      for (const { reportedAt } of reports) expect(reportedAt).toBeLessThan(item.removedAt);
    }
  });

  test('publishers differ much in size and not in quality', () => {
    const sizes = [...Map.groupBy(posts, ({ item }) => item.publisher).values()].map((own) => own.length);
    expect(Math.max(...sizes)).toBeGreaterThan(20 * Math.min(...sizes));
    const meanQuality = (isLarge: boolean) => {
      const some = posts.filter(({ item }) => item.publisherSize > 4 === isLarge && !item.isClickbait);
      return some.reduce((sum, { item }) => sum + item.quality, 0) / some.length;
    };
    // Two means of more than 800 numbers of deviation 1: 0.13 is three standard errors.
    expect(Math.abs(meanQuality(true) - meanQuality(false))).toBeLessThan(0.13);
  });

  test('articles are no posts, and lie evenly among them', () => {
    const settings = demoSettings({ posts: 100, items: 300, start }, start);
    const mixed = [...demoItems(settings)];
    expect(mixed.map(({ post }, n) => post !== null || n % 3 !== 2)).not.toContain(false);
    expect(mixed.filter(({ post }) => post !== null)).toHaveLength(100);
    expect(mixed.every(({ post, truth }) => post !== null || truth.violates === null)).toBe(true);
  });
});
