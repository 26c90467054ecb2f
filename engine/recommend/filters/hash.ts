/** What a filter can hold: an item's row number (a 32-bit whole number), or text such as an outside id. */
export type Key = number | string;

/**
 * One 32-bit half of the 64-bit hash of a key; `lane` 0 and 1 are the two halves. Lanes start from different constants
 * and go through Murmur3's finaliser (Appleby 2011), which changes every output bit with probability one half.
 */
export function hashKey(key: Key, lane: 0 | 1): number {
  const start = lane === 0 ? 0x9747b28c : 0x3c6ef372;
  if (typeof key === 'number') return finish(lane === 0 ? key ^ start : Math.imul(key, 0x9e3779b1) + start);
  let hash = start ^ key.length;
  for (let i = 0; i < key.length; i++) {
    const unit = Math.imul(key.charCodeAt(i), lane === 0 ? 0xcc9e2d51 : 0x1b873593);
    hash = Math.imul(hash ^ unit ^ (unit >>> 15), lane === 0 ? 0x85ebca77 : 0x27d4eb2f);
    hash ^= hash >>> 13;
  }
  return finish(hash);
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
