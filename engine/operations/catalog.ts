import { StewardError } from '../contract/errors.ts';
import { os } from './base.ts';

const absent = (): never => {
  throw new StewardError('NOT_FOUND', 'This is not there yet.');
};

export const catalogOperations = os.catalog.router({
  preview: os.catalog.preview.handler(absent),
  import: os.catalog.import.handler(absent),
  inspectDataset: os.catalog.inspectDataset.handler(absent),
  importDataset: os.catalog.importDataset.handler(absent),
  summary: os.catalog.summary.handler(absent),
  setSignal: os.catalog.setSignal.handler(absent),
  find: os.catalog.find.handler(absent),
  rules: os.catalog.rules.handler(absent),
  saveRule: os.catalog.saveRule.handler(absent),
});
