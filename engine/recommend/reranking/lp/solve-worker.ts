import { parentPort } from 'node:worker_threads';
import { solveProgramme } from './solve.ts';
import type { SolveReply, SolveRequest } from './solver.ts';

const port = parentPort!;
port.on('message', async ({ id, programme, seconds }: SolveRequest) => {
  const reply: SolveReply = await solveProgramme(programme, seconds).then(
    (solution) => ({ id, solution }),
    (error: Error) => ({ id, error: error.message }),
  );
  port.postMessage(reply);
});
