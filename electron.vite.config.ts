import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'electron-vite';
import renderer from './renderer/vite.config.ts';
import { workerFiles } from './scripts/worker-files.ts';

const rendererRoot = fileURLToPath(new URL('./renderer', import.meta.url));
const rendererOutput = fileURLToPath(new URL('./out/renderer', import.meta.url));

/**
 * Builds the desktop app into out/. Packages stay outside the bundle of the main process (native ones must, and the
 * others gain nothing), while the preload script must hold all it needs: a sandboxed one can load no file.
 */
export default defineConfig({
  main: {
    plugins: [workerFiles()],
    build: {
      rolldownOptions: {
        input: { desktop: 'main/desktop.ts', 'engine-process': 'main/engine-process.ts' },
        // All files side by side: what a file finds relative to itself does not depend on how the code is split.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'preload/preload.ts' },
        // A sandboxed preload script is CommonJS, and needs to say so inside a package of modules.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  // electron-vite bundles this file with what it imports, which leaves import.meta.dirname of the renderer's file wrong,
  // reads a relative outDir from the folder above the repository, and minifies nothing unless told.
  renderer: mergeConfig(renderer, {
    root: rendererRoot,
    build: {
      outDir: rendererOutput,
      minify: true,
      rolldownOptions: { input: { index: `${rendererRoot}/index.html` } },
    },
  }),
});
