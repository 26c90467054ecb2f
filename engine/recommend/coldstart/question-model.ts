import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isWhole, packSections, viewSections } from '../../numeric/sections.ts';
import type { ElicitationTree } from './elicitation.ts';

/** 8 characters; a change of what is in the file or of how it is grown takes another last one. */
const magic = 'STEWQUE1';

/** All that asking visitors needs, as it was grown from one state of the data. It names no user. */
export interface QuestionModel {
  /** Of the data that it was grown from. */
  readonly hash: string;
  /** How many people it was grown from. */
  readonly people: number;
  /** The workspace's numbers of the items, ascending: those of the tree are places in here. */
  readonly items: Int32Array;
  /** Over factors: a node's profile is the mean person of those who answer so, their bias last. No shares of likes. */
  readonly tree: ElicitationTree;
  readonly factors: number;
  /** items x factors, and their Gram matrix. */
  readonly itemFactors: Float32Array;
  readonly gram: Float32Array;
  /** What training paid for the length of a user's factors whatever they did. */
  readonly penalty: number;
}

interface Header {
  hash: string;
  people: number;
  factors: number;
  columns: number;
  penalty: number;
}

/** The model in one stretch of shared memory, which a thread hands over without a copy. */
export function packQuestions({ hash, people, items, tree, factors, itemFactors, gram, penalty }: QuestionModel) {
  const { item, children, users, columns, profiles } = tree;
  const header: Header = { hash, people, factors, columns, penalty };
  return packSections(magic, { header, sections: { items, item, children, users, profiles, itemFactors, gram } });
}

/** What `packQuestions` made. */
export function unpackQuestions(buffer: SharedArrayBuffer): QuestionModel {
  const { header, sections } = viewSections(buffer);
  const { columns, ...rest } = header as Header;
  const { items, item, children, users, profiles, itemFactors, gram } = sections as Record<string, Int32Array> &
    Record<'profiles' | 'itemFactors' | 'gram', Float32Array>;
  const tree = { item: item!, children: children!, users: users!, columns, profiles, liking: new Float32Array(0) };
  return { ...rest, items: items!, tree, itemFactors, gram };
}

/** The questions that an earlier start left; null where they are missing, of another version or damaged. */
export function readQuestions(path: string): QuestionModel | null {
  try {
    const { size } = statSync(path);
    const buffer = new SharedArrayBuffer(size);
    const file = openSync(path, 'r');
    try {
      for (let at = 0; at < size; ) {
        const read = readSync(file, Buffer.from(buffer), at, size - at, at);
        if (read === 0) return null;
        at += read;
      }
    } finally {
      closeSync(file);
    }
    return isWhole(magic, buffer) ? unpackQuestions(buffer) : null;
  } catch {
    // Whatever is wrong with it: it is grown again.
    return null;
  }
}

/** Keeps questions for the next start. A disk that is full only costs time. */
export function writeQuestions(path: string, buffer: SharedArrayBuffer): void {
  try {
    writeFileSync(`${path}.part`, Buffer.from(buffer));
    renameSync(`${path}.part`, path);
  } catch {
    rmSync(`${path}.part`, { force: true });
  }
}
