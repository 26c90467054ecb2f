import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { OnnxGraph } from '../../numeric/onnx-graph.ts';
import { embeddingSize } from '../../text/minilm.ts';
import { NgramHasher } from '../../text/ngrams.ts';
import { FeatureBatch } from './features.ts';
import { countModel, modelsDir, temporaryFolder, wordCard, wordModel, writeClassifier } from './fixtures.ts';
import { fromLogits, loadClassifiers } from './load.ts';

const version = 'test-embedding';

function batchOf(texts: string[]): FeatureBatch {
  return new FeatureBatch(texts, new Float16Array(texts.length * embeddingSize), new NgramHasher());
}

describe('a good folder', () => {
  test('of n-grams and embeddings scores', async () => {
    const parent = temporaryFolder();
    writeClassifier(parent, 'tea', wordCard('tea'), wordModel('tea'));
    const { classifiers, infos } = await loadClassifiers([parent], version);
    expect(infos).toMatchObject([{ id: 'tea', labels: ['tea'], status: 'ready', problem: null }]);
    const scores = await classifiers[0]!.score(batchOf(['more tea', 'more coffee']));
    expect(scores[0]).toBeGreaterThan(0.95);
    expect(scores[1]).toBeLessThan(0.05);
  });

  test('of text uses its own tokenizer, and single labels share a sum of 1', async () => {
    const parent = temporaryFolder();
    const card = {
      format: 1,
      name: 'Length',
      labels: ['long', 'short'],
      input: 'text',
      output: 'logits',
      multiLabel: false,
    };
    const folder = writeClassifier(parent, 'length', card, countModel());
    copyFileSync(join(modelsDir, 'tokenizer.json'), join(folder, 'tokenizer.json'));
    const { classifiers, infos } = await loadClassifiers([parent], version);
    expect(infos[0]!.problem).toBeNull();
    const scores = await classifiers[0]!.score(batchOf(['one two three four', 'one']));
    expect(scores).toHaveLength(4);
    expect(scores[0]! + scores[1]!).toBeCloseTo(1);
    expect(scores[0]).toBeCloseTo(1 / (1 + Math.exp(-12)), 4);
  });
});

describe('a broken folder is listed with its problem', () => {
  const wideModel = () => {
    const graph = new OnnxGraph();
    const input = graph.input('embedding', 'float', ['n', 768]);
    graph.node('ReduceSum', [input, graph.integers([1])], { keepdims: 1 }, 'probabilities');
    graph.output('probabilities', 'float', ['n', 1]);
    return graph.bytes('wide');
  };
  const good = wordCard('tea');
  test.each([
    [
      'a label missing on the model',
      { ...good, labels: ['tea', 'cake'] },
      wordModel('tea'),
      "'probabilities' is 1 wide instead of 2",
    ],
    ['another output', { ...good, output: 'logits' }, wordModel('tea'), "no output 'logits'"],
    ['other inputs', { ...good, input: 'text' }, wordModel('tea'), "no input 'input_ids'"],
    ['another width', { ...good, input: 'embedding' }, wideModel(), "'embedding' is 768 wide instead of 384"],
    ['a stray input', { ...good, input: 'embedding' }, wordModel('tea'), "wants an input 'ngrams'"],
    [
      'another hashing',
      { ...good, hashing: { ...(good as { hashing: object }).hashing, buckets: 1024 } },
      wordModel('tea'),
      'hashing is not the one',
    ],
    ['another embedding', { ...good, embeddingVersion: 'older' }, wordModel('tea'), 'trained on embeddings older'],
    ['another normalisation', { ...good, textVersion: 99 }, wordModel('tea'), 'normalised by version 99'],
    ['a wrong card', { ...good, labels: [] }, wordModel('tea'), 'labels'],
    ['no model', good, new TextEncoder().encode('not a model'), 'not an ONNX file'],
    [
      'text without a tokenizer',
      { format: 1, name: 'x', labels: ['a', 'b'], input: 'text', output: 'logits' },
      countModel(),
      'needs a tokenizer.json',
    ],
  ])('%s', async (_, card, model, problem) => {
    const parent = temporaryFolder();
    writeClassifier(parent, 'broken', card, model);
    writeClassifier(parent, 'sound', wordCard('cake'), wordModel('cake'));
    const { classifiers, infos } = await loadClassifiers([parent], version);
    expect(infos[0]).toMatchObject({ id: 'broken', status: 'broken' });
    expect(infos[0]!.problem).toContain(problem);
    expect(classifiers.map(({ info }) => info.id)).toEqual(['sound']);
  });

  test('an operator set from elsewhere', async () => {
    const parent = temporaryFolder();
    const graph = new OnnxGraph();
    graph.node('org.example:Magic', [graph.input('embedding', 'float', ['n', embeddingSize])], {}, 'probabilities');
    graph.output('probabilities', 'float', ['n', 1]);
    writeClassifier(parent, 'odd', { ...good, input: 'embedding' }, graph.bytes('odd'));
    const { infos } = await loadClassifiers([parent], version);
    expect(infos[0]!.problem).toContain("operator set 'org.example' 1");
  });

  test('files missing', async () => {
    const parent = temporaryFolder();
    mkdirSync(join(parent, 'empty'));
    const folder = writeClassifier(parent, 'half', good, wordModel('tea'));
    rmSync(join(folder, 'model.onnx'));
    const torn = writeClassifier(parent, 'torn', good, wordModel('tea'));
    writeFileSync(join(torn, 'card.json'), '{"format"');
    const { infos } = await loadClassifiers([parent, join(parent, 'not there')], version);
    expect(infos.map(({ problem }) => problem)).toEqual([
      expect.stringContaining('no card.json'),
      expect.stringContaining('no model.onnx'),
      expect.stringContaining('not JSON'),
    ]);
  });
});

test('a later folder takes over a label', async () => {
  const [shipped, own] = [temporaryFolder(), temporaryFolder()];
  writeClassifier(shipped, 'tea', wordCard('tea'), wordModel('tea'));
  writeClassifier(own, 'mine', wordCard('tea'), wordModel('leaf'));
  const { infos } = await loadClassifiers([shipped, own], version);
  expect(infos[0]!.problem).toContain('comes from');
  expect(infos[1]!.problem).toBeNull();
});

test('logits become probabilities, and large ones do not overflow', () => {
  expect(Array.from(fromLogits(Float32Array.of(0, 100), 2, true))).toEqual([0.5, 1]);
  expect(Array.from(fromLogits(Float32Array.of(1000, 1000, 0, 1000), 2, false))).toEqual([0.5, 0.5, 0, 1]);
});
