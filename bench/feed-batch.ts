import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { feedConfig } from '../engine/contract/index.ts';
import { type Client, engineOptions, makeWorkspace, withEngine } from './feed-workspace.ts';
import type { Figure } from './measure.ts';

const size = { items: 20_000, users: 2000, interactions: 200_000 };
/** Users whose feeds are ordered together. */
const users = 400;
const shares = [0, 0.1, 0.2, 0.3];

/**
 * Feeds of 400 users ordered together by linear programmes, on a simulated workspace: users a second with a floor of each
 * size, what the floors cost in engagement, for how long the event loop was held, and how soon a cancel is answered.
 */
export async function feedBatch(): Promise<Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'steward-bench-feed-batch-'));
  const workspace = join(dir, 'workspace');
  const options = engineOptions(dir);
  try {
    await makeWorkspace(options, workspace, size);
    return await withEngine({ ...options, openAtStart: workspace }, (client) => measured(client, dir));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measured(client: Client, dir: string): Promise<Figure[]> {
  const { attributes } = await client.catalog.summary();
  const topics = attributes.find(({ subject, name }) => subject === 'item' && name === 'topic')!.values;
  const rare = topics.at(-1)!.value;
  for (const share of shares) {
    const floors = [{ attribute: 'topic', value: rare, share }];
    await client.feeds.saveConfig(feedConfig.parse({ name: nameOf(share), floors }));
  }
  const start = (share: number, of: number) =>
    client.feeds.batch({ users: of, config: nameOf(share), out: join(dir, 'feeds.jsonl') });
  const batch = async (share: number, of: number) => client.feeds.batchReport({ job: (await start(share, of)).id });
  // What the first feed waits for is another bench.
  await batch(0, 20);
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  const figures: Figure[] = [];
  let free = 0;
  for (const share of shares) {
    const { engagement, seconds, programmes } = await batch(share, users);
    if (share === 0) free = engagement;
    const what = `${users} users of ${size.items.toLocaleString('en')} items, a floor of ${share}, ${programmes} programmes`;
    figures.push(figure(what, users / seconds, 'users/s'));
    if (share > 0) figures.push(figure(`engagement at a floor of ${share}`, 100 * (engagement / free - 1), '%'));
  }
  figures.push(figure('their longest hold of the event loop', monitor.max / 1e6, 'ms'));
  const job = await start(0.2, users);
  await new Promise((resolve) => setTimeout(resolve, 4000));
  const asked = performance.now();
  await client.jobs.cancel({ id: job.id });
  await client.feeds.batchReport({ job: job.id }).catch(() => undefined);
  return [...figures, figure('a cancel is answered after', performance.now() - asked, 'ms')];
}

function nameOf(share: number): string {
  return `floor ${share}`;
}

function figure(what: string, value: number, unit: string): Figure {
  process.stderr.write(`  ${what}: ${value.toPrecision(4)} ${unit}\n`);
  return { bench: 'feed-batch', what, value, unit };
}
