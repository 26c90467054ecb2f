import type { Random } from '../../numeric/random.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { NewContent, NewReport } from '../../store/incoming.ts';
import { chance, drawIndex, drawKey, pick, runningSums } from './draw.ts';
import { publisherNames } from './phrases.ts';
import { clickbait, day, hour, topics } from './plan.ts';
import { calm, contentOf, isViolation, reportsOf, rough, type Sort, wording } from './posts.ts';
import type { DemoSettings } from './settings.ts';

/** What an item truly is: what drives who opens it and how they like it. */
export interface ItemTruth {
  /** Places of `topics`: the item is of the first with weight `mix` and of the second with 1 - mix. */
  topic: number;
  second: number;
  mix: number;
  /** Around 0 with deviation 1; lower where it is clickbait. */
  quality: number;
  /** Log-odds of being opened that the headline alone earns. */
  appeal: number;
  isClickbait: boolean;
  /** The policy that it breaks, if any. */
  violates: string | null;
  /** When the simulated platform took it away; null where it stays. Nobody opens it afterwards. */
  removedAt: number | null;
  publisher: string;
  /** The publisher's part of the catalogue in means of all publishers: above 1 is a large one. */
  publisherSize: number;
  publishedAt: number;
  /** In money of the demo; null where it is free. */
  price: number | null;
}

export interface DemoItem {
  n: number;
  id: string;
  truth: ItemTruth;
  attributes: Record<string, string | number | string[]>;
  /** The post that goes through moderation, and what users reported of it; null where the item is an article only. */
  post: { content: NewContent; reports: NewReport[]; truth: string[] } | null;
}

export function itemId(n: number): string {
  return `demo-${String(n + 1).padStart(7, '0')}`;
}

export function userId(n: number): string {
  return `user-${String(n + 1).padStart(7, '0')}`;
}

const itemsPerAuthor = 12;
/** Answers go to one of so many latest posts. */
const recent = 200;
/** Titles of posts without a headline are their beginnings. */
const titleLength = 70;

/**
 * All items in the order of their times, from half of `days` before the first day to the end of the last. Each depends
 * on the settings and its number alone, answers also on the posts before them.
 */
export function* demoItems(settings: DemoSettings): Generator<DemoItem> {
  const { posts, items, users, seed, start } = settings;
  const stream = seededRandom(seed).fork(1);
  const publishers = new Publishers(items);
  const topicSums = runningSums(topics.map(({ share }) => share));
  const authors = Math.min(users, Math.max(5, Math.round(items / itemsPerAuthor)));
  const span = 1.5 * settings.days * day;
  const latest: { id: string; topic: number }[] = [];
  for (let n = 0; n < items; n++) {
    const random = stream.fork(n);
    // Few write much and many write little: the square leans towards the first authors.
    const author = Math.floor(random.uniform() ** 2 * authors);
    const isPost = Math.floor(((n + 1) * posts) / items) > Math.floor((n * posts) / items);
    const sort = sortOf(n, isPost, author, random);
    const canAnswer = isPost && latest.length > 0 && (sort === 'chatter' || isViolation(sort));
    const parent = canAnswer && chance(random, 0.35) ? pick(random, latest) : null;
    const topic = parent?.topic ?? drawIndex(random, topicSums);
    const id = itemId(n);
    const publishedAt = start - span / 3 + Math.floor(((n + random.uniform()) / items) * span);
    const words = wording(sort, topics[topic]!, parent !== null, random);
    const media = chance(random, 0.06) ? [`https://media.example/${id}.jpg`] : [];
    const publisher = publishers.draw(topic, random);
    const truth = truthOf({ sort, topic, topicSums, publishedAt, ...publisher }, random);
    const frame = { id, sort, author: userId(author), parent: parent?.id ?? null, postedAt: publishedAt, media };
    const attributes: DemoItem['attributes'] = {
      title: words.title ?? opening(words.text),
      description: words.text,
      publisher: publisher.publisher,
      topic: topics[topic]!.name,
      tags: tagsOf(truth, random),
      published: publishedAt,
      language: words.language,
      ...(truth.price !== null && { price: truth.price }),
      ...(media.length > 0 && { media: media.join(' ') }),
    };
    const breaks = sort === 'clickbait' || isViolation(sort) ? [sort] : [];
    yield {
      n,
      id,
      truth,
      attributes,
      post: isPost
        ? {
            content: contentOf(frame, words),
            reports: reportsOf({ id, sort, postedAt: publishedAt }, () => userId(random.below(users)), random),
            truth: breaks,
          }
        : null,
    };
    if (!isPost) continue;
    latest.push({ id, topic });
    if (latest.length > recent) latest.shift();
  }
}

/** Articles are news or clickbait. The first item of all breaks nothing, so that there is always one to read. */
function sortOf(n: number, isPost: boolean, author: number, random: Random): Sort {
  if (!isPost) return chance(random, 0.85) ? 'news' : 'clickbait';
  const sort = drawKey<Sort>(random, author % 10 === 3 ? rough : calm);
  return n === 0 ? 'chatter' : sort;
}

interface Origin {
  sort: Sort;
  topic: number;
  topicSums: Float64Array;
  publishedAt: number;
  publisher: string;
  publisherSize: number;
}

function truthOf({ sort, topic, topicSums, ...rest }: Origin, random: Random): ItemTruth {
  const isClickbait = sort === 'clickbait';
  const quality = random.normal() + (isClickbait ? clickbait.quality : 0);
  const isPaid = chance(random, sort === 'news' || isClickbait ? 0.8 : 0.25);
  // Prices end in 9 and lie around 3, a few far above.
  const price = Math.round(Math.exp(Math.log(3) + 0.6 * random.normal()) * 10) / 10 - 0.01;
  const staysFor = (2 + 70 * random.uniform() ** 2) * hour;
  return {
    topic,
    second: drawIndex(random, topicSums),
    mix: 0.6 + 0.4 * random.uniform(),
    quality,
    appeal: 0.25 * random.normal() + (isClickbait ? clickbait.appeal : 0),
    isClickbait,
    violates: isViolation(sort) ? sort : null,
    removedAt: isViolation(sort) ? Math.floor(rest.publishedAt + 6 * hour + staysFor) : null,
    price: isPaid ? Math.max(0.49, Math.round(price * 100) / 100) : null,
    ...rest,
  };
}

function tagsOf({ topic, second, mix }: ItemTruth, random: Random): string[] {
  const tags = new Set([pick(random, topics[topic]!.tags), pick(random, topics[topic]!.tags)]);
  if (mix < 0.8) tags.add(pick(random, topics[second]!.tags));
  return [...tags];
}

function opening(text: string): string {
  if (text.length <= titleLength) return text;
  return `${text.slice(0, text.lastIndexOf(' ', titleLength))} ...`;
}

/** Publishers of very different sizes (Zipf): each has a topic of its own, where half of what it brings belongs. */
class Publishers {
  readonly #count: number;
  readonly #all: Float64Array;
  /** The publishers of each topic, and the running sums of their sizes. */
  readonly #own: { members: number[]; sums: Float64Array }[];

  constructor(items: number) {
    this.#count = Math.min(2000, Math.max(topics.length, Math.round(Math.sqrt(items))));
    const sizes = Array.from({ length: this.#count }, (_, n) => 1 / (n + 1));
    this.#all = runningSums(sizes);
    this.#own = topics.map((_, topic) => {
      const members = sizes.map((_, n) => n).filter((n) => n % topics.length === topic);
      return { members, sums: runningSums(members.map((n) => sizes[n]!)) };
    });
  }

  draw(topic: number, random: Random): { publisher: string; publisherSize: number } {
    const { members, sums } = this.#own[topic]!;
    const n = chance(random, 0.5) ? drawIndex(random, this.#all) : members[drawIndex(random, sums)]!;
    return { publisher: publisherName(n), publisherSize: this.#count / ((n + 1) * this.#all.at(-1)!) };
  }
}

function publisherName(n: number): string {
  const { first, second } = publisherNames;
  const round = Math.floor(n / (first.length * second.length));
  // Steps of 3 and 7 mix the words: neighbours share neither.
  const words = `${first[(n * 3 + Math.floor(n / 10)) % first.length]} ${second[(n * 7) % second.length]}`;
  return round === 0 ? words : `${words} ${round + 1}`;
}
