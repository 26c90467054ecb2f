/**
 * Area under the ROC curve of one user: the chance that a relevant item scores above an irrelevant one, equal scores
 * counting half. `relevant` and `others` are scores in any order; NaN and -Infinity are below every other score and
 * equal to each other. Returns NaN where either is empty.
 *
 * Relevant scores are dealt into cells by a monotone function, so that an irrelevant one is compared with those of its
 * own cell only: for scores that are spread at all this takes time linear in the number of items.
 */
export function auc(relevant: Float32Array, others: Float32Array): number {
  const n = relevant.length;
  if (n === 0 || others.length === 0) return Number.NaN;
  let [low, high, unscored] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let r = 0; r < n; r++) {
    const score = relevant[r]!;
    if (!(score > Number.NEGATIVE_INFINITY)) unscored += 1;
    else {
      if (score < low) low = score;
      if (score > high) high = score;
    }
  }
  const last = 8 * n;
  const scale = high > low ? last / (high - low) : 0;
  const starts = new Int32Array(last + 2);
  for (let r = 0; r < n; r++) if (relevant[r]! >= low) starts[(((relevant[r]! - low) * scale) | 0) + 1]! += 1;
  for (let cell = 0; cell <= last; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const dealt = new Float32Array(n);
  for (let r = 0; r < n; r++) {
    if (relevant[r]! >= low) dealt[next[((relevant[r]! - low) * scale) | 0]!++] = relevant[r]!;
  }
  const scored = n - unscored;
  let above = 0;
  for (let o = 0; o < others.length; o++) {
    const score = others[o]!;
    if (score > high) continue;
    if (score < low) {
      above += score > Number.NEGATIVE_INFINITY ? scored : scored + unscored / 2;
      continue;
    }
    if (!(score >= low)) {
      above += scored + unscored / 2;
      continue;
    }
    const cell = ((score - low) * scale) | 0;
    above += scored - starts[cell + 1]!;
    for (let r = starts[cell]!; r < starts[cell + 1]!; r++) {
      if (dealt[r]! > score) above += 1;
      else if (dealt[r] === score) above += 0.5;
    }
  }
  return above / (n * others.length);
}
