import { lexiconForms, plainForm, tokens } from '../engine/text/masking-forms.ts';

/** A text with the character ranges (UTF-16, end exclusive) that people marked as toxic. */
export interface MarkedText {
  text: string;
  ranges: readonly { start: number; end: number }[];
}

export interface LexiconSources {
  /** Texts with toxic ranges: the words inside are the evidence. */
  marked: readonly MarkedText[];
  /** Texts that are toxic as a whole. */
  toxic: readonly string[];
  /** Texts that are not, though some of them quote what others are toxic for. */
  clean: readonly string[];
  /** Everyday texts of other sources: what they use often is not hidden. */
  everyday: readonly string[];
}

/** What a word must show to be masked. */
const insideShare = 0.5;
const insideLeast = 3;
const toxicLeast = 8;
const oddsLeast = 20;
/** A word must be so many times likelier in toxic places than whatever it would mask is in everyday text. */
const everydayOdds = 30;

/**
 * Groups of people and everyday words. Hateful text is full of the names of those whom it attacks: hiding them would
 * hide people, so these are never masked.
 */
export const neverMasked: ReadonlySet<string> = new Set(
  (
    'women woman womans men man girl girls boy boys female females male males wife wives mother mom daughter sister lady ladies guy guys people person ' +
    'feminist feminists feminism gay gays lesbian lesbians trans transgender queer bisexual straight lgbt homosexual homosexuals ' +
    'black blacks white whites asian asians african africans american americans arab arabs mexican mexicans latino latinos hispanic indian indians native chinese ' +
    'muslim muslims islam islamic jew jews jewish judaism christian christians catholic catholics hindu hindus sikh atheist religion religious ' +
    'immigrant immigrants migrant migrants refugee refugees foreigner foreigners disabled disability autistic deaf blind old young poor rich liberal liberals ' +
    'conservative conservatives democrat democrats republican republicans left right trump obama clinton president government country world ' +
    'am an and are be been but can did do does for from get go had has have he her him his i if in is it its just like me my no not of on or our out she so ' +
    'that the their them then there these they this those to too up us was we were what when who why will with would you your yall aint dat tryna finna gonna wanna lil yo bro'
  ).split(' '),
);

/** Whether a word may be masked that makes up this share of the words in toxic places. */
type Allows = (word: string, toxicShare: number) => boolean;

/** The plain forms of the words to mask, sorted. The same sources give the same list. */
export function buildLexicon(sources: LexiconSources): string[] {
  const everyday = countMasks(sources.everyday);
  const allows: Allows = (word, toxicShare) =>
    word.length >= 3 &&
    !lexiconForms(word).some((form) => form !== null && neverMasked.has(form)) &&
    ((everyday.counts.get(word) ?? 0) / Math.max(1, everyday.total)) * everydayOdds <= toxicShare;
  const lexicon = new Set(insideWords(sources.marked, allows));
  for (const word of leftOver(sources, lexicon, allows)) lexicon.add(word);
  return [...lexicon].sort();
}

/** Words that stand inside marked ranges in at least half of their occurrences. */
function insideWords(marked: readonly MarkedText[], allows: Allows): string[] {
  const seen = new Map<string, { inside: number; n: number }>();
  let allInside = 0;
  for (const { text, ranges } of marked) {
    for (const { word, start, end } of tokens(text)) {
      const form = plainForm(word);
      if (form === null) continue;
      const isInside = ranges.some((range) => range.start <= start && end <= range.end);
      const count = seen.get(form) ?? { inside: 0, n: 0 };
      count.n += 1;
      if (isInside) {
        count.inside += 1;
        allInside += 1;
      }
      seen.set(form, count);
    }
  }
  return [...seen].flatMap(([word, { inside, n }]) =>
    n >= insideLeast && inside / n >= insideShare && allows(word, inside / allInside) ? [word] : [],
  );
}

/**
 * Words that mark toxic texts which no word of the lexicon explains. A text that holds a known word says nothing of its
 * other words: otherwise the dialect of those who are quoted would be taken for abuse. The word that explains most goes
 * in, its texts go out, until no word is left that is common and far likelier in toxic text than in clean.
 */
function leftOver(sources: LexiconSources, known: ReadonlySet<string>, allows: Allows): string[] {
  const isKnown = (word: string) => lexiconForms(word).some((form) => form === null || known.has(form));
  const cleanTexts = [...sources.clean, ...sources.everyday];
  const clean = countTexts(cleanTexts);
  let texts = sources.toxic.map(formsOf).filter((words) => ![...words].some(isKnown));
  const total = texts.length;
  const words = texts.reduce((sum, forms) => sum + forms.size, 0);
  const found: string[] = [];
  for (;;) {
    const counts = new Map<string, number>();
    for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    let best: { word: string; n: number } | undefined;
    for (const [word, n] of counts) {
      if (n < toxicLeast || !allows(word, n / words)) continue;
      const odds = (n + 0.5) / (total + 1) / (((clean.get(word) ?? 0) + 0.5) / (cleanTexts.length + 1));
      const isBetter = !best || n > best.n || (n === best.n && word < best.word);
      if (odds >= oddsLeast && isBetter) best = { word, n };
    }
    if (!best) return found;
    const { word } = best;
    found.push(word);
    texts = texts.filter((words) => !words.has(word));
  }
}

/** How often each word would be masked in these texts if it were in the lexicon, by all the forms that lead to it. */
function countMasks(texts: readonly string[]): { counts: Map<string, number>; total: number } {
  const counts = new Map<string, number>();
  let total = 0;
  for (const text of texts) {
    for (const { word } of tokens(text)) {
      total += 1;
      for (const form of lexiconForms(word)) if (form !== null) counts.set(form, (counts.get(form) ?? 0) + 1);
    }
  }
  return { counts, total };
}

function countTexts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of formsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function formsOf(text: string): Set<string> {
  const forms = new Set<string>();
  for (const { word } of tokens(text)) {
    const form = plainForm(word);
    if (form !== null) forms.add(form);
  }
  return forms;
}
