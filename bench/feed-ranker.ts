import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedConfig, rankerKinds } from '../engine/contract/index.ts';
import { type Client, ended, engineOptions, makeWorkspace, nameOfUser, withEngine } from './feed-workspace.ts';
import { type Figure, median } from './measure.ts';

/** A small workspace: what the ranker adds depends on its 400 candidates, and little on how many items there are. */
const size = { items: 20_000, users: 1000, interactions: 100_000 };
/** Feeds by the blend and by the ranker each, in turns, after as many to warm up as `warming`. */
const [feeds, warming] = [300, 60];

/**
 * A feed of 20 ordered by each kind of ranker beside the same feed by the blend, in turns: served, which explains nothing,
 * and previewed. BENCH_RANKER_DIR keeps the workspace.
 */
export async function feedByRanker(): Promise<Figure[]> {
  const kept = process.env.BENCH_RANKER_DIR;
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'steward-bench-feed-ranker-'));
  const workspace = join(dir, 'workspace');
  const options = engineOptions(dir);
  const opened = { ...options, openAtStart: workspace };
  try {
    if (!existsSync(workspace)) {
      await makeWorkspace(options, workspace, size);
      await withEngine(opened, async (client) => {
        for (const kind of rankerKinds) await client.rankers.fit({ settings: { kind, epochs: 3 } });
        await ended(client);
      });
    }
    return await withEngine(opened, measured);
  } finally {
    if (!kept) rmSync(dir, { recursive: true, force: true });
  }
}

async function measured(client: Client): Promise<Figure[]> {
  const modes = (['blend', 'ranker'] as const).map((ranking) => feedConfig.parse({ name: ranking, ranking }));
  for (const config of modes) await client.feeds.saveConfig(config);
  const user = (n: number) => nameOfUser(n % size.users);
  const ways = {
    served: (n: number, config: string) => client.feeds.serve({ user: user(n), config }),
    previewed: (n: number, config: string) => client.feeds.preview({ for: { user: user(n) }, config }),
  };
  const figures: Figure[] = [];
  for (const { id, kind } of await client.rankers.list()) {
    await client.rankers.activate({ id });
    for (const [way, ask] of Object.entries(ways)) {
      const took = { blend: [] as number[], ranker: [] as number[] };
      for (let n = 0; n < warming + feeds; n++) {
        for (const mode of n % 2 === 0 ? (['blend', 'ranker'] as const) : (['ranker', 'blend'] as const)) {
          const started = performance.now();
          const { versions } = await ask(n, mode);
          const ms = performance.now() - started;
          if ((versions.ranker === null) === (mode === 'ranker')) throw new Error(`a feed of '${mode}' was not by it`);
          if (n >= warming) took[mode].push(ms);
        }
      }
      const [value, peerValue] = [median(took.ranker), median(took.blend)];
      const what = `a feed of 20 ${way} by ${kind}, median of ${feeds}`;
      process.stderr.write(`  ${what}: ${value.toFixed(2)} ms, blend ${peerValue.toFixed(2)} ms\n`);
      const ratio = value / peerValue;
      figures.push({ bench: 'feed-ranker', what, value, unit: 'ms', peer: 'the same by the blend', peerValue, ratio });
    }
  }
  return figures;
}
