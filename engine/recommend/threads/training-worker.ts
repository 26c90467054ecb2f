import { workerData } from 'node:worker_threads';
import type { TrainingRequests, TrainingSource } from './requests.ts';
import { answer } from './rpc.ts';
import { Trainer } from './trainer.ts';

const trainer = new Trainer(workerData as TrainingSource);
answer<TrainingRequests>({
  measure: (request, tell) => trainer.measure(request, tell),
  fit: (request, tell) => trainer.fit(request, tell),
});
