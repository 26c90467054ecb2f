import { statSync } from 'node:fs';
import { readDataset } from '../../engine/catalog/interactions/datasets.ts';
import { readDescribed } from '../../engine/catalog/interactions/described.ts';
import { type Interactions, lastOfEachPair } from '../../engine/catalog/interactions/interactions.ts';
import { readNegatives } from '../../engine/catalog/interactions/negatives.ts';
import { readInteractions } from '../../engine/catalog/interactions/read.ts';
import { StewardError } from '../../engine/contract/errors.ts';
import type { SplitKind } from '../../engine/contract/models.ts';
import { split } from '../../engine/evaluate/split.ts';
import type { EvaluationTask } from '../../engine/recommend/run.ts';
import type { CommandIo } from './io.ts';

export interface DataOptions {
  data?: string;
  train?: string;
  test?: string;
  negatives?: string;
  users?: string;
  items?: string;
  split?: SplitKind;
  share?: number;
  seed: number;
  relevantFrom?: number;
}

/** A task whose users and items have the ids of its files. */
export interface FileTask extends EvaluationTask {
  data: Interactions;
}

/** What is to be evaluated on, from --train and --test or from --data and --split. */
export async function readTask(io: CommandIo, options: DataOptions): Promise<FileTask> {
  const parts = options.train === undefined ? await splitData(io, options) : await givenParts(io, options);
  const { users, items } = parts.data;
  const negatives = options.negatives === undefined ? undefined : await readNegatives(options.negatives, users, items);
  const [ofUsers, ofItems] = [
    options.users === undefined ? null : await readDescribed(options.users, users),
    options.items === undefined ? null : await readDescribed(options.items, items),
  ];
  return {
    ...parts,
    relevantFrom: options.relevantFrom,
    negatives,
    userAttributes: ofUsers?.attributes ?? parts.userAttributes,
    itemAttributes: ofItems?.attributes ?? parts.itemAttributes,
    prices: ofItems?.prices,
  };
}

/** Reads a file of interactions; lines that cannot be taken are told on standard error. */
export async function readPairs(io: CommandIo, file: string, known?: Interactions): Promise<Interactions> {
  const read = await readInteractions(file, { users: known?.users, items: known?.items, signal: io.signal });
  tellBad(io, file, read);
  return read.interactions;
}

function tellBad(
  io: CommandIo,
  file: string,
  { bad, badCount }: { bad: readonly { line: number; column: string | null; reason: string }[]; badCount: number },
): void {
  if (badCount === 0) return;
  io.err(`${file}: ${badCount} lines could not be taken:`);
  for (const { line, column, reason } of bad.slice(0, 10)) {
    io.err(`  line ${line}${column ? `, column ${column}` : ''}: ${reason}`);
  }
}

async function splitData(io: CommandIo, options: DataOptions): Promise<FileTask> {
  if (options.data === undefined) {
    throw new StewardError('BAD_INPUT', 'There is no data to evaluate on.', {
      advice: 'Give --train and --test, or --data (a file of interactions or the folder of a known data set).',
    });
  }
  const { seed, share } = options;
  if (statSync(options.data, { throwIfNoEntry: false })?.isDirectory()) {
    const dataset = await readDataset(options.data, { signal: io.signal });
    tellBad(io, options.data, dataset);
    const { interactions: data, userAttributes, itemAttributes } = dataset;
    return { data, ...split(data, options.split ?? 'random', { seed, share }), userAttributes, itemAttributes };
  }
  const data = await readPairs(io, options.data);
  return { data, ...split(data, options.split ?? 'random', { seed, share }) };
}

/** Two files as one set of interactions: ids of the test that train does not know are users and items as well. */
async function givenParts(io: CommandIo, { train, test, split: asked }: DataOptions): Promise<FileTask> {
  if (train === undefined || test === undefined || asked !== undefined) {
    throw new StewardError('BAD_INPUT', asked ? '--split needs --data.' : '--train needs --test.', {
      advice: 'Give --train and --test, which are a split already, or --data and --split.',
    });
  }
  const known = await readPairs(io, train);
  const data = joined(known, await readPairs(io, test, known));
  const first = known.user.length;
  const pairAt = (at: number) => data.user[at]! * data.items.size + data.item[at]!;
  const trained = new Set(Array.from({ length: first }, (_, at) => pairAt(at)));
  const tested = lastOfEachPair(data).filter((at) => at >= first);
  const fresh = tested.filter((at) => !trained.has(pairAt(at)));
  if (fresh.length < tested.length) {
    io.err(`${tested.length - fresh.length} pairs of the test are in train too: they are left out of the test.`);
  }
  if (fresh.length === 0) {
    throw new StewardError('BAD_INPUT', 'Nothing is left of the test.', {
      advice: 'Give a test with pairs that train does not have.',
      place: { file: test },
    });
  }
  return { data, train: lastOfEachPair(known), test: fresh };
}

/** One after the other; times and kinds, which no evaluation of given parts asks for, are left behind. */
function joined(a: Interactions, b: Interactions): Interactions {
  const put = <T extends Int32Array | Float32Array>(whole: T, first: T, second: T): T => {
    whole.set(first);
    whole.set(second, first.length);
    return whole;
  };
  const n = a.user.length + b.user.length;
  return {
    users: b.users,
    items: b.items,
    user: put(new Int32Array(n), a.user, b.user),
    item: put(new Int32Array(n), a.item, b.item),
    value: put(new Float32Array(n), a.value, b.value),
    time: null,
    kind: null,
    kinds: a.kinds,
  };
}
