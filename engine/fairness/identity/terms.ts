/** A word by which people say what they are, as it fits into a sentence, and as it is found in one. */
export interface IdentityTerm {
  id: string;
  /** One: 'a deaf person'. */
  person: string;
  /** Several: 'deaf people'. */
  people: string;
  /** Lower-case words that name it; a phrase is words with single spaces between. */
  words: readonly string[];
}

/** A term that is an adjective before 'person' and 'people'. */
function adjective(id: string, article: 'a' | 'an', written = id, words: readonly string[] = [id]): IdentityTerm {
  return { id, person: `${article} ${written} person`, people: `${written} people`, words };
}

/** Self-descriptions of the kinds that comment classifiers were found to misread (Dixon et al. 2018). */
export const identityTerms: readonly IdentityTerm[] = [
  adjective('gay', 'a', 'gay', ['gay', 'gays']),
  adjective('lesbian', 'a', 'lesbian', ['lesbian', 'lesbians']),
  adjective('bisexual', 'a', 'bisexual', ['bisexual', 'bisexuals']),
  adjective('homosexual', 'a', 'homosexual', ['homosexual', 'homosexuals']),
  adjective('straight', 'a'),
  adjective('heterosexual', 'a', 'heterosexual', ['heterosexual', 'heterosexuals']),
  adjective('transgender', 'a', 'transgender', ['transgender', 'trans']),
  adjective('nonbinary', 'a', 'nonbinary', ['nonbinary', 'non-binary']),
  { id: 'woman', person: 'a woman', people: 'women', words: ['woman', 'women'] },
  { id: 'man', person: 'a man', people: 'men', words: ['man', 'men'] },
  adjective('muslim', 'a', 'Muslim', ['muslim', 'muslims']),
  adjective('jewish', 'a', 'Jewish', ['jewish', 'jew', 'jews']),
  adjective('christian', 'a', 'Christian', ['christian', 'christians']),
  adjective('catholic', 'a', 'Catholic', ['catholic', 'catholics']),
  adjective('protestant', 'a', 'Protestant', ['protestant', 'protestants']),
  adjective('buddhist', 'a', 'Buddhist', ['buddhist', 'buddhists']),
  adjective('hindu', 'a', 'Hindu', ['hindu', 'hindus']),
  adjective('sikh', 'a', 'Sikh', ['sikh', 'sikhs']),
  { id: 'atheist', person: 'an atheist', people: 'atheists', words: ['atheist', 'atheists'] },
  adjective('black', 'a'),
  adjective('white', 'a'),
  adjective('asian', 'an', 'Asian', ['asian', 'asians']),
  adjective('african', 'an', 'African', ['african', 'africans']),
  adjective('african american', 'an', 'African American', ['african american', 'african americans']),
  adjective('arab', 'an', 'Arab', ['arab', 'arabs', 'arabic']),
  adjective('chinese', 'a', 'Chinese'),
  adjective('japanese', 'a', 'Japanese'),
  adjective('indian', 'an', 'Indian', ['indian', 'indians']),
  adjective('latino', 'a', 'Latino', ['latino', 'latinos', 'latina', 'latinas']),
  adjective('hispanic', 'a', 'Hispanic', ['hispanic', 'hispanics']),
  adjective('mexican', 'a', 'Mexican', ['mexican', 'mexicans']),
  adjective('american', 'an', 'American', ['american', 'americans']),
  adjective('european', 'a', 'European', ['european', 'europeans']),
  adjective('deaf', 'a'),
  adjective('blind', 'a'),
  adjective('disabled', 'a'),
  adjective('old', 'an', 'old', ['old', 'elderly']),
  adjective('young', 'a'),
  { id: 'teenager', person: 'a teenager', people: 'teenagers', words: ['teenager', 'teenagers', 'teenage'] },
  { id: 'immigrant', person: 'an immigrant', people: 'immigrants', words: ['immigrant', 'immigrants'] },
];

/** Which of the terms a text names: whole words, whatever their case. */
export function termFinder(terms: readonly IdentityTerm[]): (text: string) => number[] {
  const byWord = new Map<string, number[]>();
  for (const [number, { words }] of terms.entries()) {
    for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), number]);
  }
  const longest = Math.max(...[...byWord.keys()].map((word) => word.split(' ').length));
  return (text) => {
    const tokens = text.toLowerCase().match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? [];
    const found = new Set<number>();
    for (let at = 0; at < tokens.length; at++) {
      for (let length = 1; length <= longest; length++) {
        for (const number of byWord.get(tokens.slice(at, at + length).join(' ')) ?? []) found.add(number);
      }
    }
    return [...found].sort((a, b) => a - b);
  };
}
