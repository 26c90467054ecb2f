import { StewardError } from '../contract/errors.ts';
import { os } from './base.ts';

const absent = (): never => {
  throw new StewardError('NOT_FOUND', 'This is not there yet.');
};

export const modelsOperations = os.models.router({
  algorithms: os.models.algorithms.handler(absent),
  evaluate: os.models.evaluate.handler(absent),
  tune: os.models.tune.handler(absent),
  fit: os.models.fit.handler(absent),
  runs: os.models.runs.handler(absent),
  run: os.models.run.handler(absent),
  removeRun: os.models.removeRun.handler(absent),
  compare: os.models.compare.handler(absent),
  compareUsers: os.models.compareUsers.handler(absent),
  training: os.models.training.handler(absent),
  versions: os.models.versions.handler(absent),
  activate: os.models.activate.handler(absent),
  removeVersion: os.models.removeVersion.handler(absent),
  recommend: os.models.recommend.handler(absent),
});
