import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDataset } from '../engine/catalog/interactions/datasets.ts';
import { type Interactions, lastOfEachPair } from '../engine/catalog/interactions/interactions.ts';
import { readInteractions } from '../engine/catalog/interactions/read.ts';
import { listValues } from '../engine/evaluate/metrics/lists.ts';
import { emptyLists, selectTop } from '../engine/evaluate/top.ts';
import { type Csr, csrFromTriples, transpose } from '../engine/numeric/csr.ts';
import { seededRandom } from '../engine/numeric/random.ts';
import { groupProfiles, groupsOf } from '../engine/recommend/coldstart/demographics.ts';
import {
  type Answer,
  type ElicitationTree,
  estimateAt,
  growTree,
  historyFrom,
  nodeAfter,
} from '../engine/recommend/coldstart/elicitation.ts';
import { factorTargets, scoresOfProfile } from '../engine/recommend/coldstart/factor-targets.ts';
import type { QuestionModel } from '../engine/recommend/coldstart/question-model.ts';
import { VisitorEstimate } from '../engine/recommend/coldstart/visitor.ts';
import { ease } from '../engine/recommend/models/ease.ts';
import { als } from '../engine/recommend/models/factors/als.ts';
import { bprmf } from '../engine/recommend/models/factors/bprmf.ts';
import type { FactorModel } from '../engine/recommend/models/factors/factor-model.ts';
import { ials } from '../engine/recommend/models/factors/ials.ts';
import type { Model } from '../engine/recommend/models/model.ts';
import { itemKnn } from '../engine/recommend/models/neighbourhood.ts';
import { coldItems, explorationRegret } from './coldstart-items.ts';
import { machine } from './measure.ts';

const { values: given } = parseArgs({
  options: { data: { type: 'string' }, set: { type: 'string', default: 'ml-100k' } },
});
if (given.data === undefined)
  throw new Error(
    'Give --data DIR, a folder with recommend/ml-100k; --set names another folder or file of ratings in it.',
  );

const likedFrom = 4;
/** Two more than the app asks, to see whether they would tell anything. */
const depth = 8;
const seed = 1;

/** A user whom no model has seen: what they can answer from and act on, and what they are measured by. */
interface ColdUser {
  number: number;
  /** In the order they are acted on: drawn at random. */
  own: { item: number; value: number }[];
  held: { item: number; value: number }[];
}

/** What is known of a cold user after some answers or events: scores to rank by, and ratings; null where not predicted. */
type Guess = (user: ColdUser) => Promise<{ ranking: Float32Array | null; ratings: Float32Array | null }>;

const path = join(given.data, 'recommend', given.set);
const {
  interactions: data,
  userAttributes,
  itemAttributes,
} = statSync(path).isDirectory()
  ? await readDataset(path)
  : { ...(await readInteractions(path)), userAttributes: null, itemAttributes: null };
const { warm, cold } = parted(data);
const liked = keep(warm, (value) => value >= likedFrom);
const training = (byUser: Csr) => ({ users: byUser.rows, items: byUser.columns, byUser, byItem: transpose(byUser) });
const ones: Csr = { ...liked, values: new Float32Array(liked.values.length).fill(1) };
const started = performance.now();
const tree = await growTree(warm, { likedFrom, depth });
const grown = (performance.now() - started) / 1000;
const [ratings, ranks] = [training(warm), training(ones)];
const models = {
  als: await als.fit(ratings, { factors: 20 }, { seed }),
  ials: await ials.fit(ranks, { factors: 32 }, { seed }),
  ease: await ease.fit(ranks, {}, { seed }),
  bprmf: await bprmf.fit(ranks, {}, { seed }),
  itemknn: await itemKnn.fit(ranks, {}, { seed }),
};

process.stdout.write(
  `${machine()}; ${given.set}, ${cold.length} cold users; the tree of ${tree.item.length} nodes took ${grown.toFixed(1)} s\n\n`,
);
process.stdout.write('| what is known of the user | NDCG@10 | recall@20 | RMSE |\n|---|---|---|---|\n');
const start = estimateAt(tree, 0);
await line('nothing: popular', async () => ({ ranking: start.liking, ratings: start.profile }));
if (userAttributes) {
  const groups = groupsOf(userAttributes, ['age', 'gender']);
  const [means, shares] = [groupProfiles(warm, groups, 20).ratings, groupProfiles(liked, groups, 20).shares];
  await line('age and gender', async ({ number }) => {
    const group = groups.of[number]!;
    if (group < 0) return { ranking: start.liking, ratings: start.profile };
    const row = (all: Float32Array) => all.subarray(group * warm.columns, (group + 1) * warm.columns);
    return { ranking: row(shares), ratings: row(means) };
  });
  const { rows } = userAttributes;
  await line('all attributes, everybody by how many are the same', async ({ number }) => {
    return { ranking: likesOfAlike(rows, number), ratings: null };
  });
}
for (let n = 1; n <= depth; n++) {
  await line(`${n} answers, estimate of the node`, async (user) => {
    const { profile, liking } = estimateAt(tree, answered(tree, user, n).node);
    return { ranking: liking, ratings: profile };
  });
}
const byFactors = {
  ials: await growTree(warm, { likedFrom, depth }, factorTargets(models.ials as FactorModel, warm)),
  als: await growTree(warm, { likedFrom, depth }, factorTargets(models.als as FactorModel, warm)),
};
for (let n = 0; n <= depth; n++) {
  await line(`${n} answers, factors of the node (ials, als)`, async (user) => {
    const [ranks, rates] = (['ials', 'als'] as const).map((name) => {
      const own = byFactors[name];
      return scoresOfProfile(models[name] as FactorModel, estimateAt(own, answered(own, user, n).node).profile);
    });
    return { ranking: ranks!, ratings: rates! };
  });
}
const questions = questionModel(models.ials as FactorModel, byFactors.ials);
for (let n = 0; n <= depth; n++) {
  await line(`${n} answers as the app takes them: the node moved by the likes`, async (user) => {
    const { node, said } = answered(byFactors.ials, user, n);
    const likes = said.filter(({ answer }) => answer === 'like').map(({ item }) => item);
    return { ranking: new VisitorEstimate(questions, node, likes).scores, ratings: null };
  });
}
for (const n of [2, 5, 10, 20]) {
  await line(`6 answers and ${n} events as the app takes them`, async (user) => {
    const { node, said } = answered(byFactors.ials, user, 6);
    const done = user.own.slice(0, n).filter(({ value }) => value >= likedFrom);
    const likes = [...done, ...said.filter(({ answer }) => answer === 'like')].map(({ item }) => item);
    return { ranking: new VisitorEstimate(questions, node, [...new Set(likes)]).scores, ratings: null };
  });
}
for (let n = 2; n <= depth; n += 2) {
  await line(`${n} answers, folded into ials and als`, async (user) => {
    const { said } = answered(tree, user, n);
    const likes = historyFrom(said, { liked: 1, disliked: null });
    const known = historyFrom(said, { liked: 4.5, disliked: 2.5 });
    return {
      ranking: likes.items.length > 0 ? await models.ials.foldIn!(likes) : start.liking,
      ratings: known.items.length > 0 ? await models.als.foldIn!(known) : start.profile,
    };
  });
}
for (const n of [1, 2, 5, 10, 20]) {
  for (const [name, model] of Object.entries(models))
    await line(`${n} events, folded into ${name}`, eventsInto(model, n));
}

await coldItems(data, { attributes: itemAttributes }, { likedFrom, seed });
explorationRegret(seed);

/** What the app keeps of a factor model and its tree. */
function questionModel({ learned, items }: FactorModel, over: ElicitationTree): QuestionModel {
  const { w0, reg } = ials.defaults;
  const numbers = Int32Array.from({ length: items }, (_, item) => item);
  const { factors, items: itemFactors, gram } = learned;
  return {
    hash: '',
    people: 0,
    items: numbers,
    tree: over,
    factors,
    itemFactors,
    gram: gram!,
    penalty: reg * w0 * items,
  };
}

/** The share of each item's likes, everybody counted by the fourth power of the cosine of their attributes, 20 people of the mean beside. */
function likesOfAlike({ indptr, indices }: Csr, user: number): Float32Array {
  const own = new Set(indices.subarray(indptr[user], indptr[user + 1]));
  const sums = start.liking.map((share) => 20 * share);
  for (let other = 0; other < warm.rows; other++) {
    if (warm.indptr[other] === warm.indptr[other + 1]) continue;
    const theirs = indices.subarray(indptr[other], indptr[other + 1]);
    const common = theirs.reduce((sum, column) => sum + Number(own.has(column)), 0);
    const weight = common === 0 ? 0 : (common / Math.sqrt(own.size * theirs.length)) ** 4;
    for (let at = liked.indptr[other]!; at < liked.indptr[other + 1]!; at++) sums[liked.indices[at]!]! += weight;
  }
  return sums;
}

function eventsInto(model: Model, n: number): Guess {
  return async ({ own }) => {
    const events = own.slice(0, n).filter(({ value }) => model.predictsRatings || value >= likedFrom);
    const items = Int32Array.from(events, ({ item }) => item);
    const values = Float32Array.from(events, ({ value }) => (model.predictsRatings ? value : 1));
    const scores = events.length > 0 ? await model.foldIn!({ items, values }) : null;
    if (model.predictsRatings) return { ranking: null, ratings: scores ?? start.profile };
    return { ranking: scores ?? start.liking, ratings: null };
  };
}

/** Walks down the tree by what the user said of what they know. */
function answered(tree: ElicitationTree, { own }: ColdUser, most: number) {
  const said: { item: number; answer: Answer }[] = [];
  let node = 0;
  while (said.length < most && tree.item[node]! >= 0) {
    const item = tree.item[node]!;
    const value = own.find((one) => one.item === item)?.value;
    const answer = value === undefined ? 'unknown' : value >= likedFrom ? 'like' : 'dislike';
    said.push({ item, answer });
    const next = nodeAfter(tree, node, answer);
    if (next === node) break;
    node = next;
  }
  return { node, said };
}

/** One line of the table: every guess ranks all items but those that the user could answer from. */
async function line(what: string, guess: Guess): Promise<void> {
  const [lists, longer] = [emptyLists(cold.length, 10), emptyLists(cold.length, 20)];
  let [squares, count, ranked] = [0, 0, false];
  const held = { user: [] as number[], item: [] as number[] };
  for (const [n, user] of cold.entries()) {
    const { ranking, ratings } = await guess(user);
    if (ranking) {
      const scores = ranking.slice();
      for (const { item } of user.own) scores[item] = Number.NaN;
      selectTop(scores, lists, n);
      selectTop(scores, longer, n);
      ranked = true;
    }
    for (const { item, value } of user.held) {
      if (value >= likedFrom) {
        held.user.push(n);
        held.item.push(item);
      }
      if (!ratings) continue;
      squares += (Math.min(5, Math.max(1, ratings[item]!)) - value) ** 2;
      count += 1;
    }
  }
  const right = new Float32Array(held.user.length).fill(1);
  const relevant = csrFromTriples(cold.length, data.items.size, held.user, held.item, right);
  const users = Int32Array.from(cold.keys());
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const found = [mean(listValues(lists, users, relevant).ndcg), mean(listValues(longer, users, relevant).recall)];
  const error = count > 0 ? Math.sqrt(squares / count).toFixed(4) : '';
  process.stdout.write(
    `| ${what} | ${found.map((value) => (ranked ? value.toFixed(4) : '')).join(' | ')} | ${error} |\n`,
  );
}

/** A quarter of the users is cold; three quarters of what each of them did can be answered from, the rest is measured by. */
function parted(all: Interactions): { warm: Csr; cold: ColdUser[] } {
  const random = seededRandom(seed);
  const isCold = Uint8Array.from({ length: all.users.size }, () => Number(random.uniform() < 0.25));
  const pairs = lastOfEachPair(all);
  const rest = pairs.filter((at) => !isCold[all.user[at]!]);
  const pick = <A extends Int32Array | Float32Array>(from: A) => Array.from(rest, (at) => from[at]!);
  const warm = csrFromTriples(all.users.size, all.items.size, pick(all.user), pick(all.item), pick(all.value));
  const users = new Map<number, ColdUser>();
  for (const at of pairs) {
    const number = all.user[at]!;
    if (!isCold[number]) continue;
    const user = users.get(number) ?? { number, own: [], held: [] };
    users.set(number, user);
    const one = { item: all.item[at]!, value: all.value[at]! };
    if (random.uniform() < 0.75) user.own.splice(random.below(user.own.length + 1), 0, one);
    else user.held.push(one);
  }
  const asked = [...users.values()].filter(({ held }) => held.some(({ value }) => value >= likedFrom));
  return { warm, cold: asked.sort((a, b) => a.number - b.number) };
}

function keep({ rows, columns, indptr, indices, values }: Csr, isKept: (value: number) => boolean): Csr {
  const at = Array.from(values.keys()).filter((place) => isKept(values[place]!));
  const row = new Int32Array(values.length);
  for (let user = 0; user < rows; user++) row.fill(user, indptr[user]!, indptr[user + 1]!);
  const pick = (from: Int32Array | Float32Array) => at.map((place) => from[place]!);
  return csrFromTriples(rows, columns, pick(row), pick(indices), pick(values));
}
