import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, median } from './measure.ts';
import { readPeerData } from './peers/data.ts';
import { missing, theirTurn } from './peers/python.ts';
import type { PeerData, PeerDataName, PeerRow } from './peers/row.ts';
import { rows } from './peers/rows.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string', default: '' },
    threads: { type: 'string', default: '2' },
    turns: { type: 'string', default: '3' },
    python: { type: 'string', default: process.env.STEWARD_PYTHON ?? 'python3' },
  },
});
if (options.data === undefined)
  throw new Error('Give --data DIR, a folder with recommend/ml-1m and recommend/ml-100k.');

const threads = Number(options.threads);
const scratch = await mkdtemp(join(tmpdir(), 'steward-peers-'));
const read = new Map<PeerDataName, Promise<PeerData>>();
const reasons = new Map<string, Promise<string | null>>();
const print = (line: string) => process.stdout.write(`${line}\n`);

function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}

/** Both sides in turns, so that a machine that is busy for a while slows both. The first turn of ours warms up and does not count. */
async function compare(row: PeerRow): Promise<string> {
  const data = await once(read, row.data, () => readPeerData(row.data, options.data!, scratch));
  const judge = row.judge ?? ((scores: Float32Array) => data.accuracy(scores));
  const ours: number[] = [];
  const theirs: number[] = [];
  const found = { ours: '', theirs: '', version: '' };
  const say = ({ metric, value }: ReturnType<typeof judge>) => `${metric} ${value.toFixed(4)}`;
  await row.ours(data, threads);
  for (let turn = 0; turn < Number(options.turns); turn++) {
    const own = await row.ours(data, threads);
    const peer = await theirTurn(options.python, row, data, { threads, scratch });
    ours.push(own.seconds);
    theirs.push(peer.seconds);
    found.ours = say(judge(own.output, data));
    found.theirs = say(judge(peer.output, data));
    found.version = peer.version;
  }
  const ratio = median(ours) / median(theirs);
  const verdict = row.limit === null ? '' : ratio <= row.limit ? 'passed' : 'MISSED';
  if (verdict === 'MISSED') process.exitCode = 1;
  const times = [median(ours), median(theirs)].map((seconds) => `${seconds.toFixed(3)} s`);
  const figures = [...times, ratio.toFixed(2), row.limit ?? '', verdict, found.ours, found.theirs];
  return `| ${row.name} | ${row.peer} ${found.version} | ${figures.join(' | ')} |`;
}

print(`${machine()}, ${threads} threads, medians of ${options.turns} turns.\n`);
print('| row | peer | ours | theirs | ratio | limit | | accuracy of ours | of theirs |');
print('|---|---|---|---|---|---|---|---|---|');
try {
  for (const row of rows.filter(({ name }) => new RegExp(options.only, 'i').test(name))) {
    const reason = await once(reasons, row.peer, () => missing(options.python, row.peer));
    print(reason ? `| ${row.name} | skipped: ${reason} | | | | | | | |` : await compare(row));
  }
} finally {
  await rm(scratch, { recursive: true });
}
