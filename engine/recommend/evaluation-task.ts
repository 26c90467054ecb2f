import type { NumberedPairs } from '../catalog/interactions/interactions.ts';
import { split } from '../evaluate/split.ts';
import type { EvaluationTask } from './run.ts';
import type { MeasureRequest } from './threads/requests.ts';
import { validationSplit } from './validation.ts';

/** What a run is measured on: the same parts of the same data again for the same request. BAD_INPUT where a part would be empty. */
export function evaluationTask({
  rule,
  signals,
  ratings,
  protocol,
  seed,
  part,
}: Pick<MeasureRequest, 'rule' | 'signals' | 'ratings' | 'protocol' | 'seed' | 'part'>): EvaluationTask {
  const data = signals.pairs;
  const whole = split(data, protocol.split, { seed, share: protocol.share });
  const parts =
    part === 'test'
      ? whole
      : validationSplit(data, whole.train, protocol.split, { seed: seed + 1, share: protocol.share });
  return {
    ...parts,
    data,
    // Confidence is no rating; ratings that are all the same are none either, which the task sees by itself.
    ...(rule.signal === 'implicit' && { hasRatings: false }),
    ...(protocol.relevantFrom !== null && {
      relevantFrom: protocol.relevantFrom,
      relevance: ratings ? ratingsOf(data, ratings) : data.value,
    }),
  };
}

/** The rating of each pair, NaN where it has none: what `relevantFrom` looks at where values are no ratings. */
function ratingsOf({ user, item, items }: NumberedPairs, rated: NumberedPairs): Float32Array {
  const ratings = new Map(Array.from(rated.user, (u, at) => [u * items.size + rated.item[at]!, rated.value[at]!]));
  return Float32Array.from(user, (u, at) => ratings.get(u * items.size + item[at]!) ?? Number.NaN);
}
