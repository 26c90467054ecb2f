import { type Csr, csrFromTriples, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import { mapEntries } from '../../numeric/similarity-weights.ts';
import { breathe, intSection, ScoringModel, sortedReasons, throwIfCancelled, withDefaults } from './base.ts';
import { checkChoice, checkNumber } from './factors/checks.ts';
import { joinedUnits, kMedoids } from './group-medoids.ts';
import type { Algorithm, Model, ModelSections, Reason, TrainingData } from './model.ts';
import { itemKnn, userKnn } from './neighbourhood.ts';
import { type NeighbourhoodParams, neighbourhoodDefaults } from './neighbourhood-params.ts';

type Params = {
  groups: number;
  iterations: number;
  /** Weights of the kinds of feedback that make users alike; 0 leaves one out, and so does data that lacks it. */
  interactions: number;
  values: number;
  profile: number;
  attributes: number;
  recommender: 'userknn' | 'itemknn';
  similarity: NeighbourhoodParams['similarity'];
  k: number;
};

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
    for (let group = 0; group < this.#models.length; group++) {
      const rows = [...users.keys()].filter((row) => this.#groups[users[row]!] === group);
      if (rows.length === 0) continue;
      const own = await this.#models[group]!.scoreAll(Int32Array.from(rows, (row) => this.#places[users[row]!]!));
      rows.forEach((row, n) => {
        scores.set(own.subarray(n * this.items, (n + 1) * this.items), row * this.items);
      });
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
    const features = joinedUnits(kindsOf(params, data));
    const total = params.iterations + params.groups;
    const report = (done: number) => options.onProgress?.({ done, total, unit: 'steps' });
    const { clusters } = await kMedoids(
      features,
      params.groups,
      params.iterations,
      seededRandom(options.seed),
      async (done) => {
        report(done);
        await breathe();
        throwIfCancelled(options);
      },
    );
    const inner = innerOf(params);
    const models: Model[] = [];
    for (const members of membersOf(clusters, Math.min(params.groups, data.users))) {
      const { seed, signal, threads } = options;
      models.push(await inner.algorithm.fit(partOf(data, members), inner.params, { seed, signal, threads }));
      report(params.iterations + models.length);
      await breathe();
    }
    return new Group(params, clusters, models, data.items);
  },
  restore(params, sections, data) {
    const groups = intSection(sections, 'groups', data.users);
    const inner = innerOf(params);
    const models = membersOf(groups, Math.min(params.groups, data.users)).map((members, n) => {
      const own = Object.entries(sections).filter(([name]) => name.startsWith(`${n}.`));
      const named = Object.fromEntries(own.map(([name, section]) => [name.slice(`${n}.`.length), section]));
      return inner.algorithm.restore(inner.params, named, partOf(data, members));
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

/** What users did, how much they liked it, what that was made of, and who they are. */
function kindsOf(params: Params, data: TrainingData): { matrix: Csr; weight: number }[] {
  const { byUser, itemAttributes, userAttributes } = data;
  const kinds = [{ matrix: mapEntries(byUser, () => 1), weight: params.interactions }];
  kinds.push({ matrix: byUser, weight: params.values });
  if (itemAttributes) kinds.push({ matrix: profilesOf(byUser, itemAttributes), weight: params.profile });
  if (userAttributes) kinds.push({ matrix: userAttributes, weight: params.attributes });
  return kinds.filter(({ weight }) => weight > 0);
}

/** users x attributes: how often each attribute occurs in a history. */
function profilesOf(byUser: Csr, itemAttributes: Csr): Csr {
  const counts = new Map<number, number>();
  const [rows, columns, values]: [number[], number[], number[]] = [[], [], []];
  for (let user = 0; user < byUser.rows; user++) {
    for (let at = byUser.indptr[user]!; at < byUser.indptr[user + 1]!; at++) {
      const item = byUser.indices[at]!;
      for (let to = itemAttributes.indptr[item]!; to < itemAttributes.indptr[item + 1]!; to++) {
        const attribute = itemAttributes.indices[to]!;
        counts.set(attribute, (counts.get(attribute) ?? 0) + itemAttributes.values[to]!);
      }
    }
    for (const [attribute, count] of counts) {
      rows.push(user);
      columns.push(attribute);
      values.push(count);
    }
    counts.clear();
  }
  return csrFromTriples(byUser.rows, itemAttributes.columns, rows, columns, values);
}

function membersOf(groups: Int32Array, count: number): Int32Array[] {
  return Array.from({ length: count }, (_, n) => Int32Array.from(groups.keys()).filter((user) => groups[user] === n));
}

/** The training data of some users alone, numbered by their place in the list. */
function partOf(data: TrainingData, members: Int32Array): TrainingData {
  const { indptr, indices, values } = data.byUser;
  const [row, column, value]: [number[], number[], number[]] = [[], [], []];
  members.forEach((user, place) => {
    for (let at = indptr[user]!; at < indptr[user + 1]!; at++) {
      row.push(place);
      column.push(indices[at]!);
      value.push(values[at]!);
    }
  });
  const byUser = csrFromTriples(members.length, data.items, row, column, value);
  return { users: members.length, items: data.items, byUser, byItem: transpose(byUser) };
}
