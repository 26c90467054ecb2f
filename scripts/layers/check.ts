import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { findImports, type Import, withoutComments } from './imports.ts';
import { findSql, isOnlooker, mayHoldSql, placeOf, refuseImport, refusePackage } from './rules.ts';

/** One broken rule. */
export interface Problem {
  file: string;
  line: number;
  message: string;
}

/** Everything that the check reads; tests make theirs by hand. */
export interface Repository {
  /** Source files by path in the repository, with '/' between folders. */
  sources: ReadonlyMap<string, string>;
  /** Tells whether a file that is no source exists: a stylesheet, JSON. */
  exists(path: string): boolean;
  dependencies: ReadonlySet<string>;
  devDependencies: ReadonlySet<string>;
}

/** Checks every import of every file, SQL outside its home, and circles. Sorted by file and line. */
export function checkLayers(repository: Repository): Problem[] {
  const problems: Problem[] = [];
  const graph = new Map<string, { to: string; line: number }[]>();
  for (const [file, source] of repository.sources) {
    const edges: { to: string; line: number }[] = [];
    graph.set(file, edges);
    for (const found of findImports(source)) {
      const report = (message: string): void => {
        problems.push({ file, line: found.line, message: `imports '${found.specifier}': ${message}` });
      };
      if (!found.specifier.startsWith('.')) {
        const refusal = checkPackage(file, found, repository);
        if (refusal) report(refusal);
        continue;
      }
      const to = posix.join(posix.dirname(file), found.specifier.replace(/\?.*$/, ''));
      if (!repository.sources.has(to) && !repository.exists(to)) {
        report('there is no such file (imports name the file with its ending).');
        continue;
      }
      const refusal = isOnlooker(file) ? null : refuseImport(file, to);
      if (refusal) report(refusal);
      if (!found.isType) edges.push({ to, line: found.line });
    }
    const at = isOnlooker(file) || mayHoldSql(file) ? -1 : findSql(withoutComments(source));
    if (at !== -1) {
      const line = source.slice(0, at).split('\n').length;
      problems.push({ file, line, message: 'writes SQL: only engine/store/ does; ask it for an operation.' });
    }
  }
  problems.push(...findCircles(graph));
  return problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

function checkPackage(file: string, found: Import, repository: Repository): string | null {
  if (isBuiltin(found.specifier))
    return found.specifier.startsWith('node:') ? null : `write 'node:${found.specifier}'.`;
  const name = found.specifier.split('/', found.specifier.startsWith('@') ? 2 : 1).join('/');
  const { dependencies, devDependencies } = repository;
  if (!dependencies.has(name) && !devDependencies.has(name)) return `${name} is not declared in package.json.`;
  if (isOnlooker(file)) return null;
  const refusal = refusePackage(file, name);
  if (refusal) return refusal;
  // The renderer and the preload script are bundled; the rest runs beside node_modules, where only dependencies ship.
  const isShippedAsIs = ['engine', 'main'].includes(placeOf(file).layer);
  const isThere = found.isType || name === 'electron' || dependencies.has(name);
  return isShippedAsIs && !isThere ? `${name} must be among the dependencies, not the devDependencies.` : null;
}

/** Each circle once, reported where it closes. Imports of types alone are gone at run time and make none. */
function findCircles(graph: ReadonlyMap<string, { to: string; line: number }[]>): Problem[] {
  const problems: Problem[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    path.push(file);
    for (const { to, line } of graph.get(file) ?? []) {
      const start = path.indexOf(to);
      if (start !== -1) {
        const circle = [...path.slice(start), to].join(' -> ');
        problems.push({ file, line, message: `closes a circle of imports: ${circle}` });
      } else if (!done.has(to)) visit(to);
    }
    path.pop();
    done.add(file);
  };
  for (const file of graph.keys()) if (!done.has(file)) visit(file);
  return problems;
}
