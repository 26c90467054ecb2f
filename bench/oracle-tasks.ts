import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, readDataset } from '../engine/catalog/interactions/datasets.ts';
import { type Interactions, lastOfEachPair } from '../engine/catalog/interactions/interactions.ts';
import { readNegatives } from '../engine/catalog/interactions/negatives.ts';
import { readInteractions } from '../engine/catalog/interactions/read.ts';
import { Vocabulary } from '../engine/catalog/interactions/vocabulary.ts';
import { folds } from '../engine/evaluate/split.ts';
import type { EvaluationTask } from '../engine/recommend/run.ts';

/** The data of the published figures, each read when it is first asked for. */
export class OracleTasks {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<EvaluationTask[]>>();

  /** `folder` is laid out as docs/evaluation.md says: recommend/ml-1m, recommend/ml-100k. */
  constructor(folder: string) {
    this.#folder = join(folder, 'recommend');
  }

  /** The tasks of a protocol; a figure is the mean over them. */
  of(protocol: 'ncf' | 'folds' | 'u1'): Promise<EvaluationTask[]> {
    const made = this.#made.get(protocol) ?? this.#make(protocol);
    this.#made.set(protocol, made);
    return made;
  }

  #make(protocol: 'ncf' | 'folds' | 'u1'): Promise<EvaluationTask[]> {
    if (protocol === 'ncf') return this.#ncf();
    return protocol === 'folds' ? this.#folds() : this.#u1();
  }

  /**
   * MovieLens 1M as He et al. (NCF, WWW 2017) part it: one item of each user is ranked among 99 given others. Their
   * numbers of users and items are those of first appearance in the ratings.
   */
  async #ncf(): Promise<EvaluationTask[]> {
    const folder = join(this.#folder, 'ml-1m');
    const { interactions: data } = await readInteractions(join(folder, 'ratings.parquet'));
    const asked = new Map<number, number>();
    for (const line of (await readFile(join(folder, 'ncf.test.rating'), 'utf8')).split('\n')) {
      const [user, item] = line.split('\t').map(Number);
      if (item !== undefined) asked.set(user!, item);
    }
    const pairs = lastOfEachPair(data);
    const isTest = (at: number) => asked.get(data.user[at]!) === data.item[at];
    const numbers = (n: number) => new Vocabulary(Array.from({ length: n }, (_, row) => String(row)));
    const negatives = await readNegatives(
      join(folder, 'ncf.test.negative'),
      numbers(data.users.size),
      numbers(data.items.size),
    );
    return [{ data, train: pairs.filter((at) => !isTest(at)), test: pairs.filter(isTest), negatives }];
  }

  async #ml100k(): Promise<Dataset> {
    return readDataset(join(this.#folder, 'ml-100k'));
  }

  /** Folds of our own: Surprise's are drawn by numpy's generator. */
  async #folds(): Promise<EvaluationTask[]> {
    const { interactions: data, userAttributes, itemAttributes } = await this.#ml100k();
    return folds(data, 5, 0).map((parts) => ({ data, ...parts, userAttributes, itemAttributes }));
  }

  /** The first of the five parts that MovieLens 100K comes with. */
  async #u1(): Promise<EvaluationTask[]> {
    const { interactions: data, userAttributes, itemAttributes } = await this.#ml100k();
    const { interactions: tested } = await readInteractions(join(this.#folder, 'ml-100k', 'u1.test'));
    const key = ({ users, items, user, item }: Interactions, at: number) =>
      `${users.id(user[at]!)}\t${items.id(item[at]!)}`;
    const inTest = new Set(Array.from(tested.user, (_, at) => key(tested, at)));
    const all = lastOfEachPair(data);
    const [train, test] = [false, true].map((wanted) => all.filter((at) => inTest.has(key(data, at)) === wanted));
    return [{ data, train: train!, test: test!, userAttributes, itemAttributes }];
  }
}
