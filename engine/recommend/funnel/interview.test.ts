import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Feed, VisitorAnswer, VisitorQuestion } from '../../contract/index.ts';
import { Funnel } from './funnel.ts';
import { configWith, funnelBench, idsOf } from './test-kit.ts';

// Users and items are of three kinds; users know their own kind's items and few others.
const kinds = 3;
const kindOf = (item: string) => Number(item.slice(1)) % kinds;

let bench: Awaited<ReturnType<typeof funnelBench>>;
beforeAll(async () => {
  bench = await funnelBench({ users: 240, items: 60 });
});
afterAll(() => bench.close());

/** Asks until the questions are there. */
async function asked(answers: VisitorAnswer[], funnel = bench.funnel): Promise<VisitorQuestion> {
  return expect
    .poll(() => funnel.question(answers), { timeout: 20_000 })
    .toMatchObject({ state: 'ready' })
    .then(() => funnel.question(answers));
}

/** Answers as somebody of a kind does. */
async function interview(kind: number, questions: number, funnel = bench.funnel): Promise<VisitorAnswer[]> {
  const answers: VisitorAnswer[] = [];
  for (let n = 0; n < questions; n++) {
    const { question } = await asked(answers, funnel);
    if (!question) break;
    answers.push({ item: question.item, answer: kindOf(question.item) === kind ? 'like' : 'unknown' });
  }
  return answers;
}

const plain = configWith({
  k: 9,
  allocator: 'score',
  freshness: null,
  caps: { publisher: null, topic: null, window: 10 },
});
const feedOf = (answers: VisitorAnswer[], history: string[] = []) =>
  bench.funnel.preview({
    for: { visitor: { history: history.map((item) => ({ item, value: 1 })), attributes: {}, dislikes: [], answers } },
    config: plain,
  });
const share = (items: readonly string[], kind: number) =>
  items.filter((item) => kindOf(item) === kind).length / Math.max(1, items.length);
const ofFeed = (feed: Feed, kind: number) => share(idsOf(feed), kind);

describe('questions to a visitor', () => {
  it('are made in the background: until then answers count as likes, and that is said', async () => {
    const first = await bench.funnel.question([]);
    expect(first).toMatchObject({ state: 'growing', question: null, estimate: [] });
    expect(first.words).toMatch(/being made/);
    const early = await feedOf([{ item: bench.names[4]!, answer: 'like' }]);
    expect(early.fallbacks[0]).toMatch(/still being made/);
    expect(early.items.length).toBe(9);
    expect((await asked([])).progress).toBeNull();
  });

  it.each([0, 1, 2])('find what kind %i of visitor it is, each once, and say how many are alike', async (kind) => {
    const start = await asked([]);
    expect(start).toMatchObject({ asked: 0, alike: start.people, words: null });
    expect(start.people).toBe(240);
    const answers = await interview(kind, 3);
    expect(new Set(answers.map(({ item }) => item)).size).toBe(answers.length);
    const now = await asked(answers);
    expect(now.asked).toBe(answers.length);
    expect(now.alike).toBeLessThan(start.alike);
    expect(
      share(
        now.estimate.map(({ item }) => item),
        kind,
      ),
    ).toBeGreaterThan(0.8);
    expect(now.estimate.map(({ place }) => place)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(now.estimate.some(({ place, before }) => place !== before)).toBe(true);
    expect(await asked([...answers].reverse())).toMatchObject({ question: now.question, asked: now.asked });
  });

  it('change the feed, which then goes by the answers and says so', async () => {
    const before = await feedOf([]);
    expect(before.versions.algorithm).toBeNull();
    for (const kind of [0, 1, 2]) {
      const answers = await interview(kind, 3);
      const feed = await feedOf(answers);
      expect(ofFeed(feed, kind)).toBeGreaterThan(0.7);
      expect(feed.versions).toMatchObject({ model: null, algorithm: 'answers' });
      expect(feed.fallbacks).toEqual([]);
      const reasons = feed.items.flatMap((item) => item.reasons.map(({ label }) => label));
      expect(reasons).toContain('liked by people who answer alike');
      for (const { item } of answers) if (kindOf(item) === kind) expect(idsOf(feed)).not.toContain(item);
    }
  });

  it('end where one more would say nothing, and what is disliked is not shown', async () => {
    const answers = await interview(1, 20);
    expect(answers.length).toBeLessThanOrEqual(6);
    expect(await asked(answers)).toMatchObject({ question: null, words: expect.stringMatching(/All is asked/) });
    const [best] = idsOf(await feedOf(answers));
    const feed = await feedOf([...answers, { item: best!, answer: 'dislike' }]);
    expect(idsOf(feed)).not.toContain(best);
  });

  it('give way to what a visitor did, once that is much', async () => {
    const answers = await interview(0, 3);
    const own = bench.names.filter((item) => kindOf(item) === 2).slice(0, 12);
    expect((await feedOf(answers, own.slice(0, 3))).versions.algorithm).toBe('answers');
    expect((await feedOf(answers, own)).versions.algorithm).toBeNull();
  });

  it('pass over what moderation decided about, at once', async () => {
    const { question } = await asked([]);
    await bench.decide(question!.item, 'reduce');
    const next = await asked([]);
    expect(next.question!.item).not.toBe(question!.item);
    expect(next.estimate.map(({ item }) => item)).not.toContain(question!.item);
    await bench.decide(question!.item, 'keep');
    expect((await asked([])).question!.item).toBe(question!.item);
  });
});

describe('questions that were made', () => {
  it('are there at the next start, and made again where their file is damaged', async () => {
    const { store, data, clock } = bench;
    const unasked = { recommender: null as never, ranking: null as never };
    const again = () => new Funnel({ store, data, ...unasked, clock: clock.now });
    const first = await asked([]);
    const kept = again();
    expect(await kept.question([])).toEqual(first);
    await kept.close();
    writeFileSync(join(store.dir, 'cache', 'questions.bin'), 'not what it was');
    const anew = again();
    expect((await anew.question([])).state).toBe('growing');
    expect(await asked([], anew)).toEqual(first);
    await anew.close();
    rmSync(join(store.dir, 'cache', 'questions.bin'));
  });

  it('are absent where too few people are known, with the reason', async () => {
    const few = await funnelBench({ users: 10, items: 20 });
    await few.funnel.question([]);
    await expect.poll(async () => (await few.funnel.question([])).state, { timeout: 20_000 }).toBe('absent');
    expect((await few.funnel.question([])).words).toMatch(/20 people/);
    await few.close();
  });
});
