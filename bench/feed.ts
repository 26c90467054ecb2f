import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { EngineOptions } from '../engine/options.ts';
import { engineFlags } from '../main/forked-engine.ts';
import { startLoopbackHost } from '../main/web/host.ts';
import { indexFiles, untilIndexed } from './feed-index.ts';
import { recallOfFirstPass } from './feed-recall.ts';
import { type Client, engineOptions, makeWorkspace, nameOfUser, withEngine } from './feed-workspace.ts';
import { type Figure, inProcess, percentiles } from './measure.ts';

/** Items of the simulated workspace; users and interactions go with them. BENCH_ITEMS picks another size. */
const items = Number(process.env.BENCH_ITEMS ?? 100_000);
const users = Math.max(400, Math.min(items, 4_000_000) / 20);
const interactions = Math.min(items * 5, 20_000_000);
/** `GET /v1/feed` is answered so often a second to one caller; the bench stays below. */
const requestsASecond = 18;

const of = `${items.toLocaleString('en')} items`;

/**
 * A feed of 20 on a simulated workspace with a model of 64 factors: what feed-once.ts measures in a process that is
 * started as the app starts its engine's, then `GET /v1/feed`, what the first pass finds of the exact best 100, and what
 * the index takes. BENCH_DIR keeps the workspace, so that a large one is made once.
 */
export async function feed(): Promise<Figure[]> {
  const kept = process.env.BENCH_DIR;
  const dir = kept ?? mkdtempSync(join(tmpdir(), 'steward-bench-feed-'));
  const workspace = join(dir, 'workspace');
  const options = engineOptions(dir);
  try {
    const opened = { ...options, openAtStart: workspace };
    return [
      ...(existsSync(workspace) ? [] : await make(options, workspace)),
      ...(indexFiles(workspace).length > 0 ? [] : await withEngine(opened, indexing)),
      ...(await inProcess<Figure[]>('feed-once.ts', [dir, String(items), String(users)], engineFlags)),
      ...(await overHttp(opened)),
      ...(await recallOfFirstPass(workspace, figure)),
    ];
  } finally {
    if (!kept) rmSync(dir, { recursive: true, force: true });
  }
}

async function make(options: EngineOptions, dir: string): Promise<Figure[]> {
  const seconds = await makeWorkspace(options, dir, { items, users, interactions });
  return [figure(`fitting the model of ${of}`, seconds, 's')];
}

/** How long it takes until an index answers, where none was saved. */
async function indexing(client: Client): Promise<Figure[]> {
  const seconds = await untilIndexed(client, users);
  return [figure(`${of}: opening to the first answer by an index that had to be built`, seconds, 's')];
}

/** Feeds as programs ask for them, one after the other, no faster than they are answered. */
async function overHttp(options: EngineOptions): Promise<Figure[]> {
  const host = await startLoopbackHost({ engine: options, port: 0, rendererRoot: options.paths.config });
  try {
    const ask = async (n: number) => {
      const url = new URL(`/v1/feed?user=${nameOfUser(n % users)}`, host.url);
      const response = await fetch(url, { headers: { authorization: `Bearer ${host.token}` } });
      await response.text();
      return response.status;
    };
    const paced = async (n: number) => {
      await setTimeout(1000 / requestsASecond);
      const started = performance.now();
      const status = await ask(n);
      if (status !== 200) throw new Error(`GET /v1/feed was answered with ${status}`);
      return performance.now() - started;
    };
    // The engine is being started.
    while ((await ask(0)) === 503) await setTimeout(1000);
    for (let n = 0; n < 100; n++) await paced(n);
    const all: number[] = [];
    for (let n = 0; n < 200; n++) all.push(await paced(4000 + n));
    const [p50, p99] = percentiles(all, [0.5, 0.99]);
    const what = `GET /v1/feed of ${of}, ${requestsASecond} a second`;
    return [figure(`${what}: p50`, p50!), figure(`${what}: p99`, p99!)];
  } finally {
    await host.close();
  }
}

function figure(what: string, value: number, unit = 'ms'): Figure {
  process.stderr.write(`  ${what}: ${value.toPrecision(4)} ${unit}\n`);
  return { bench: 'feed', what, value, unit };
}
