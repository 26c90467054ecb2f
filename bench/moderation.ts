import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createEngine } from '../engine/engine.ts';
import { enginePaths } from '../main/paths.ts';
import { type Figure, median, root } from './measure.ts';
import type { PeerResult, PeerSetup } from './onnx-alone-worker.ts';
import { posts } from './texts.ts';

const rounds = 3;
const paths = enginePaths(root, join(tmpdir(), 'steward-bench-config'));

/**
 * From the intake to the routed, stored decision, against ONNX Runtime alone: the same embedding model, the same
 * batches (tokenised and padded before the clock starts), the same number of threads, in turns in the same run.
 */
export async function moderation(n = 6000): Promise<Figure[]> {
  const workers = Math.min(4, availableParallelism());
  const own: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const texts = [...posts(n, round + 1)];
    alone.push(n / (await onnxAlone(texts, workers)));
    own.push(n / (await steward(texts, workers)));
  }
  return [
    {
      bench: 'moderation',
      what: `intake to routed decision, ${n} posts, ${workers} workers`,
      value: median(own),
      unit: 'texts/s',
      peer: 'ONNX Runtime alone, same model and batches',
      peerValue: median(alone),
      ratio: median(own.map((value, index) => value / alone[index]!)),
    },
  ];
}

async function steward(texts: readonly string[], workers: number): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const engine = await createEngine({ paths, workers });
  try {
    await engine.client.workspace.create({ dir, name: 'Bench' });
    for (const [index, text] of texts.entries()) await engine.client.content.intake({ id: `p${index}`, text });
    await engine.client.classifiers.list();
    const job = await engine.client.moderation.run();
    const started = performance.now();
    for await (const _ of await engine.client.jobs.watch({ id: job.id }));
    const seconds = (performance.now() - started) / 1000;
    const last = await engine.client.moderation.lastRun();
    if (last?.posts !== texts.length) throw new Error(`Only ${last?.posts} of ${texts.length} posts were routed.`);
    return seconds;
  } finally {
    await engine.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function onnxAlone(texts: readonly string[], workers: number): Promise<number> {
  const lanes = Array.from({ length: workers }, (_, lane) => {
    const setup: PeerSetup = { modelsDir: paths.models, texts: [...texts], lane, lanes: workers };
    return new Worker(new URL('./onnx-alone-worker.ts', import.meta.url), { workerData: setup });
  });
  try {
    const next = (worker: Worker) =>
      new Promise<PeerResult>((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await Promise.all(lanes.map(next));
    const started = performance.now();
    const done = lanes.map(next);
    for (const worker of lanes) worker.postMessage('go');
    await Promise.all(done);
    return (performance.now() - started) / 1000;
  } finally {
    await Promise.all(lanes.map((worker) => worker.terminate()));
  }
}
