import type { Random } from '../../numeric/random.ts';
import type { NewContent, NewReport } from '../../store/incoming.ts';
import { identifyContent, identifyReport } from '../../text/identity.ts';
import { chance, pick } from './draw.ts';
import * as phrases from './phrases.ts';
import { hour, type Topic, topics } from './plan.ts';

/** How often each kind of post comes. One author in ten is a troublemaker and draws from the second row. */
export const calm = {
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
export const rough: typeof calm = {
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
export type Sort = keyof typeof calm;

/** What a post or an article says. */
export interface Wording {
  title: string | null;
  text: string;
  language: string;
}

export function isViolation(sort: Sort): sort is keyof typeof phrases.violating {
  return sort in phrases.violating;
}

/** Words for a post of this sort on this topic. */
export function wording(sort: Sort, topic: Topic, isAnswer: boolean, random: Random): Wording {
  const say = (templates: readonly string[]) => fill(pick(random, templates), topic, random);
  switch (sort) {
    case 'chatter':
      return { text: say(isAnswer ? answersOn(topic) : chatterOn(topic)), title: null, language: 'en' };
    case 'loud':
      return { text: say(phrases.harmlessButLoud), title: null, language: 'en' };
    case 'foreign': {
      const language = pick(random, ['de', 'es', 'fr'] as const);
      return { text: pick(random, phrases.otherLanguages[language]), title: null, language };
    }
    case 'news':
      return { title: say(newsOn(topic)), text: say(phrases.newsTexts), language: 'en' };
    case 'clickbait':
      return { text: headline(say(clickbaitOn(topic))), title: null, language: 'en' };
    default:
      return { text: say(phrases.violating[sort]), title: null, language: 'en' };
  }
}

/** What a post needs to become content: who wrote it, in answer to what, and when. */
export interface PostFrame {
  id: string;
  sort: Sort;
  author: string;
  parent: string | null;
  postedAt: number;
  media: string[];
}

/** The post as moderation takes it in. */
export function contentOf({ id, sort, author, parent, postedAt, media }: PostFrame, words: Wording): NewContent {
  const isLink = sort === 'news' || sort === 'clickbait';
  return identifyContent({
    externalId: id,
    text: words.text,
    title: words.title,
    author,
    parent,
    postedAt,
    language: words.language,
    url: isLink ? `https://news.example/${id}` : null,
    media,
    kind: isLink ? 'link' : parent === null ? 'post' : 'answer',
  });
}

/** A violation is reported every other time, other posts once in fifty: some reports are only dislike. */
export function reportsOf(
  content: { id: string; sort: Sort; postedAt: number },
  reporter: () => string,
  random: Random,
): NewReport[] {
  const { id, sort, postedAt } = content;
  const isBroken = sort === 'clickbait' || isViolation(sort);
  if (!chance(random, isBroken ? 0.5 : 0.02)) return [];
  const count = isBroken ? 1 + random.below(3) : 1;
  return Array.from({ length: count }, (_, n) =>
    identifyReport({
      externalId: `${id}-report-${n + 1}`,
      content: id,
      reporter: reporter(),
      reason: pick(random, phrases.reasons[isBroken ? sort : 'none']!),
      reportedAt: postedAt + 60_000 + random.below(6 * hour),
    }),
  );
}

/** Sentences on a topic: food belongs to cooking, sentences about no thing in particular to the town. */
function onTopic(templates: readonly string[], isGeneral = false): (topic: Topic) => readonly string[] {
  const isFood = (template: string) => /\{(dish|vegetable)\}/.test(template);
  const byTopic = new Map(
    topics.map(({ name }) => [
      name,
      templates.filter((template) =>
        isFood(template) ? name === 'cooking' : isGeneral || template.includes('{thing}') || name === 'town',
      ),
    ]),
  );
  return ({ name }) => byTopic.get(name)!;
}

const chatterOn = onTopic(phrases.chatter);
const answersOn = onTopic(phrases.answers, true);
const newsOn = onTopic(phrases.newsTitles);
const clickbaitOn = onTopic(phrases.clickbait);

function fill(template: string, topic: Topic, random: Random): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) =>
    pick(random, slot === 'thing' ? topic.things : phrases.slots[slot]!),
  );
}

function headline(text: string): string {
  return text.replace(/(^| )\p{Ll}/gu, (letter) => letter.toUpperCase());
}
