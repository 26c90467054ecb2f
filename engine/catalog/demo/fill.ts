import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { JobHandler } from '../../jobs/runner.ts';
import type { ContentStore } from '../../store/content.ts';
import type { ReportStore } from '../../store/reports.ts';
import { type DemoPost, generateDemo } from './generate.ts';

/** What is planted in a demo, a line a post, so that what Steward finds can be held against it. */
export const truthFile = 'demo-truth.jsonl';

const week = 7 * 24 * 60 * 60 * 1000;
const batch = 250;

export interface DemoParams {
  posts: number;
  seed: number;
}

/**
 * The job that fills a demo workspace. All has fixed ids, so a fill that was cut off simply runs again: what is there
 * stays as it is.
 */
export function fillDemo(deps: {
  content: ContentStore;
  reports: ReportStore;
  dir: string;
  clock: () => number;
}): JobHandler<DemoParams> {
  return async ({ posts, seed }, { signal, progress }) => {
    const file = join(deps.dir, truthFile);
    // A fill that goes on must give its posts the times that it gave them before.
    const start = (await plannedStart(file, { posts, seed })) ?? deps.clock() - week;
    const truth = createWriteStream(file);
    let done = 0;
    let reports = 0;
    try {
      await once(truth, 'open');
      truth.write(`${JSON.stringify({ simulated: true, posts, seed, start })}\n`);
      for (const group of grouped(generateDemo({ posts, seed, start }), batch)) {
        signal.throwIfAborted();
        await deps.content.upsertBatch(
          group.map(({ content }) => content),
          null,
        );
        deps.reports.applyBatch(
          group.flatMap((post) => post.reports),
          null,
        );
        const lines = group.map(({ content, truth }) => `${JSON.stringify({ id: content.externalId, truth })}\n`);
        if (!truth.write(lines.join(''))) await once(truth, 'drain');
        done += group.length;
        reports += group.reduce((sum, post) => sum + post.reports.length, 0);
        progress({ done, total: posts, message: `${done} posts, ${reports} reports` });
        await setImmediate();
      }
    } finally {
      truth.end();
      await once(truth, 'close');
    }
    return { message: `${done} simulated posts and ${reports} reports`, result: { posts: done, reports } };
  };
}

/** The start that an earlier fill with the same settings wrote down, if there was one. */
async function plannedStart(file: string, wanted: DemoParams): Promise<number | null> {
  try {
    const handle = await open(file);
    try {
      for await (const line of handle.readLines()) {
        const { posts, seed, start } = JSON.parse(line) as DemoParams & { start: number };
        return posts === wanted.posts && seed === wanted.seed ? start : null;
      }
    } finally {
      await handle.close();
    }
  } catch {
    // Missing or cut off in its first line: nothing was filled in yet.
  }
  return null;
}

function* grouped(posts: Iterable<DemoPost>, size: number): Generator<DemoPost[]> {
  let group: DemoPost[] = [];
  for (const post of posts) {
    group.push(post);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
