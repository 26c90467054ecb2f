import { createHash } from 'node:crypto';
import type { SignalRule } from '../../contract/index.ts';
import { type Csr, sharedInts, transpose } from '../../numeric/csr.ts';
import type { Signals } from '../interactions/catalog-data.ts';
import type { NumberedPairs } from '../interactions/interactions.ts';
import { pairsOf, type SignalSource } from '../interactions/signals.ts';

/** What a rule makes of the data, as pairs and as matrices in both orientations, in shared memory. */
export function signalsOf(source: SignalSource, rule: SignalRule): Signals {
  const pairs = pairsOf(source, rule);
  const byUser = byUserOf(pairs);
  return { pairs, byUser, byItem: transpose(byUser), hash: hashOf(pairs) };
}

/** Pairs are in the order of user and item, each once: columns and values of the matrix are those of the pairs. */
function byUserOf({ users, items, user, item, value }: NumberedPairs): Csr {
  const indptr = sharedInts(users.size + 1);
  for (const row of user) indptr[row + 1]! += 1;
  for (let row = 0; row < users.size; row++) indptr[row + 1]! += indptr[row]!;
  return { rows: users.size, columns: items.size, indptr, indices: item, values: value };
}

function hashOf({ users, items, user, item, value, time }: NumberedPairs): string {
  const hash = createHash('sha256').update(JSON.stringify([users.size, items.size, user.length, time !== null]));
  for (const part of [user, item, value, time]) {
    if (part) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}
