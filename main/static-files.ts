import { realpath, stat } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** A file that may be served, with the headers that belong to it. */
export interface StaticFile {
  path: string;
  headers: Readonly<Record<string, string>>;
}

/**
 * Finds the file for a URL's path inside `root`, or null. Decodes once, then demands that the place lies inside the
 * root, and demands it again after symbolic links are followed: no spelling of '..' and no link leads outside.
 */
export async function findStaticFile(root: string, pathname: string): Promise<StaticFile | null> {
  const relative = decodePath(pathname);
  if (relative === null) return null;
  const wanted = resolve(root, `.${relative === '/' ? '/index.html' : relative}`);
  if (!isInside(resolve(root), wanted)) return null;
  try {
    const [realRoot, path] = await Promise.all([realpath(root), realpath(wanted)]);
    if (!isInside(realRoot, path) || !(await stat(path)).isFile()) return null;
    const type = contentTypes[extname(path).toLowerCase()] ?? 'application/octet-stream';
    // The bundler puts a hash of the content into the names under assets/, so those never change.
    const cache = relative.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
    return { path, headers: { 'Content-Type': type, 'Cache-Control': cache } };
  } catch {
    return null;
  }
}

function decodePath(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname);
    const isPlain = decoded.startsWith('/') && !decoded.includes('\\') && !decoded.includes('\0');
    return isPlain ? decoded : null;
  } catch {
    return null;
  }
}

function isInside(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep);
}
