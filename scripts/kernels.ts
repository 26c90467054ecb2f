import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = join(import.meta.dirname, '../engine/numeric/kernels');
const generated = join(folder, 'kernels.generated.ts');

/** The address space of WebAssembly in pages of 64 KiB: each memory is created with this limit, and starts small. */
const mostPages = 65536;

/**
 * Compiles the AssemblyScript sources in engine/numeric/kernels/ and returns the module's bytes. The same sources and
 * compiler give the same bytes. Throws with the compiler's messages where it refuses them.
 */
export async function compileKernels(): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null;
  const options = ['--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub'];
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', String(mostPages)];
  const features = ['threads', 'simd', 'relaxed-simd'].flatMap((feature) => ['--enable', feature]);
  const { error, stderr } = await asc.main(['index.as.ts', ...options, ...memory, ...features, '--use', 'abort='], {
    // Sources name each other with their endings, as everywhere here; the compiler adds another one.
    readFile: (name: string) => {
      const file = join(folder, name.replace(/\.ts\.ts$/, '.ts'));
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    writeFile: (_name: string, contents: Uint8Array | string) => {
      if (typeof contents !== 'string') bytes = contents;
    },
  });
  if (error || !bytes) throw new Error(`The kernels do not compile. ${stderr.toString()}`, { cause: error });
  return bytes;
}

/** The source file that holds a module's bytes as text. */
export function kernelsFile(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return `// Made from the *.as.ts files here by \`node scripts/kernels.ts\`. Do not edit.\nexport const kernelsModule =\n  '${text}';\n`;
}

if (import.meta.main) {
  const bytes = await compileKernels();
  writeFileSync(generated, kernelsFile(bytes));
  process.stdout.write(`${generated}: ${bytes.length} bytes\n`);
}
