import { StewardError } from '../contract/errors.ts';
import { os } from './base.ts';

const absent = (): never => {
  throw new StewardError('NOT_FOUND', 'This is not there yet.');
};

export const feedsOperations = os.feeds.router({
  preview: os.feeds.preview.handler(absent),
  rerank: os.feeds.rerank.handler(absent),
  serve: os.feeds.serve.handler(absent),
  act: os.feeds.act.handler(absent),
  allocators: os.feeds.allocators.handler(absent),
  configs: os.feeds.configs.handler(absent),
  saveConfig: os.feeds.saveConfig.handler(absent),
  personas: os.feeds.personas.handler(absent),
  savePersona: os.feeds.savePersona.handler(absent),
  removePersona: os.feeds.removePersona.handler(absent),
});
