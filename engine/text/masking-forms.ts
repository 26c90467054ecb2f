/** A word of a text with the characters that people put into words to hide them. */
export interface Token {
  word: string;
  start: number;
  end: number;
}

/** Letters, marks and figures, joined by what stands for a letter, hides one, or shows nothing at all. */
const wordPattern = /[\p{L}\p{M}\p{N}@$](?:[\p{L}\p{M}\p{N}@$!*\u00ad\u200b-\u200d\u2060\ufeff]*[\p{L}\p{M}\p{N}$])?/gu;

const plainWord = /^[a-z]+$/;
const censored = /^\p{L}+(?:\*+\p{L}+)+$/u;
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

const leet: Record<string, string> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Cyrillic and Greek letters that look like Latin ones. */
const lookalikes: Record<string, string> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  і: 'i',
  к: 'k',
  т: 't',
  ѕ: 's',
  ո: 'n',
  α: 'a',
  ε: 'e',
  ι: 'i',
  κ: 'k',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  ν: 'v',
};

/** The words of a text, where they stand. */
export function* tokens(text: string): Generator<Token> {
  for (const match of text.matchAll(wordPattern)) {
    yield { word: match[0], start: match.index, end: match.index + match[0].length };
  }
}

/** The plain form of a word: what lexicons are made of. Null where it holds no letter. */
export function plainForm(word: string): string | null {
  const folded = plainWord.test(word)
    ? word
    : word
        .replace(invisible, '')
        .normalize('NFKC')
        .toLowerCase()
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/[^a-z]/gu, (character) => lookalikes[character] ?? character);
  if (!/\p{L}/u.test(folded)) return null;
  return folded.replace(/[0134578@$!]/g, (sign) => leet[sign]!);
}

/**
 * All plain forms under which a word may stand in a lexicon: drawn-out letters shortened, common endings taken off. A
 * null among them says that the word was censored by its writer.
 */
export function lexiconForms(word: string): (string | null)[] {
  const plain = plainForm(word);
  if (plain === null) return [];
  if (censored.test(plain) && plain.length >= 4) return [null];
  const bare = plain.replaceAll('*', '').replace(/^a(?=\p{L})/u, (a) => (word.startsWith('@') ? '' : a));
  const forms = new Set<string>();
  for (const base of new Set([plain.replaceAll('*', ''), bare])) {
    for (const drawn of [base, base.replace(/(\p{L})\1{2,}/gu, '$1$1'), base.replace(/(\p{L})\1{2,}/gu, '$1')]) {
      for (const form of withoutEndings(drawn)) forms.add(form);
    }
  }
  return [...forms];
}

const shortestStem = 3;

function withoutEndings(word: string): string[] {
  const forms = [word];
  const add = (stem: string) => {
    if (stem.length >= shortestStem) forms.push(stem);
  };
  if (word.endsWith('s')) add(word.slice(0, -1));
  if (word.endsWith('es')) add(word.slice(0, -2));
  const verb = /^(.*?)(?:ing|in|ed|er|ers)$/.exec(word)?.[1];
  if (verb && verb.length >= shortestStem) {
    add(verb);
    // 'grabbing' comes from 'grab', 'making' from 'make'.
    if (verb.at(-1) === verb.at(-2)) add(verb.slice(0, -1));
    forms.push(`${verb}e`);
  }
  return forms;
}
