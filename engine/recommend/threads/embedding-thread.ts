import { textLimit } from '../../text/normalise.ts';
import { Thread } from './rpc.ts';

/** Makes sentence embeddings off the event loop. One batch at a time. */
export interface TextEmbedder {
  /** Which model makes them: part of the key of the cache. Rejects with NO_MODELS where it is missing. */
  version(): Promise<string>;
  /** n texts to n x `embeddingSize` numbers, row-major, each row of length 1. */
  embed(texts: readonly string[]): Promise<Float16Array>;
  /** Ends what makes them, when it has done what it was asked. */
  close(): Promise<void>;
}

export type EmbeddingRequests = {
  version: { input: null; result: string; progress: never };
  embed: { input: { texts: string[] }; result: Float16Array; progress: never };
  /** Lets go of the model. */
  end: { input: null; result: null; progress: never };
};

/** The model of `modelsDir` on a thread of its own, which loads it at the first text. */
export function openTextEmbedder(modelsDir: string): TextEmbedder {
  const thread = new Thread<EmbeddingRequests>(new URL('./embedding-worker.ts', import.meta.url), { modelsDir });
  let latest: Promise<unknown> = Promise.resolve();
  const following = <T>(asked: Promise<T>): Promise<T> => {
    latest = asked.catch(() => {});
    return asked;
  };
  return {
    version: () => following(thread.ask('version', null)),
    embed: (texts) => following(thread.ask('embed', { texts: texts.map((text) => text.slice(0, textLimit)) })),
    async close() {
      // To stop a thread while ONNX Runtime is at work there would take the whole process down.
      await latest;
      await thread.ask('end', null).catch(() => {});
      await thread.close();
    },
  };
}
