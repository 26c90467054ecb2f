/** The engine's folders from the top down: imports go down this list only, and never across one line of it. */
export const engineOrder: readonly (readonly string[])[] = [
  ['(top)', 'operations'],
  ['experiments', 'privacy'],
  ['fairness'],
  ['recommend', 'moderation'],
  ['evaluate'],
  ['catalog'],
  ['jobs', 'text'],
  ['store', 'numeric'],
  ['contract'],
];

/** Folders whose files see everything, since nothing ships that imports them. */
const onlookers = ['test', 'bench', 'training', 'scripts'];

/** Where a file belongs: its top folder, and inside the engine its subject. */
export interface Place {
  layer: string;
  part: string;
}

/** The place of a path that is relative to the repository. */
export function placeOf(path: string): Place {
  const [layer = '', second = '', third] = path.split('/');
  return { layer: path.includes('/') ? layer : '(root)', part: third === undefined ? '(top)' : second };
}

/** True for tests and for what only tests use. */
function isTest(path: string): boolean {
  return /(\.test\.tsx?|\/test-kit\.ts)$/.test(path) || path.startsWith('engine/testing/');
}

/** True for files that the layer rules leave alone: tests, tools, and the configuration in the root. */
export function isOnlooker(path: string): boolean {
  const { layer } = placeOf(path);
  return layer === '(root)' || onlookers.includes(layer) || isTest(path) || path.endsWith('vite.config.ts');
}

/** Why `from` may not import `to`, or null where it may. Both are paths in the repository. */
export function refuseImport(from: string, to: string): string | null {
  const [here, there] = [placeOf(from), placeOf(to)];
  if (there.layer === 'test' || there.layer === 'bench' || isTest(to)) {
    return 'what ships may not import tests or benchmarks.';
  }
  if (there.layer === 'scripts' || there.layer === 'training') {
    return 'what ships may not import the tools that build it.';
  }
  if (here.layer === 'engine') return there.layer === 'engine' ? refuseInside(here.part, there.part) : engineRule;
  if (there.layer === 'engine') {
    const isFree = here.layer === 'main' || there.part === 'contract';
    return isFree ? null : `${here.layer}/ may import engine/contract/ only.`;
  }
  if (here.layer === there.layer) return null;
  if (here.layer === 'main' && to === 'preload/channels.ts') return null;
  return `${here.layer}/ and ${there.layer}/ know each other through engine/contract/ only.`;
}

const engineRule = 'the engine may import the engine only: a host hands in what else it needs.';

function refuseInside(from: string, to: string): string | null {
  if (from === to) return null;
  const [above, below] = [rank(from), rank(to)];
  if (above === -1)
    return `engine/${from}/ has no place in the order of the engine; add it to scripts/layers/rules.ts.`;
  if (below === -1) return `engine/${to}/ has no place in the order of the engine; add it to scripts/layers/rules.ts.`;
  if (above < below || above === 0) return null;
  const allowed = engineOrder.slice(above + 1).flat();
  const list = allowed.length === 0 ? 'nothing else' : allowed.join(', ');
  return `engine/${from}/ may import ${list}.`;
}

function rank(part: string): number {
  return engineOrder.findIndex((line) => line.includes(part));
}

/** Why a file may not import a package, or null. `electron` and the database have one home each. */
export function refusePackage(from: string, name: string): string | null {
  const { layer, part } = placeOf(from);
  if (name === 'electron') {
    const isHome = layer === 'preload' || /^main\/desktop[\w-]*\.ts$/.test(from);
    return isHome ? null : 'only main/desktop*.ts and preload/ may import electron.';
  }
  if (name === 'better-sqlite3' || name === 'kysely') {
    const isHome = layer === 'engine' && part === 'store';
    return isHome ? null : 'only engine/store/ may talk to the database; ask it for an operation.';
  }
  return null;
}

/** Finds SQL in code without comments: a prepared statement, or Kysely's tag. The index of the first, or -1. */
export function findSql(code: string): number {
  return code.search(/\.prepare\(|\bsql`|\bsql<[^>]*>`/);
}

/** True where `path` is the home of SQL. */
export function mayHoldSql(path: string): boolean {
  return path.startsWith('engine/store/');
}
