import { usersOf } from '../../evaluate/ranking.ts';
import type { ModelRun, PreparedTask } from '../run.ts';
import { metricsOf } from '../run-metrics.ts';
import type { Measured, TrainingSource } from './requests.ts';

/** A run in the workspace's own numbers, over all users of the test: those without a relevant item have no list. */
export function asMeasured(
  run: ModelRun,
  { task, train, test }: PreparedTask,
  { userRows, itemRows }: Pick<TrainingSource, 'userRows' | 'itemRows'>,
  split: Uint8Array,
): Measured {
  const { ranking, rating } = run;
  const users = usersOf(test);
  const place = new Int32Array(train.rows).fill(-1);
  for (let at = 0; at < users.length; at++) place[users[at]!] = at;
  const spread = (from: Int32Array, valueAt: (at: number) => number) => {
    const values = new Float32Array(users.length).fill(Number.NaN);
    for (let at = 0; at < from.length; at++) values[place[from[at]!]!] = valueAt(at);
    return values;
  };
  const { k } = ranking.lists;
  const lists = new Int32Array(users.length * k).fill(-1);
  const scores = new Float32Array(users.length * k).fill(Number.NaN);
  for (let at = 0; at < ranking.users.length; at++) {
    const row = place[ranking.users[at]!]! * k;
    for (let n = 0; n < k; n++) {
      const item = ranking.lists.items[at * k + n]!;
      lists[row + n] = item < 0 ? -1 : itemRows[item]!;
      scores[row + n] = ranking.lists.scores[at * k + n]!;
    }
  }
  return {
    params: { ...run.model.params },
    metrics: metricsOf(run),
    users: users.map((user) => userRows[user]!),
    perUser: {
      ...Object.fromEntries(
        Object.entries(ranking.perUser).map(([name, values]) => [name, spread(ranking.users, (at) => values[at]!)]),
      ),
      ...(rating && {
        rmse: spread(rating.users, (at) => Math.sqrt(rating.squaredErrors[at]! / rating.counts[at]!)),
        mae: spread(rating.users, (at) => rating.absoluteErrors[at]! / rating.counts[at]!),
      }),
    },
    lists,
    scores,
    histories: users.map((user) => train.indptr[user + 1]! - train.indptr[user]!),
    split,
    trainPairs: task.train.length,
    testPairs: task.test.length,
    fitSeconds: run.fitSeconds,
    evaluateSeconds: run.evaluateSeconds,
  };
}
