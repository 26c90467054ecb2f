import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { readInteractions } from '../../engine/catalog/interactions/read.ts';
import { folds } from '../../engine/evaluate/split.ts';
import type { Csr } from '../../engine/numeric/csr.ts';
import type { TrainingData } from '../../engine/recommend/models/model.ts';
import { type EvaluationTask, trainingData } from '../../engine/recommend/run.ts';
import { OracleTasks } from '../oracle-tasks.ts';
import type { Accuracy, PeerData, PeerDataName } from './row.ts';

/** Ratings lie on this scale; what both sides predict is cut to it before it is judged, as Surprise does by itself. */
const [least, most] = [1, 5];

/**
 * Reads the data of a row and writes the file for its peers into `scratch`. `folder` holds recommend/ml-1m and
 * recommend/ml-100k. 'ncf': MovieLens 1M, leave-one-out, 100 candidates a user; 'ml100k': u1; 'ml1m-first': the
 * first 487,650 ratings of MovieLens 1M, of which every tenth is asked.
 */
export async function readPeerData(name: PeerDataName, folder: string, scratch: string): Promise<PeerData> {
  const task = await taskOf(name, folder);
  const training = trainingData(task.data, task.train, name === 'ncf' ? 'ones' : 'values');
  const file = join(scratch, `${name}.peer`);
  const { asked, accuracy } = name === 'ncf' ? ranked(task) : rated(task);
  await writePeerFile(file, training, asked);
  return { name, training, asked, accuracy, file };
}

async function taskOf(name: PeerDataName, folder: string): Promise<EvaluationTask> {
  const tasks = new OracleTasks(folder);
  if (name === 'ncf') return (await tasks.of('ncf'))[0]!;
  if (name === 'ml100k') return (await tasks.of('u1'))[0]!;
  const path = join(folder, 'recommend', 'ml-1m', 'ratings-first487650.dat.gz');
  const { interactions: data } = await readInteractions(path);
  return { data, ...folds(data, 10, 0)[0]! };
}

type Judged = Pick<PeerData, 'asked' | 'accuracy'>;

/** A user's test item and then its negatives, user by user: HR@10, equal scores counting against the test item. */
function ranked({ data, test, negatives }: EvaluationTask): Judged {
  const users: number[] = [];
  const items: number[] = [];
  const starts: number[] = [];
  for (const at of test) {
    const user = data.user[at]!;
    starts.push(items.length);
    items.push(data.item[at]!, ...rowOf(negatives!, user));
    while (users.length < items.length) users.push(user);
  }
  const accuracy = (scores: Float32Array): Accuracy => {
    const hits = starts.filter((start, n) => {
      const others = scores.subarray(start + 1, starts[n + 1] ?? scores.length);
      return others.reduce((ahead, score) => ahead + (score >= scores[start]! ? 1 : 0), 0) < 10;
    });
    return { metric: 'HR@10', value: hits.length / starts.length };
  };
  return { asked: { users: Int32Array.from(users), items: Int32Array.from(items) }, accuracy };
}

function rated({ data, test }: EvaluationTask): Judged {
  const accuracy = (scores: Float32Array): Accuracy => {
    const squares = scores.reduce((sum, score, n) => {
      return sum + (Math.min(most, Math.max(least, score)) - data.value[test[n]!]!) ** 2;
    }, 0);
    return { metric: 'RMSE', value: Math.sqrt(squares / scores.length) };
  };
  const of = (numbers: Int32Array) => Int32Array.from(test, (at) => numbers[at]!);
  return { asked: { users: of(data.user), items: of(data.item) }, accuracy };
}

function rowOf({ indptr, indices }: Csr, row: number): Int32Array {
  return indices.subarray(indptr[row]!, indptr[row + 1]!);
}

/** One line of JSON that tells sizes and the arrays with their lengths, then the arrays' bytes in that order, little-endian. */
async function writePeerFile(file: string, { users, items, byUser }: TrainingData, asked: PeerData['asked']) {
  const arrays = { ...csrArrays(byUser), asked_users: asked.users, asked_items: asked.items };
  const header = {
    users,
    items,
    arrays: Object.entries(arrays).map(([name, values]) => {
      return { name, type: values instanceof Float32Array ? '<f4' : '<i4', length: values.length };
    }),
  };
  await using handle = await open(file, 'w');
  await handle.write(`${JSON.stringify(header)}\n`);
  for (const { buffer, byteOffset, byteLength } of Object.values(arrays)) {
    await handle.writeFile(Buffer.from(buffer, byteOffset, byteLength));
  }
}

const csrArrays = ({ indptr, indices, values }: Csr) => ({ indptr, indices, values });
