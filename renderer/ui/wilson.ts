/** Wilson's score interval at 95% for a share observed on n; it stays inside 0 to 1 where n is small. */
export function wilson(share: number, n: number): [number, number] {
  if (n <= 0) return [0, 1];
  const z = 1.959964;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
