import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { padTokens, runsByLength, sessionOptions } from '../engine/text/embedder.ts';
import { modelFiles } from '../engine/text/minilm.ts';
import { cleanText } from '../engine/text/normalise.ts';
import { openTokenizer } from '../engine/text/tokenizer.ts';

export interface PeerSetup {
  modelsDir: string;
  texts: string[];
  /** This worker takes each `lanes`-th batch, from number `lane` on. */
  lane: number;
  lanes: number;
}
export type PeerResult = 'ready' | 'done';

/** The batches of a moderation run: leased by the thousand, sorted by length, 32 texts each. */
function batches(texts: readonly string[]): string[][] {
  const all: string[][] = [];
  for (let claim = 0; claim < texts.length; claim += 1024) {
    const sorted = texts.slice(claim, claim + 1024).toSorted((a, b) => b.length - a.length);
    for (let at = 0; at < sorted.length; at += 32) all.push(sorted.slice(at, at + 32));
  }
  return all;
}

const { modelsDir, texts, lane, lanes } = workerData as PeerSetup;
const tokenizer = openTokenizer(join(modelsDir, modelFiles.tokenizer));
const session = await InferenceSession.create(join(modelsDir, modelFiles.model), sessionOptions(1));
const inputs = batches(texts)
  .filter((_, index) => index % lanes === lane)
  .flatMap((batch) => {
    const encoded = batch.map((text) => tokenizer.encode(cleanText(text)));
    return runsByLength(encoded).map((rows) => padTokens(rows.map((row) => encoded[row]!)));
  });
await session.run(inputs[0]!);
parentPort!.postMessage('ready' satisfies PeerResult);
parentPort!.once('message', async () => {
  for (const input of inputs) await session.run(input);
  parentPort!.postMessage('done' satisfies PeerResult);
});
