import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { checkLayers, type Repository } from './layers/check.ts';

/** Reads the repository's sources and its declared packages. */
function readRepository(root: string): Repository {
  const folders = '{engine,main,preload,renderer,test,bench,training,scripts}';
  const paths = [`${folders}/**/*.{ts,tsx}`, '*.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }));
  const sources = new Map(
    paths.map((path) => [path.split(sep).join('/'), readFileSync(join(root, path), 'utf8')] as const),
  );
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { dependencies, devDependencies } = manifest as Record<string, Record<string, string>>;
  return {
    sources,
    exists: (path) => existsSync(join(root, path)),
    dependencies: new Set(Object.keys(dependencies ?? {})),
    devDependencies: new Set(Object.keys(devDependencies ?? {})),
  };
}

const repository = readRepository(join(import.meta.dirname, '..'));
const problems = checkLayers(repository);
for (const { file, line, message } of problems) process.stderr.write(`${file}:${line} ${message}\n`);
if (problems.length > 0) {
  process.stderr.write(`${problems.length} layer problems. Who may know whom: CONTRIBUTING.md, 'The house'.\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`layers: ${repository.sources.size} files keep the rules\n`);
}
