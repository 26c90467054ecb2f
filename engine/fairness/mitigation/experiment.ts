import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { MitigationPoint, MitigationSpec, ParamValue, TrainingMethod } from '../../contract/index.ts';
import { longTail } from '../../evaluate/metrics/popularity.ts';
import { popularityOf, usersOf } from '../../evaluate/ranking.ts';
import type { TopLists } from '../../evaluate/top.ts';
import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import { fitFairly, type PlannedTraining } from '../../recommend/mitigation/training.ts';
import type { Algorithm, FitProgress } from '../../recommend/models/model.ts';
import type { Feedback, PreparedTask } from '../../recommend/run.ts';
import { candidatesOf, headOf } from './candidates.ts';
import { chosenOf, dominatedOf } from './choose.ts';
import type { GroupPair } from './cp.ts';
import { type MeasureTask, measureAll, type Plain, plainOf } from './measure.ts';
import { type AskedMethod, methodSpecs } from './methods.ts';
import { type Reranking, type RerankingFacts, rerank, tastesOf } from './reranking.ts';

/** Two parts of the data to learn from and to measure on: the second has all of the first in its training part. */
export interface Parts {
  validation: PreparedTask;
  test: PreparedTask;
}

export interface ExperimentInput extends Pick<MitigationSpec, 'metric' | 'budget' | 'candidates' | 'draws'> {
  algorithm: Algorithm;
  params: Record<string, ParamValue>;
  feedback: Feedback;
  seed: number;
  threads: number;
  k: number;
  grouping: Grouping;
  /** items x categories, or null for head and tail of popularity. */
  categories: Csr | null;
  methods: readonly AskedMethod[];
}

export interface Outcome {
  better: string;
  worse: string;
  users: number;
  base: { validation: MitigationPoint['validation']; test: MitigationPoint['test'] };
  points: MitigationPoint[];
}

/** Lists of every user by the base, and by each method at each strength in the order of the input. */
export interface AllLists {
  base: TopLists;
  points: TopLists[];
}

/** Hears how many of a known number of steps are done: a step is a fit or a re-ranking on one part. */
export type OnStep = (done: number, total: number, what: string) => void;

/**
 * Tries every method at every strength: first on the validation part, which chooses the pair of groups and the strengths,
 * then on the test part, which is measured with all strengths and changes neither. Lists are made for all users from
 * training parts alone; test labels are read once, when all lists are there.
 */
export async function experiment(input: ExperimentInput, parts: Parts, onStep?: OnStep): Promise<Outcome> {
  const each = 1 + input.methods.reduce((sum, { strengths }) => sum + strengths.length, 0);
  const step = (from: number) => (done: number, what: string) => onStep?.(from + done, 2 * each, what);
  const lookAt = async (prepared: PreparedTask, pairOf: (base: TopLists) => GroupPair, from: number) => {
    const lists = await listsOf(input, prepared, pairOf, step(from));
    return { lists, task: taskOf(input, prepared) };
  };
  let pair: GroupPair = { better: 0, worse: 1 };
  const validation = await lookAt(
    parts.validation,
    (base) => {
      pair = pairOf(plainOf(base, taskOf(input, parts.validation)));
      return pair;
    },
    0,
  );
  const test = await lookAt(parts.test, () => pair, each);
  const validated = ({ metric, groups, tail }: Plain) => ({
    metric,
    gap: groups[pair.better]! - groups[pair.worse]!,
    tail,
  });
  const looked = [validation.lists.base, ...validation.lists.points].map((lists) =>
    validated(plainOf(lists, validation.task)),
  );
  const measured = await measureAll([test.lists.base, ...test.lists.points], test.task, pair, {
    draws: input.draws,
    seed: input.seed,
  });
  const asked = input.methods.flatMap(({ method, strengths }) => strengths.map((strength) => ({ method, strength })));
  const points = asked.map(({ method, strength }, at) => {
    const { stage, aim } = methodSpecs[method];
    return { method, strength, stage, aim, validation: looked[at + 1]!, ...measured[at + 1]! };
  });
  const chosen = chosenOf(points, looked[0]!, input.budget);
  const dominated = dominatedOf(
    measured.map(({ test: { gap, ...figures } }) => ({ metric: figures[input.metric].value, gap: gap.value })),
  );
  const { names } = input.grouping;
  return {
    better: names[pair.better]!,
    worse: names[pair.worse]!,
    users: test.task.users.length,
    base: { validation: looked[0]!, test: measured[0]!.test },
    points: points.map((point, at) => ({ ...point, chosen: chosen[at]!, dominated: dominated[at + 1]! })),
  };
}

/** All lists of one part. `pairOf` names the groups that methods bring together, from the base's lists. */
export async function listsOf(
  input: ExperimentInput,
  prepared: PreparedTask,
  pairOf: (base: TopLists) => GroupPair,
  onStep?: (done: number, what: string) => void,
): Promise<AllLists> {
  const { k, grouping, methods } = input;
  const { train } = prepared;
  let done = 0;
  const data = prepared.training(input.feedback);
  const fitted = async (training: PlannedTraining | null, what: string) => {
    const { algorithm, params, seed, threads } = input;
    const onProgress = ({ done: own, total }: FitProgress) => onStep?.(done + (0.9 * own) / Math.max(1, total), what);
    return (await fitFairly(algorithm, data, params, training, { seed, threads, onProgress })).model;
  };
  const model = await fitted(null, 'base');
  const candidates = await candidatesOf(model, train, Math.max(k, input.candidates));
  const base = headOf(candidates, k);
  onStep?.(++done, 'base');
  const pair = pairOf(base);
  const isTail = longTail(popularityOf(train));
  const categories = input.categories ?? byPopularity(isTail);
  const tastes = tastesOf(train, categories);
  const facts: RerankingFacts = { k, groups: grouping.of, pair, isTail, categories, tastes };
  const points: TopLists[] = [];
  for (const { method, strengths } of methods) {
    for (const strength of strengths) {
      const what = `${method} ${strength}`;
      if (methodSpecs[method].stage === 're-ranking') {
        points.push(await rerank(method as Reranking, strength, candidates, facts));
      } else {
        const training = trainingOf(method as TrainingMethod, strength, input, pair);
        points.push(await candidatesOf(await fitted(training, what), train, k));
      }
      onStep?.(++done, what);
    }
  }
  return { base, points };
}

/** A method of training as a version is fitted with it: `pair` is held together by the regulariser. */
function trainingOf(
  method: TrainingMethod,
  strength: number,
  { grouping: { attribute, names, of } }: ExperimentInput,
  { better, worse }: GroupPair,
): PlannedTraining {
  const asked = { method, strength, by: attribute, between: [names[better]!, names[worse]!] };
  return { asked, groups: method === 'ips' ? null : { of, count: names.length, pair: [better, worse] } };
}

function taskOf({ grouping, metric }: ExperimentInput, { train, relevant }: PreparedTask): MeasureTask {
  return { relevant, users: usersOf(relevant), grouping, isTail: longTail(popularityOf(train)), metric };
}

/** The groups with the highest and the lowest mean; of equals the first. */
function pairOf({ groups }: Plain): GroupPair {
  const known = Array.from(groups.keys()).filter((group) => !Number.isNaN(groups[group]!));
  const better = known.reduce((best, group) => (groups[group]! > groups[best]! ? group : best));
  const worse = known.reduce((least, group) => (groups[group]! < groups[least]! ? group : least));
  return { better, worse };
}

/** items x 2: head or tail. */
function byPopularity(isTail: Uint8Array): Csr {
  const items = Array.from(isTail.keys());
  return csrFromTriples(isTail.length, 2, items, Array.from(isTail), new Float32Array(isTail.length).fill(1));
}
