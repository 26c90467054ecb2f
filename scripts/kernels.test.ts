import { expect, test } from 'vitest';
import { kernelsModule } from '../engine/numeric/kernels/kernels.generated.ts';
import { compileKernels } from './kernels.ts';

test('the committed kernels are what their sources compile to', async () => {
  expect(Buffer.from(await compileKernels()).toString('base64')).toBe(kernelsModule);
});
