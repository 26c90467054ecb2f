import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

/**
 * How the workbench is built. electron-vite takes this as its renderer section; `vite build --config
 * renderer/vite.config.ts` builds it alone. Assets are addressed relatively, because one build is served under both
 * `app://` and `http://127.0.0.1`.
 */
const config: UserConfig = {
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'es2024',
    // Inlined assets would be data: URLs, which the content security policy refuses for all but images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: { index: `${import.meta.dirname}/index.html` } },
  },
};

export default config;
