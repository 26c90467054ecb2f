/** The share of the members that two sets both have of those that either has; ascending members. 0 where both are empty. */
export function jaccard(one: Int32Array, other: Int32Array): number {
  let [i, j, both] = [0, 0, 0];
  while (i < one.length && j < other.length) {
    if (one[i]! === other[j]!) {
      both += 1;
      i += 1;
      j += 1;
    } else if (one[i]! < other[j]!) i += 1;
    else j += 1;
  }
  const either = one.length + other.length - both;
  return either === 0 ? 0 : both / either;
}
