import type { RankerCard, RankerSettings } from '../../contract/index.ts';
import type { JobHandler } from '../../jobs/runner.ts';
import { readFacts } from '../funnel/item-facts.ts';
import { readImpressions } from '../ranking/workspace/logged.ts';
import type { RankerFitted } from '../ranking/workspace/requests.ts';
import { worldOf } from '../ranking/workspace/world.ts';
import { fitOnThread } from '../threads/ranking-thread.ts';
import { describe, type ModelJobs } from './context.ts';

export interface FitRankerParams {
  settings: RankerSettings;
  slot: string;
  activate: boolean;
}

/** Trains a ranker on what was shown or done, and stores it as a version; its file is on disk before the version is there. */
export function fitRankerVersion(context: ModelJobs): JobHandler<FitRankerParams> {
  return async ({ settings, slot, activate }, { jobId, signal, progress }) => {
    const { store, feed } = context;
    const made = store.rankers.ofJob(jobId);
    if (made) return { message: `Ranker ${made.id} was trained`, result: { ranker: made.id } };
    const data = await context.data();
    const { published } = await readFacts(store, data);
    const impressions = await readImpressions(store.feeds, { withSources: true });
    const { files } = store.rankers;
    const draft = files.draft(`job-${jobId}`);
    try {
      const training = feed.begin(jobId, `ranker (${settings.kind})`);
      const request = { world: worldOf(data, published, impressions), settings, now: context.clock(), file: draft };
      const fitted = await fitOnThread(request, {
        signal,
        onProgress: (step) => {
          training.tell(step);
          progress({ done: step.done, total: step.total, message: describe(training, step) });
        },
      });
      const file = await files.adopt(draft);
      const card = cardOf(fitted, settings);
      const version = store.rankers.add(
        {
          job: jobId,
          slot,
          algorithm: settings.kind,
          params: {},
          seed: settings.seed,
          rule: '',
          ruleVersion: 0,
          dataHash: data.hash,
          users: data.interactions.users.size,
          items: data.interactions.items.size,
          pairs: card.rows.train,
          fitSeconds: fitted.fitSeconds,
          card,
          ...file,
          ...training.stored(),
        },
        { activate, actor: context.actor() },
      );
      context.onChanged();
      const state = version.state === 'active' ? `, active in '${slot}'` : '';
      const accuracy = card.metrics ? `, AUC ${card.metrics.auc.mean.toFixed(4)}` : '';
      return {
        message: `Ranker ${version.id} (${settings.kind}) learnt from ${card.source}${accuracy}${state}`,
        result: { ranker: version.id },
      };
    } finally {
      feed.end(jobId);
      files.discard(draft);
    }
  };
}

function cardOf({ card }: RankerFitted, settings: RankerSettings): RankerCard {
  const { rows, epochs, best, metrics, calibration } = card;
  const { method, error, interval, points } = calibration;
  const source = card.learnt!.source;
  return { settings, source, rows, epochs, best, metrics, calibration: { method, error, interval, points } };
}
