import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'vite';

const reference = /new URL\(\s*'(\.{1,2}\/[^']+\.ts)',\s*import\.meta\.url,?\s*\)/g;

/**
 * Lets built code find the files that it runs in threads and processes of their own. Sources say
 * `new URL('./worker.ts', import.meta.url)`, which Node runs as it stands; Vite rewrites that for browsers only. Here
 * the named file becomes an entry of the build, beside all other built files, and the address becomes that of the entry.
 */
export function workerFiles(): Plugin {
  return {
    name: 'steward:worker-files',
    // Before TypeScript is stripped, while the text is as it was written.
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      return code.replace(reference, (_text, path: string) => {
        const fileName = `${basename(path, '.ts')}.js`;
        this.emitFile({ type: 'chunk', id: resolve(dirname(id), path), fileName });
        return `new URL('./${fileName}', import.meta.url)`;
      });
    },
  };
}
