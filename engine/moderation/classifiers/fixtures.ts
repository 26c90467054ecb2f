import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxGraph } from '../../numeric/onnx-graph.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { hashing, NgramHasher } from '../../text/ngrams.ts';

/** The models folder that `npm install` makes. */
export const modelsDir = join(import.meta.dirname, '..', '..', '..', 'build', 'models');

/** An empty folder of its own. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'classifiers-'));
}

/** Writes a classifier folder under `parent` and returns its path. */
export function writeClassifier(parent: string, id: string, card: object, model: Uint8Array): string {
  const folder = join(parent, id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'card.json'), JSON.stringify(card));
  writeFileSync(join(folder, 'model.onnx'), model);
  return folder;
}

/** The least that a card of an `embedding+ngrams` classifier holds. */
export function wordCard(label: string): object {
  return { format: 1, name: label, labels: [label], input: 'embedding+ngrams', output: 'probabilities', hashing };
}

/** A head made by hand: a probability near 0 that rises to near 1 where the text has `word`. */
export function wordModel(word: string): Uint8Array {
  const hasher = new NgramHasher();
  hasher.hash(word);
  const weights = new Float32Array(hashing.buckets);
  weights[hasher.buckets[0]!] = 40;
  const graph = new OnnxGraph();
  const embedding = graph.input('embedding', 'float', ['n', embeddingSize]);
  const ngrams = graph.input('ngrams', 'int32', ['n', 'k']);
  const values = graph.input('values', 'float', ['n', 'k']);
  const products = graph.node('Mul', [graph.node('Gather', [graph.floats(weights), ngrams]), values]);
  const sum = graph.node('ReduceSum', [products, graph.integers([1])], { keepdims: 1 });
  const dense = graph.node('MatMul', [
    embedding,
    graph.floats(new Float32Array(embeddingSize).fill(0.01), [embeddingSize, 1]),
  ]);
  graph.node('Sigmoid', [graph.node('Sub', [graph.node('Add', [sum, dense]), graph.floats(4)])], {}, 'probabilities');
  graph.output('probabilities', 'float', ['n', 1]);
  return graph.bytes('word');
}

/** A text classifier made by hand: its logits for two labels are the number of tokens, and minus that. */
export function countModel(): Uint8Array {
  const graph = new OnnxGraph();
  const ids = graph.input('input_ids', 'int64', ['n', 'k']);
  const mask = graph.node('Cast', [graph.input('attention_mask', 'int64', ['n', 'k'])], { to: 1 });
  const zeros = graph.node('Mul', [graph.node('Cast', [ids], { to: 1 }), graph.floats(0)]);
  const count = graph.node('ReduceSum', [graph.node('Add', [mask, zeros]), graph.integers([1])], { keepdims: 1 });
  graph.nodes('Concat', [count, graph.node('Neg', [count])], 1, { axis: 1 }, ['logits']);
  graph.output('logits', 'float', ['n', 2]);
  return graph.bytes('count');
}
