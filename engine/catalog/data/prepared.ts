import type { SignalRule } from '../../contract/index.ts';
import { type Csr, sharedInts, transpose } from '../../numeric/csr.ts';
import { inWorker, type WorkOptions } from '../../numeric/parallel.ts';
import type { CatalogData, SignalPairs } from '../interactions/catalog-data.ts';
import type { NumberedPairs } from '../interactions/interactions.ts';
import { pairsOf, type SignalSource, signalSource } from '../interactions/signals.ts';
import { Vocabulary } from '../interactions/vocabulary.ts';

/** Pairs as matrices: users x items, and its transpose. */
export interface PairMatrices {
  readonly byUser: Csr;
  readonly byItem: Csr;
}

/** What a rule makes of data, as pairs and as matrices over shared memory. */
export interface PreparedSignals extends PairMatrices {
  readonly pairs: SignalPairs;
}

/** What the thread is sent, and what it sends back. */
export interface SignalsInput {
  source: SignalSource;
  rule: SignalRule;
}
export interface SignalsOutput extends PairMatrices {
  pairs: NumberedPairs;
}

/** Under so many interactions a thread would take longer to start than to work. */
const worthAThread = 50_000;

const matrices = new WeakMap<SignalPairs, PairMatrices>();
let last: { key: string; prepared: Promise<PreparedSignals> } | undefined;

/**
 * `applyRule` and the matrices of its pairs, on a thread of its own. What was asked for last is kept: asking again for
 * the same data and rule costs nothing.
 */
export function prepareSignals(
  data: CatalogData,
  rule: SignalRule,
  options: WorkOptions = {},
): Promise<PreparedSignals> {
  const key = `${data.hash} ${JSON.stringify(rule)}`;
  if (last?.key === key) return last.prepared;
  const prepared = prepare(data, rule, options);
  last = { key, prepared };
  prepared.catch(() => {
    if (last?.prepared === prepared) last = undefined;
  });
  return prepared;
}

/** The matrices of what a rule made: kept as long as the pairs are, and there at once after `prepareSignals`. */
export function csrOf(made: SignalPairs): PairMatrices {
  const known = matrices.get(made);
  if (known) return known;
  const csr = matricesOf(made.pairs);
  matrices.set(made, csr);
  return csr;
}

/** The thread's part of `prepareSignals`. */
export function signalsWork({ source, rule }: SignalsInput): SignalsOutput {
  const pairs = pairsOf(source, rule);
  return { pairs, ...matricesOf(pairs) };
}

async function prepare(data: CatalogData, rule: SignalRule, options: WorkOptions): Promise<PreparedSignals> {
  const input: SignalsInput = { source: signalSource(data), rule };
  const isLarge = data.interactions.user.length >= worthAThread;
  const { pairs: numbered, ...csr } = isLarge
    ? await inWorker<SignalsInput, SignalsOutput>(new URL('./signals-worker.ts', import.meta.url), input, options)
    : signalsWork(input);
  const { users, items } = data.interactions;
  const pairs = { rule, pairs: { ...numbered, users, items, kind: null, kinds: new Vocabulary() } };
  matrices.set(pairs, csr);
  return { pairs, ...csr };
}

/** Pairs are in the order of user and item, each once: they are the rows of the matrix as they lie. */
function matricesOf({ users, items, user, item, value }: NumberedPairs): PairMatrices {
  const indptr = sharedInts(users.size + 1);
  for (const row of user) indptr[row + 1]! += 1;
  for (let row = 0; row < users.size; row++) indptr[row + 1]! += indptr[row]!;
  const byUser = { rows: users.size, columns: items.size, indptr, indices: item, values: value };
  return { byUser, byItem: transpose(byUser) };
}
