import { parentPort, workerData } from 'node:worker_threads';
import { asStewardError } from '../../contract/errors.ts';
import { endRequest, type WorkerReply, type WorkerRequest, type WorkerSetup } from './protocol.ts';
import { openScorer } from './scorer.ts';

const port = parentPort!;
const { modelsDir, classifierDirs, threads } = workerData as WorkerSetup;

function reply(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function fail(id: number, thrown: unknown): void {
  const { code, message, advice, place } = asStewardError(thrown);
  reply({ kind: 'failed', id, code, message, advice, place });
}

try {
  const scorer = await openScorer(modelsDir, classifierDirs, threads);
  const { embeddingVersion, version, labels, infos } = scorer;
  const answer = async (request: WorkerRequest): Promise<void> => {
    try {
      if (request.kind === 'explain') {
        reply({ kind: 'explained', id: request.id, spans: await scorer.explain(request.item, request.label) });
      } else {
        const batch = await scorer.score(request.items);
        reply({ kind: 'scored', id: request.id, batch }, [
          batch.scores.buffer as ArrayBuffer,
          batch.embeddings.buffer as ArrayBuffer,
        ]);
      }
    } catch (thrown) {
      fail(request.id, thrown);
    }
  };
  // One after the other: the request to end is reached only when nothing runs any more.
  let latest = Promise.resolve();
  port.on('message', (request: WorkerRequest | typeof endRequest) => {
    latest = latest.then(() => (request === endRequest ? port.close() : answer(request)));
  });
  reply({ kind: 'ready', embeddingVersion, version, labels, infos });
} catch (thrown) {
  fail(0, thrown);
}
