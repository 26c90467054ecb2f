/** Words of harmless posts; their number makes the length of a post vary as tweets do. */
const words =
  'the bakery opens early today and sells warm bread while children walk to school past the old bridge where trains stop every hour before rain starts again over green hills near our quiet town'.split(
    ' ',
  );

/** A small seeded generator (mulberry32), so that every run and every peer gets the same texts. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `n` different harmless posts of 4 to 32 words, mostly around 14: the lengths of the tweets that people moderate. */
export function* posts(n: number, seed = 1): Generator<string> {
  const random = generator(seed);
  for (let index = 0; index < n; index++) {
    const length = Math.round(4 + 10 * (random() + random()) * (random() < 0.2 ? 1.4 : 1));
    const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
    yield `${text} ${index}`;
  }
}
