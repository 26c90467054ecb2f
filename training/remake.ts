import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from '../engine/moderation/training/prepare.ts';
import { defaultSeed, trainHeads } from '../engine/moderation/training/train.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' } } });
if (!values.data) {
  process.stderr.write('usage: npm run models -- --data DIR [--out DIR]\n');
  process.exit(2);
}
const progress = (message: string) => process.stderr.write(`${message}\n`);
const prepared = await prepare({
  dataDir: values.data,
  modelsDir: join(root, 'build', 'models'),
  cacheDir: join(root, 'build', 'training'),
  seed: defaultSeed,
  progress,
});
const out = values.out ?? join(root, 'models', 'heads');
await trainHeads(prepared, out, { progress });
progress(`wrote the heads to ${out}`);
