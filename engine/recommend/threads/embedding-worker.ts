import { workerData } from 'node:worker_threads';
import { type Embedder, embeddingVersionOf, openEmbedder } from '../../text/embedder.ts';
import { cleanText } from '../../text/normalise.ts';
import type { EmbeddingRequests } from './embedding-thread.ts';
import { answer } from './rpc.ts';

const { modelsDir } = workerData as { modelsDir: string };
/** Opened when something is to be embedded: to ask for the version alone is much cheaper. */
let embedder: Promise<Embedder> | undefined;

answer<EmbeddingRequests>({
  version: async () => embeddingVersionOf(modelsDir),
  async embed({ texts }) {
    embedder ??= openEmbedder(modelsDir);
    return (await embedder).embed(texts.map(cleanText));
  },
  async end() {
    await (await embedder)?.close();
    return null;
  },
});
