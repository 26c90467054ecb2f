import { Pace } from '../../numeric/pace.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { intSection, ScoringModel, sortedReasons, throwIfCancelled, withDefaults } from './base.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import {
  type Grouped,
  type GroupInput,
  groupUsers,
  membersOf,
  type GroupParams as Params,
  partOf,
} from './group-fit.ts';
import type { Algorithm, Model, ModelSections, Reason } from './model.ts';
import { itemKnn, userKnn } from './neighbourhood.ts';
import { neighbourhoodDefaults } from './neighbourhood-params.ts';

/** Interactions up to which grouping takes some milliseconds, less than a worker takes to start. */
const ratingsForWorker = 20_000;

/** Users in groups, each with a recommender that knows this group only. */
class Group extends ScoringModel {
  readonly id = 'group';
  readonly params: Params;
  readonly predictsRatings = false;
  readonly items: number;
  readonly #groups: Int32Array;
  readonly #models: Model[];
  /** Users of each group, ascending, and each user's place among them. */
  readonly #members: Int32Array[];
  readonly #places: Int32Array;

  constructor(params: Params, groups: Int32Array, models: Model[], items: number) {
    super();
    this.params = params;
    this.items = items;
    this.#groups = groups;
    this.#models = models;
    this.#members = membersOf(groups, models.length);
    this.#places = new Int32Array(groups.length);
    for (const users of this.#members) {
      users.forEach((user, place) => {
        this.#places[user] = place;
      });
    }
  }

  async scoreAll(users: Int32Array): Promise<Float32Array> {
    const scores = new Float32Array(users.length * this.items);
    const pace = new Pace();
    for (const [group, model] of this.#models.entries()) {
      const rows = [...users.keys()].filter((row) => this.#groups[users[row]!] === group);
      if (rows.length === 0) continue;
      const own = await model.scoreAll(Int32Array.from(rows, (row) => this.#places[users[row]!]!));
      for (const [n, row] of rows.entries()) {
        scores.set(own.subarray(n * this.items, (n + 1) * this.items), row * this.items);
        await pace.turn();
      }
    }
    return scores;
  }

  explain(user: number, item: number): Reason[] {
    const group = this.#groups[user]!;
    const reasons = this.#models[group]!.explain(this.#places[user]!, item);
    const members = this.#members[group]!;
    return sortedReasons(
      reasons.map((reason) => (reason.kind === 'user' ? { ...reason, id: members[reason.id]! } : reason)),
    );
  }

  sections(): ModelSections {
    const own = this.#models.flatMap((model, group) =>
      Object.entries(model.sections()).map(([name, section]) => [`${group}.${name}`, section] as const),
    );
    return { groups: this.#groups, ...Object.fromEntries(own) };
  }
}

export const group: Algorithm<Params> = {
  id: 'group',
  about: 'Users clustered by several kinds of feedback (k-medoids), a recommender per group (da Costa et al., 2014).',
  defaults: {
    groups: 3,
    iterations: 20,
    interactions: 1,
    values: 1,
    profile: 1,
    attributes: 0.2,
    recommender: 'userknn',
    similarity: 'cosine',
    k: 50,
  },
  async fit(data, given, options) {
    const params = withDefaults(this.defaults, given);
    checkParams(params);
    throwIfCancelled(options);
    const total = params.iterations + params.groups;
    const report = (done: number) => options.onProgress?.({ done, total, unit: 'steps' });
    const { seed, signal, threads } = options;
    // Embeddings stay here: they need not lie in shared memory, and nothing is grouped by them.
    const input: GroupInput = { params, data: { ...data, itemEmbeddings: undefined }, seed };
    const { clusters, parts } =
      data.byUser.values.length < ratingsForWorker
        ? await groupUsers(input, report)
        : await inWorker<GroupInput, Grouped>(new URL('./group-worker.ts', import.meta.url), input, {
            signal,
            onProgress: report,
          });
    const inner = innerOf(params);
    const models: Model[] = [];
    for (const part of parts) {
      throwIfCancelled(options);
      models.push(await inner.algorithm.fit(part, inner.params, { seed, signal, threads }));
      report(params.iterations + models.length);
    }
    return new Group(params, clusters, models, data.items);
  },
  restore(params, sections, data) {
    const groups = intSection(sections, 'groups', data.users);
    const inner = innerOf(params);
    const parts = membersOf(groups, Math.min(params.groups, data.users)).map((members) => partOf(data, members));
    const models = parts.map((part, n) => {
      const own = Object.entries(sections).filter(([name]) => name.startsWith(`${n}.`));
      const named = Object.fromEntries(own.map(([name, section]) => [name.slice(`${n}.`.length), section]));
      return inner.algorithm.restore(inner.params, named, part);
    });
    return new Group(params, groups, models, data.items);
  },
};

function checkParams(params: Params): void {
  checkNumber(params, 'groups', { least: 1, whole: true });
  checkNumber(params, 'iterations', { least: 1, whole: true });
  checkNumber(params, 'k', { least: 1, whole: true });
  checkNumber(params, 'interactions', { least: 0, above: true });
  for (const kind of ['values', 'profile', 'attributes']) checkNumber(params, kind, { least: 0 });
  checkChoice(params, 'recommender', ['userknn', 'itemknn']);
}

function innerOf({ recommender, similarity, k }: Params) {
  const algorithm = recommender === 'itemknn' ? itemKnn : userKnn;
  return { algorithm, params: { ...neighbourhoodDefaults, ...algorithm.defaults, similarity, k } };
}
