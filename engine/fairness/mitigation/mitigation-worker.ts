import { workerData } from 'node:worker_threads';
import { evaluationTask } from '../../recommend/evaluation-task.ts';
import { algorithms } from '../../recommend/models/registry.ts';
import { algorithmOf } from '../../recommend/params.ts';
import { PreparedTask } from '../../recommend/run.ts';
import { answer } from '../../recommend/threads/rpc.ts';
import { feedbackUnder } from '../../recommend/threads/trainer.ts';
import { experiment } from './experiment.ts';
import type { MitigationRequests, MitigationSource } from './requests.ts';

const { threads, ...source } = workerData as MitigationSource;
/** Between two reports of progress, in milliseconds. */
const tick = 200;

answer<MitigationRequests>({
  async mitigate({ spec, methods, grouping, categories, ...request }, tell) {
    const { params, rule, signals, protocol, seed } = request;
    const algorithm = algorithmOf(algorithms, request.algorithm);
    const prepared = (part: 'test' | 'validation') =>
      new PreparedTask({ ...evaluationTask({ ...request, part }), ...source });
    const input = {
      ...spec,
      algorithm,
      params,
      feedback: feedbackUnder(rule, algorithm, params, signals.pairs),
      seed,
      threads,
      k: protocol.k,
      grouping,
      categories,
      methods,
    };
    let last = 0;
    return experiment(input, { validation: prepared('validation'), test: prepared('test') }, (done, total, what) => {
      if (performance.now() - last < tick && done < total) return;
      last = performance.now();
      tell({ done, total, what });
    });
  },
});
