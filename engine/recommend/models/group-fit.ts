import { type Csr, csrFromTriples, sharedFloats, sharedInts, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { Similarity } from '../../numeric/similarity-spec.ts';
import { mapEntries } from '../../numeric/similarity-weights.ts';
import { joinedUnits, kMedoids } from './group-medoids.ts';
import type { TrainingData } from './model.ts';

export type GroupParams = {
  groups: number;
  iterations: number;
  /** Weights of the kinds of feedback that make users alike; 0 leaves one out, and so does data that lacks it. */
  interactions: number;
  values: number;
  profile: number;
  attributes: number;
  recommender: 'userknn' | 'itemknn';
  similarity: Similarity;
  k: number;
};

export interface GroupInput {
  params: GroupParams;
  data: TrainingData;
  seed: number;
}

export interface Grouped {
  /** The group of each user. */
  clusters: Int32Array;
  /** The training data of each group. */
  parts: TrainingData[];
}

/** Groups the users by k-medoids over all kinds of feedback; a job for one worker. `report` hears of rounds done. */
export async function groupUsers({ params, data, seed }: GroupInput, report: (done: number) => void): Promise<Grouped> {
  const features = joinedUnits(kindsOf(params, data));
  const { groups, iterations } = params;
  const { clusters } = await kMedoids(features, groups, iterations, seededRandom(seed), async (done) => report(done));
  const parts = membersOf(clusters, Math.min(groups, data.users)).map((members) => {
    const part = partOf(data, members);
    return { ...part, byItem: part.byItem };
  });
  return { clusters, parts };
}

/** What users did, how much they liked it, what that was made of, and who they are. */
function kindsOf(params: GroupParams, data: TrainingData): { matrix: Csr; weight: number }[] {
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

/** The users of each group, ascending. */
export function membersOf(groups: Int32Array, count: number): Int32Array[] {
  return Array.from({ length: count }, (_, n) => Int32Array.from(groups.keys()).filter((user) => groups[user] === n));
}

/** The training data of some users alone, numbered by their place in the list. Its transpose is made when it is asked for. */
export function partOf({ byUser, items }: TrainingData, members: Int32Array): TrainingData {
  const indptr = sharedInts(members.length + 1);
  members.forEach((user, place) => {
    indptr[place + 1] = indptr[place]! + byUser.indptr[user + 1]! - byUser.indptr[user]!;
  });
  const size = indptr[members.length]!;
  const own: Csr = {
    rows: members.length,
    columns: items,
    indptr,
    indices: sharedInts(size),
    values: sharedFloats(size),
  };
  members.forEach((user, place) => {
    const [start, end] = [byUser.indptr[user]!, byUser.indptr[user + 1]!];
    own.indices.set(byUser.indices.subarray(start, end), indptr[place]!);
    own.values.set(byUser.values.subarray(start, end), indptr[place]!);
  });
  let byItem: Csr | null = null;
  return {
    users: members.length,
    items,
    byUser: own,
    get byItem() {
      byItem ??= transpose(own);
      return byItem;
    },
  };
}
