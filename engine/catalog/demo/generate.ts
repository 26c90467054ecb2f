import type { NewContent, NewReport } from '../../store/incoming.ts';
import { identifyContent, identifyReport } from '../../text/identity.ts';
import * as phrases from './phrases.ts';
import { Random } from './random.ts';

/** One simulated post, the policies that it truly violates, and what users reported of it. */
export interface DemoPost {
  content: NewContent;
  truth: string[];
  reports: NewReport[];
}

export interface DemoOptions {
  posts: number;
  seed: number;
  /** The time of the first post; the rest follow over seven days. */
  start: number;
}

const week = 7 * 24 * 60 * 60 * 1000;
const postsPerAuthor = 12;
/** Answers go to one of so many latest posts. */
const recent = 200;

/** How often each kind of post comes. One author in ten is a troublemaker and draws from the second row. */
const calm = {
  chatter: 66,
  news: 13,
  loud: 4,
  foreign: 4,
  clickbait: 8,
  spam: 2,
  harassment: 3,
  threat: 0.8,
  hate: 0.6,
  sexism: 0.8,
};
const rough = {
  chatter: 22,
  news: 2,
  loud: 4,
  foreign: 0,
  clickbait: 12,
  spam: 20,
  harassment: 18,
  threat: 8,
  hate: 7,
  sexism: 7,
};
type Sort = keyof typeof calm;

/** Simulated posts in the order of their times. The same options give the same posts, byte for byte. */
export function* generateDemo({ posts, seed, start }: DemoOptions): Generator<DemoPost> {
  const random = new Random(seed);
  const authors = Math.max(5, Math.round(posts / postsPerAuthor));
  const latest: string[] = [];
  for (let n = 0; n < posts; n++) {
    // Few write much and many write little: the square leans towards the first authors.
    const author = Math.floor(random.next() ** 2 * authors);
    const isRough = author % 10 === 3;
    const sort = random.weighted<Sort>(isRough ? rough : calm);
    const isAnswer = latest.length > 0 && (sort === 'chatter' || isViolation(sort)) && random.chance(0.35);
    const parent = isAnswer ? random.pick(latest) : null;
    const id = `demo-${String(n + 1).padStart(7, '0')}`;
    const postedAt = start + Math.floor(((n + random.next()) / posts) * week);
    const { text, title, language } = write(sort, isAnswer, random);
    const isLink = sort === 'news' || sort === 'clickbait';
    const content = identifyContent({
      externalId: id,
      text,
      title,
      author: `user${String(author + 1).padStart(4, '0')}`,
      parent,
      postedAt,
      language,
      url: isLink ? `https://news.example/${id}` : null,
      media: random.chance(0.06) ? [`https://media.example/${id}.jpg`] : [],
      kind: isLink ? 'link' : isAnswer ? 'answer' : 'post',
    });
    const truth = sort === 'clickbait' || isViolation(sort) ? [sort] : [];
    yield { content, truth, reports: [...reportsOf(id, truth[0], postedAt, authors, random)] };
    latest.push(id);
    if (latest.length > recent) latest.shift();
  }
}

function write(
  sort: Sort,
  isAnswer: boolean,
  random: Random,
): { text: string; title: string | null; language: string } {
  const say = (templates: readonly string[]) => fill(random.pick(templates), random);
  switch (sort) {
    case 'chatter':
      return { text: say(isAnswer ? phrases.answers : phrases.chatter), title: null, language: 'en' };
    case 'loud':
      return { text: say(phrases.harmlessButLoud), title: null, language: 'en' };
    case 'foreign': {
      const language = random.pick(['de', 'es', 'fr'] as const);
      return { text: random.pick(phrases.otherLanguages[language]), title: null, language };
    }
    case 'news':
      return { title: say(phrases.newsTitles), text: say(phrases.newsTexts), language: 'en' };
    case 'clickbait':
      return { text: headline(say(phrases.clickbait)), title: null, language: 'en' };
    default:
      return { text: say(phrases.violating[sort]), title: null, language: 'en' };
  }
}

/** A violation is reported every other time, other posts once in fifty: some reports are only dislike. */
function* reportsOf(
  content: string,
  violation: string | undefined,
  postedAt: number,
  users: number,
  random: Random,
): Generator<NewReport> {
  if (!random.chance(violation === undefined ? 0.02 : 0.5)) return;
  const count = violation === undefined ? 1 : 1 + random.below(3);
  for (let n = 0; n < count; n++) {
    yield identifyReport({
      externalId: `${content}-report-${n + 1}`,
      content,
      reporter: `user${String(random.below(users) + 1).padStart(4, '0')}`,
      reason: random.pick(phrases.reasons[violation ?? 'none']!),
      reportedAt: postedAt + 60_000 + random.below(6 * 60 * 60 * 1000),
    });
  }
}

function isViolation(sort: Sort): sort is keyof typeof phrases.violating {
  return sort in phrases.violating;
}

function fill(template: string, random: Random): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => random.pick(phrases.slots[slot]!));
}

function headline(text: string): string {
  return text.replace(/(^| )\p{Ll}/gu, (letter) => letter.toUpperCase());
}
