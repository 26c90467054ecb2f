import { describe, expect, it } from 'vitest';
import { checkLayers } from './check.ts';
import { findImports } from './imports.ts';

/** What the check says about these few files; targets that are not named exist and are empty. */
function check(sources: Record<string, string>): string[] {
  const problems = checkLayers({
    sources: new Map(Object.entries(sources)),
    exists: (path) => !path.includes('missing'),
    dependencies: new Set(['zod', 'better-sqlite3', 'kysely', '@orpc/server']),
    devDependencies: new Set(['electron', 'react', 'vitest']),
  });
  return problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
}

const importing = (path: string): string => `import { x } from '${path}';\n`;

describe('findImports', () => {
  it('finds every way to import, with its line', () => {
    const source = [
      "import a from './a.ts';",
      "import type { B } from './b.ts';",
      'import {',
      '  c,',
      "} from './c.ts';",
      "import './d.css';",
      "export * from './e.ts';",
      "export type { F } from './f.ts';",
      "const g = await import('./g.ts');",
    ].join('\n');
    const found = findImports(source).map(({ specifier, line, isType }) => `${specifier} ${line} ${isType}`);
    expect(found).toEqual([
      './a.ts 1 false',
      './b.ts 2 true',
      './c.ts 5 false',
      './d.css 6 false',
      './e.ts 7 false',
      './f.ts 8 true',
      './g.ts 9 false',
    ]);
  });

  it('leaves comments and strings alone', () => {
    const source = [
      "// import a from './a.ts';",
      "/* import b from './b.ts'; */",
      "const url = 'https://example.org'; const text = \"import c from './c.ts'\";",
      "export const d = 'from';",
      'const quoted = "await import(\'./e.ts\')";',
    ].join('\n');
    expect(findImports(source)).toEqual([]);
  });
});

describe('what is allowed', () => {
  it.each([
    ['renderer/app/client.ts', '../../engine/contract/index.ts'],
    ['preload/preload.ts', '../engine/contract/bridge.ts'],
    ['preload/preload.ts', 'electron'],
    ['main/desktop-window.ts', 'electron'],
    ['main/desktop-app.ts', '../preload/channels.ts'],
    ['main/cli.ts', '../engine/engine.ts'],
    ['engine/engine.ts', './operations/review.ts'],
    ['engine/operations/review.ts', '../moderation/queue.ts'],
    ['engine/fairness/audit.ts', '../moderation/routing.ts'],
    ['engine/moderation/queue.ts', '../store/store.ts'],
    ['engine/catalog/import.ts', '../jobs/runner.ts'],
    ['engine/store/audit.ts', 'better-sqlite3'],
    ['engine/jobs/runner.test.ts', '../engine.ts'],
    ['test/hosts/contract.test.ts', '../../main/web.ts'],
    ['renderer/app/app.tsx', 'react'],
  ])('%s may import %s', (file, path) => {
    expect(check({ [file]: importing(path) })).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['renderer/app/client.ts', '../../engine/engine.ts', 'renderer/ may import engine/contract/ only'],
    ['renderer/app/client.ts', '../../main/csp.ts', 'through engine/contract/ only'],
    ['preload/preload.ts', '../engine/store/store.ts', 'preload/ may import engine/contract/ only'],
    ['preload/preload.ts', '../main/csp.ts', 'through engine/contract/ only'],
    ['main/web.ts', '../preload/preload.ts', 'through engine/contract/ only'],
    ['main/web.ts', '../renderer/app/app.tsx', 'through engine/contract/ only'],
    ['main/web.ts', 'electron', 'only main/desktop*.ts and preload/'],
    ['main/web/desktop.ts', 'electron', 'only main/desktop*.ts and preload/'],
    ['engine/engine.ts', '../main/web.ts', 'the engine may import the engine only'],
    ['engine/engine.ts', '../renderer/app/app.tsx', 'the engine may import the engine only'],
    ['engine/engine.ts', 'electron', 'only main/desktop*.ts and preload/'],
    ['engine/moderation/queue.ts', '../recommend/funnel.ts', 'may import evaluate, catalog, jobs, text, store'],
    ['engine/recommend/funnel.ts', '../moderation/queue.ts', 'may import evaluate'],
    ['engine/moderation/queue.ts', '../fairness/audit.ts', 'engine/moderation/ may import'],
    ['engine/store/store.ts', '../catalog/import.ts', 'engine/store/ may import contract.'],
    ['engine/numeric/matrix.ts', '../store/store.ts', 'engine/numeric/ may import contract.'],
    ['engine/contract/index.ts', '../numeric/matrix.ts', 'engine/contract/ may import nothing else.'],
    ['engine/jobs/runner.ts', '../engine.ts', 'engine/jobs/ may import'],
    ['engine/newcomer/file.ts', '../store/store.ts', 'engine/newcomer/ has no place'],
    ['engine/catalog/import.ts', '../testing/store.ts', 'may not import tests'],
    ['engine/catalog/import.ts', './content/test-kit.ts', 'may not import tests'],
    ['main/cli.ts', '../scripts/start.ts', 'may not import the tools'],
    ['main/cli.ts', '../test/kit.ts', 'may not import tests'],
    ['main/cli.ts', 'kysely', 'only engine/store/ may talk to the database'],
    ['engine/catalog/import.ts', 'better-sqlite3', 'only engine/store/ may talk to the database'],
    ['engine/catalog/import.ts', 'lodash', 'lodash is not declared in package.json'],
    ['test/kit.ts', '@scope/missing/deep', '@scope/missing is not declared in package.json'],
    ['engine/catalog/import.ts', 'vitest', 'must be among the dependencies'],
    ['engine/catalog/import.ts', 'fs', "write 'node:fs'"],
    ['engine/catalog/import.ts', './missing.ts', 'there is no such file'],
    ['test/kit.ts', './missing.ts', 'there is no such file'],
  ])('%s may not import %s', (file, path, message) => {
    const problems = check({ [file]: importing(path) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${file}:1 imports '${path}': `);
    expect(problems[0]).toContain(message);
  });

  it('refuses types as it refuses values, re-exports and dynamic imports', () => {
    for (const source of [
      "import type { X } from '../engine/engine.ts';",
      "export * from '../engine/engine.ts';",
      "const x = import('../engine/engine.ts');",
    ]) {
      expect(check({ 'preload/preload.ts': source }), source).toHaveLength(1);
    }
  });

  it('refuses SQL outside the store', () => {
    const sql = 'const rows = 1;\nconst all = db.prepare(`select 1`);';
    expect(check({ 'engine/catalog/import.ts': sql })).toEqual([
      'engine/catalog/import.ts:2 writes SQL: only engine/store/ does; ask it for an operation.',
    ]);
    expect(check({ 'engine/moderation/queue.ts': 'const q = sql<number>`select 1`;' })).toHaveLength(1);
    expect(check({ 'engine/store/queue.ts': sql })).toEqual([]);
    expect(check({ 'engine/catalog/import.ts': '// db.prepare(...) is for the store' })).toEqual([]);
  });

  it('refuses circles, and lets types point back', () => {
    const files = {
      'engine/jobs/a.ts': importing('./b.ts'),
      'engine/jobs/b.ts': importing('./c.ts'),
      'engine/jobs/c.ts': importing('./a.ts'),
    };
    expect(check(files)).toEqual([
      'engine/jobs/c.ts:1 closes a circle of imports: engine/jobs/a.ts -> engine/jobs/b.ts -> engine/jobs/c.ts -> engine/jobs/a.ts',
    ]);
    expect(check({ ...files, 'engine/jobs/c.ts': "import type { A } from './a.ts';" })).toEqual([]);
  });
});
