import type { Attributes } from '../engine/catalog/interactions/attributes.ts';
import { type Interactions, lastOfEachPair } from '../engine/catalog/interactions/interactions.ts';
import { listValues } from '../engine/evaluate/metrics/lists.ts';
import { emptyLists, selectTop } from '../engine/evaluate/top.ts';
import { csrFromTriples } from '../engine/numeric/csr.ts';
import { seededRandom } from '../engine/numeric/random.ts';
import type { CandidateSource } from '../engine/recommend/candidates/source.ts';
import { newItemsSource, ratesByAttribute } from '../engine/recommend/candidates/sources/new-items.ts';
import { newTextSource } from '../engine/recommend/candidates/sources/vectors.ts';
import { ExactIndex } from '../engine/recommend/candidates/vectors/exact-index.ts';
import { itemFilter, mostFound } from '../engine/recommend/candidates/vectors/vector-index.ts';
import { beta, explore, type NewItem } from '../engine/recommend/coldstart/exploration.ts';
import type { ItemEmbeddings } from '../engine/recommend/models/model.ts';

/**
 * A fifth of the items is taken out of the data as if they were new; users rank these alone, from what they did with the
 * others: by attributes, by texts, by both, as far as there are any. Relevant is what they liked of them.
 */
export async function coldItems(
  data: Interactions,
  { attributes, texts = null }: { attributes: Attributes | null; texts?: ItemEmbeddings | null },
  { likedFrom, seed, most = data.users.size }: { likedFrom: number; seed: number; most?: number },
): Promise<void> {
  if (!attributes && !texts) return;
  const random = seededRandom(seed);
  const isNew = Uint8Array.from({ length: data.items.size }, () => Number(random.uniform() < 0.2));
  const met = new Float32Array(data.items.size);
  const histories = Array.from({ length: data.users.size }, () => [] as number[]);
  const held = { user: [] as number[], item: [] as number[] };
  for (const at of lastOfEachPair(data)) {
    const [user, item, value] = [data.user[at]!, data.item[at]!, data.value[at]!];
    if (isNew[item] && value >= likedFrom) {
      held.user.push(user);
      held.item.push(item);
    }
    if (isNew[item]) continue;
    met[item]! += 1;
    if (value >= likedFrom) histories[user]!.push(item);
  }
  const ones = new Float32Array(held.user.length).fill(1);
  const relevant = csrFromTriples(data.users.size, data.items.size, held.user, held.item, ones);
  const users = Int32Array.from({ length: data.users.size }, (_, user) => user)
    .filter((user) => relevant.indptr[user + 1]! > relevant.indptr[user]! && histories[user]!.length > 0)
    .slice(0, most);
  const count = isNew.reduce((sum, one) => sum + one, 0);
  process.stdout.write(`\n${count} items as if new, ${users.length} users\n\n`);
  process.stdout.write('| how new items are ranked | NDCG@10 | recall@20 |\n|---|---|---|\n');
  const measure = async (what: string, scoresOf: (user: number) => Promise<Float32Array>) => {
    const [lists, longer] = [emptyLists(users.length, 10), emptyLists(users.length, 20)];
    for (const [n, user] of users.entries()) {
      const scores = (await scoresOf(user)).map((score, item) => (isNew[item] ? score : Number.NaN));
      selectTop(scores, lists, n);
      selectTop(scores, longer, n);
    }
    const mean = (values: Float64Array) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4);
    const [ndcg, recall] = [listValues(lists, users, relevant).ndcg, listValues(longer, users, relevant).recall];
    process.stdout.write(`| ${what} | ${mean(ndcg)} | ${mean(recall)} |\n`);
  };
  await measure('at random', async () => Float32Array.from(isNew, () => random.uniform()));
  const scoresBy = (source: CandidateSource) => async (user: number) => {
    const items = Int32Array.from(histories[user]!);
    const history = { items, values: new Float32Array(items.length).fill(1), times: null };
    const found = await source.candidates({ user: -1, history }, Math.min(mostFound - items.length, data.items.size));
    const scores = new Float32Array(data.items.size);
    found.items.forEach((item, n) => {
      scores[item] = found.scores[n]!;
    });
    return scores;
  };
  const newness = { met, published: null, now: 0 };
  const byAttributes = attributes && scoresBy(newItemsSource({ attributes: attributes.rows, ...newness }));
  if (attributes && byAttributes) {
    const rate = ratesByAttribute(attributes.rows, met, data.users.size);
    const rates = Float32Array.from(isNew, (_, item) => rate(item));
    await measure('by what items of the same attributes got', async () => rates);
    await measure('like what the user had, by attributes', byAttributes);
  }
  if (!texts) return;
  const index = await ExactIndex.build({ ...texts, similarity: 'cosine' });
  const newOnes = itemFilter(data.items.size, (item) => isNew[item] === 1);
  const byTexts = scoresBy(newTextSource(texts, index, async () => newOnes));
  await measure('like what the user had, by text', byTexts);
  if (!byAttributes) return;
  await measure('by both, merged by rank', async (user) => {
    const [one, other] = [byRank(await byAttributes(user), isNew), byRank(await byTexts(user), isNew)];
    return one.map((score, item) => score + other[item]!);
  });
}

/** 1 / (60 + place) for items in the order of their scores above 0. */
function byRank(scores: Float32Array, isWanted: Uint8Array): Float32Array {
  const places = new Float32Array(scores.length);
  const order = [...scores.keys()].filter((item) => isWanted[item] && scores[item]! > 0);
  order.sort((a, b) => scores[b]! - scores[a]!);
  for (const [n, item] of order.entries()) places[item] = 1 / (60 + n + 1);
  return places;
}

/** Places of feeds that the policies are given, and how often the regret is told. */
const [feeds, steps] = [20_000, [1000, 5000, 20_000]];
/** New items at once, and how often it is played, each time with other items. */
const [count, rounds] = [50, 20];

/**
 * Likes that are missed beside always showing the best new item, one place a feed: rates drawn around what is expected
 * of each item, as unsure as the prior says that it is.
 */
export function explorationRegret(seed: number): void {
  process.stdout.write(`\n${count} new items, one place a feed, mean of ${rounds} rounds\n\n`);
  process.stdout.write(`| policy | ${steps.map((n) => `missed after ${n}`).join(' | ')} |\n|---|---|---|---|\n`);
  const policies: Record<string, (arms: NewItem[], seed: number) => number> = {
    thompson: (arms, own) => explore(arms, { ...plain, policy: 'thompson', seed: own }).items[0]!,
    ucb: (arms, own) => explore(arms, { ...plain, policy: 'ucb', seed: own }).items[0]!,
    'the best so far': (arms) => best(arms, ({ shown, liked, expected }) => (liked + 10 * expected) / (shown + 10)),
    'at random': (arms, own) => seededRandom(own).below(arms.length),
  };
  for (const [name, pick] of Object.entries(policies)) {
    const regret = new Float64Array(steps.length);
    for (let round = 0; round < rounds; round++) {
      const random = seededRandom(seed + round);
      const arms = Array.from({ length: count }, (_, item): NewItem => {
        return { item, shown: 0, liked: 0, expected: 0.02 + 0.1 * random.uniform() };
      });
      const rates = arms.map(({ expected }) => beta(random, 10 * expected, 10 * (1 - expected)));
      const most = Math.max(...rates);
      let missed = 0;
      for (let feed = 1; feed <= feeds; feed++) {
        const arm = arms[pick(arms, seed + round * feeds + feed)]!;
        missed += most - rates[arm.item]!;
        arm.shown += 1;
        if (random.uniform() < rates[arm.item]!) arm.liked += 1;
        const step = steps.indexOf(feed);
        if (step >= 0) regret[step]! += missed / rounds;
      }
    }
    process.stdout.write(`| ${name} | ${[...regret].map((missed) => missed.toFixed(0)).join(' | ')} |\n`);
  }
}

const plain = { budget: 1, enough: Number.POSITIVE_INFINITY } as const;

function best(arms: readonly NewItem[], value: (arm: NewItem) => number): number {
  return arms.reduce((top, arm) => (value(arm) > value(arms[top]!) ? arm.item : top), 0);
}
