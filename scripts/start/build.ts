import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One file of each part of the build; all are written by every build. */
const built = ['out/main/desktop.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Everything that the build is made from. */
const sources = ['{engine,main,preload,renderer}/**/*.{ts,tsx,css,html,json,svg}', '{package-lock.json,*.config.ts}'];

/** True where the workbench has not been built, or a source is newer than what was built from it. */
export function isBuildStale(root: string): boolean {
  const files = built.map((path) => join(root, path));
  if (!files.every((file) => existsSync(file))) return true;
  const oldest = Math.min(...files.map((file) => statSync(file).mtimeMs));
  return sources.some((pattern) =>
    globSync(pattern, { cwd: root }).some(
      (path) => !/\.test\.tsx?$/.test(path) && statSync(join(root, path)).mtimeMs > oldest,
    ),
  );
}
