import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feed, visitorQuestion } from '../../engine/contract/index.ts';
import { plantWorkspace } from '../../engine/testing/models.ts';
import { temporaryFolder } from '../../engine/testing/store.ts';
import { runCommandLine } from '../cli.ts';

const folder = temporaryFolder();
const dir = join(folder.dir, 'workspace');
let out: string[];
let err: string[];
beforeAll(() => plantWorkspace(dir, { users: 120, items: 30 }));
afterAll(folder.remove);

/** Runs the command; `typed` is what somebody at a terminal types, nobody sits there where it is left out. */
function steward(args: string[], typed?: string[]): Promise<number> {
  [out, err] = [[], []];
  return runCommandLine(['ask', ...args, '--workspace', dir], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    isTerminal: typed !== undefined,
    progress: () => {},
    ...(typed && {
      ask: async (question: string) => {
        err.push(question);
        return typed.shift() ?? null;
      },
    }),
    signal: new AbortController().signal,
    exitCode: 0,
  });
}

const asJson = () => {
  const { question, ...rest } = JSON.parse(out.join('')) as { question: unknown; feed: unknown };
  return { question: visitorQuestion.parse(question), feed: feed.parse(rest.feed) };
};

test('scripts give answers and get the next question and the feed, as the contract has them', async () => {
  expect(await steward(['--json'])).toBe(0);
  const first = asJson();
  expect(first.question).toMatchObject({ state: 'ready', asked: 0, people: 120 });
  expect(first.feed.versions.algorithm).toBeNull();
  const item = first.question.question!.item;
  expect(await steward(['--json', '--answers', `${item}=like`, '--k', '5'])).toBe(0);
  const next = asJson();
  expect(next.question.asked).toBe(1);
  expect(next.question.question?.item).not.toBe(item);
  expect(next.feed.items.length).toBe(5);
  expect(next.feed.versions.algorithm).toBe('answers');
});

test('a visitor at a terminal is asked until they want the feed; what is no answer is asked again', async () => {
  expect(await steward([], ['?', 'what', '?', 'q'])).toBe(0);
  expect(err).toContain('Type y, n, ? or q.');
  expect(err.filter((line) => line.includes('y like'))).toHaveLength(4);
  expect(out[0]).toMatch(/^After 2 answers: \d+ of 120 people answer alike/);
  expect(out.some((line) => line.startsWith('  1  '))).toBe(true);
});

test('what is no answer is wrong usage', async () => {
  expect(await steward(['--answers', 'i0001=maybe'])).toBe(2);
  expect(err.join('')).toMatch(/like, dislike, unknown/);
});
