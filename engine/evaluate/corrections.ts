/**
 * p-values of several tests made together, corrected as Holm (1979) does, in the order given: rejecting where they are
 * below a level keeps the chance of any false rejection below it.
 */
export function holm(p: readonly number[]): number[] {
  const order = ascending(p);
  const corrected = [...p];
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p[i]! * (p.length - rank)));
    corrected[i] = largest;
  }
  return corrected;
}

/**
 * The same as Benjamini and Hochberg (1995) do: rejecting where they are below a level keeps the expected share of false
 * rejections among all rejections below it, for independent or positively dependent tests.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  const corrected = [...p];
  let smallest = 1;
  for (const [above, i] of ascending(p).reverse().entries()) {
    smallest = Math.min(smallest, (p[i]! * p.length) / (p.length - above));
    corrected[i] = smallest;
  }
  return corrected;
}

function ascending(p: readonly number[]): number[] {
  return p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
}
