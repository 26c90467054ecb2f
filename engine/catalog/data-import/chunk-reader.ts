import { Worker } from 'node:worker_threads';
import { StewardError } from '../../contract/errors.ts';
import type { FromReader, NewNames, Numbers, ReadChunk, ReadInput, ToReader } from './messages.ts';

/**
 * The chunks of a file of interactions, read ahead on a thread of its own. `numbersOf` gives names their numbers, while
 * an earlier chunk is being stored. Ends the thread whatever happens; throws what the thread failed with.
 */
export async function* readChunks(
  input: ReadInput,
  numbersOf: (names: NewNames) => Promise<Numbers>,
  signal: AbortSignal,
): AsyncGenerator<ReadChunk> {
  signal.throwIfAborted();
  const worker = new Worker(new URL('./interactions-worker.ts', import.meta.url), { workerData: input });
  const tell = (message: ToReader) => worker.postMessage(message);
  const arrived: ReadChunk[] = [];
  let isEnd = false;
  let failure: unknown;
  let wake = () => {};
  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  const onAbort = () => fail(signal.reason);
  signal.addEventListener('abort', onAbort);
  worker.on('error', fail);
  worker.on('exit', () => {
    if (!isEnd) fail(new StewardError('INTERNAL', 'The thread that reads the file ended before it was done.'));
  });
  worker.on('message', (message: FromReader) => {
    if (message.type === 'names') numbersOf(message).then(tell, fail);
    else if (message.type === 'failed') fail(new StewardError(message.code, message.message, message));
    else {
      if (message.type === 'chunk') arrived.push(message);
      else isEnd = true;
      wake();
    }
  });
  try {
    for (;;) {
      if (failure !== undefined) throw failure;
      const chunk = arrived.shift();
      if (chunk) {
        yield chunk;
        tell({ type: 'next' });
      } else if (isEnd) return;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    worker.removeAllListeners('exit');
    await worker.terminate();
  }
}
