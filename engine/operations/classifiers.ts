import { asStewardError } from '../contract/errors.ts';
import type { ClassifierSummary } from '../contract/index.ts';
import { summarise } from '../moderation/classifiers/summary.ts';
import { os } from './base.ts';

export const classifiersOperations = os.classifiers.router({
  /** Missing models are an answer here, so that the panel can say what to do. */
  list: os.classifiers.list.handler(async ({ context }) => {
    try {
      const pool = await context.workspace().pool();
      const classifiers: ClassifierSummary[] = pool.classifiers().map(summarise);
      return { classifiers, ready: true, problem: null };
    } catch (thrown) {
      const error = asStewardError(thrown);
      if (error.code !== 'NO_MODELS') throw error;
      return { classifiers: [], ready: false, problem: `${error.message} ${error.advice}` };
    }
  }),

  rescan: os.classifiers.rescan.handler(async ({ context }) => {
    const pool = await context.workspace().reloadPool();
    const all = pool.classifiers();
    const ready = all.filter(({ status }) => status === 'ready').length;
    return { ready, broken: all.length - ready };
  }),
});
