import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{engine,main,preload,renderer,scripts,test,training}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
