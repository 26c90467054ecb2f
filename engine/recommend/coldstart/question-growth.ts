import { pairsOf, type SignalSource } from '../../catalog/interactions/signals.ts';
import type { SignalRule } from '../../contract/index.ts';
import { type Csr, csrFromTriples, transpose } from '../../numeric/csr.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { FactorModel } from '../models/factors/factor-model.ts';
import { ials } from '../models/factors/ials.ts';
import { treeSetup } from './elicitation.ts';
import { factorTargets } from './factor-targets.ts';
import type { QuestionModel } from './question-model.ts';
import { growing } from './tree-growth.ts';

/** Pairs that questions are grown from at most: more of them part people no better. */
const mostPairs = 1_500_000;
/** An item is asked about where at least so many people, and this share of all, can say something about it. */
const [leastRatings, leastShare] = [5, 0.01];
/** The factors of the questions' own model; 32 were measured. */
const factors = 32;
/** Questions at most: the seventh and eighth were measured to add little. */
export const mostQuestions = 6;
/** Fitting takes about as long as growing. */
const fitShare = 0.5;

/** What questions are grown from, by number alone. */
export interface QuestionSource {
  signals: SignalSource;
  hash: string;
  /** The workspace's numbers of the items. */
  itemRows: Int32Array;
  /** Items that are not asked about, 1 for each. */
  excluded: Uint8Array;
}

/**
 * Grows the tree of questions over the factors of an iALS model of its own, on the calling thread: so measured best
 * (docs/coldstart.md), and so it is the same whichever model is active, and there where none is. `onProgress` hears the
 * share that is done.
 */
export async function growQuestions(
  { signals, hash, itemRows, excluded }: QuestionSource,
  onProgress: (share: number) => void,
): Promise<QuestionModel> {
  const said = opinionsOf(signals);
  const liked = likedOf(said);
  const data = { users: said.rows, items: said.columns, byUser: liked, byItem: transpose(liked) };
  const model = (await ials.fit(
    data,
    { factors },
    {
      seed: 1,
      onProgress: ({ done, total }) => onProgress((fitShare * done) / total),
    },
  )) as FactorModel;
  const people = peopleIn(said);
  const options = {
    likedFrom: 1,
    depth: mostQuestions,
    leastRatings: Math.max(leastRatings, Math.ceil(leastShare * people)),
    excluded,
  };
  const tree = growing({ ...treeSetup(said, options, factorTargets(model, said)), withLiking: false }, (_, share) =>
    onProgress(fitShare + (1 - fitShare) * share),
  );
  const { w0, reg } = ials.defaults;
  const { items: itemFactors, gram } = model.learned;
  const penalty = reg * w0 * said.columns;
  return { hash, people, items: itemRows, tree, factors, itemFactors, gram: gram!, penalty };
}

const rule: SignalRule = {
  name: '',
  about: '',
  signal: 'implicit',
  kinds: [],
  halfLifeDays: null,
  threshold: 0,
  alpha: 0,
};

/**
 * What everybody thinks of what they met: 1 for a like, 0 for a dislike. A rating counts as a like where it is no lower
 * than the mean of all ratings, whatever their scale; who did something without rating it likes it. Of too many people
 * some are drawn.
 */
export function opinionsOf(signals: SignalSource): Csr {
  const all = pairsOf(signals, rule);
  const rated = pairsOf(signals, { ...rule, signal: 'explicit' });
  const mean = rated.value.reduce((sum, value) => sum + value, 0) / Math.max(1, rated.value.length);
  const values = new Float32Array(all.user.length).fill(1);
  // Both are in the order of user and item, and what was rated is among all.
  for (let at = 0, n = 0; n < rated.user.length; n++) {
    while (all.user[at] !== rated.user[n] || all.item[at] !== rated.item[n]) at += 1;
    if (rated.value[n]! < mean) values[at] = 0;
  }
  const { user, item } = all;
  const [rows, columns] = [signals.users.size, signals.items.size];
  if (user.length <= mostPairs) return csrFromTriples(rows, columns, user, item, values);
  const random = seededRandom(1);
  const isDrawn = Uint8Array.from({ length: rows }, () => Number(random.uniform() < mostPairs / user.length));
  const kept = Int32Array.from(user.keys()).filter((at) => isDrawn[user[at]!]);
  const pick = (from: Int32Array | Float32Array) => kept.map((at) => from[at]!);
  return csrFromTriples(
    rows,
    columns,
    pick(user),
    pick(item),
    Float32Array.from(kept, (at) => values[at]!),
  );
}

function likedOf({ rows, columns, indptr, indices, values }: Csr): Csr {
  const user: number[] = [];
  const item: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      if (values[at] !== 1) continue;
      user.push(row);
      item.push(indices[at]!);
    }
  }
  return csrFromTriples(rows, columns, user, item, new Float32Array(user.length).fill(1));
}

function peopleIn({ rows, indptr }: Csr): number {
  let people = 0;
  for (let row = 0; row < rows; row++) if (indptr[row + 1]! > indptr[row]!) people += 1;
  return people;
}
