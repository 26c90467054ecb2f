import { type FSWatcher, watch } from 'node:fs';
import { access, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { asStewardError } from '../../contract/errors.ts';

/** How often the folder is looked at, besides when the system announces a change. */
const rescanEvery = 5000;
/** A file is whole when two looks this far apart find the same size and time. */
const settleTime = 1000;

const unfinishedName = /^\.|~$|\.(part|partial|tmp|temp|crdownload|download|swp)$/i;

interface Seen {
  size: number;
  mtime: number;
  at: number;
}

/**
 * Watches a folder: each file that is put into it and has stopped growing goes to `take`, one at a time, and is then
 * moved to `done` inside the folder, or to `failed` with a file beside it that tells why. The folder may vanish and come
 * back. Returns the function that ends the watch and waits for the file in work.
 */
export function watchDropFolder(
  folder: string,
  take: (path: string) => Promise<void>,
  options: { rescanEvery?: number; settleTime?: number } = {},
): () => Promise<void> {
  const every = options.rescanEvery ?? rescanEvery;
  const settle = options.settleTime ?? settleTime;
  const seen = new Map<string, Seen>();
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let scanning: Promise<void> = Promise.resolve();

  const lookIn = (ms: number) => {
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      scanning = scan().catch(() => forget());
    }, ms);
    timer.unref();
  };
  const forget = () => {
    watcher?.close();
    watcher = undefined;
    seen.clear();
    lookIn(every);
  };
  const listen = () => {
    try {
      watcher ??= watch(folder, () => lookIn(settle)).on('error', forget);
    } catch {
      // No watch to be had on this file system: the rescan finds files all the same.
    }
  };
  const scan = async () => {
    const names = await waitingFiles(folder);
    listen();
    for (const name of seen.keys()) if (!names.includes(name)) seen.delete(name);
    let isWaiting = false;
    for (const name of names) {
      if (isClosed) return;
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      const before = seen.get(name);
      const isSame = before?.size === size && before.mtime === mtimeMs;
      if (!isSame) seen.set(name, { size, mtime: mtimeMs, at: Date.now() });
      if (isSame && Date.now() - before.at >= settle) {
        seen.delete(name);
        await work(folder, name, take);
      } else isWaiting = true;
    }
    lookIn(isWaiting ? settle : every);
  };
  scanning = scan().catch(() => forget());
  return async () => {
    isClosed = true;
    clearTimeout(timer);
    watcher?.close();
    await scanning;
    clearTimeout(timer);
  };
}

async function waitingFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() && !unfinishedName.test(entry.name) ? [entry.name] : [])).sort();
}

async function work(folder: string, name: string, take: (path: string) => Promise<void>): Promise<void> {
  const path = join(folder, name);
  try {
    await take(path);
    await moveTo(join(folder, 'done'), path, name);
  } catch (thrown) {
    const { message, advice } = asStewardError(thrown);
    const moved = await moveTo(join(folder, 'failed'), path, name);
    await writeFile(`${moved}.reason.txt`, [message, advice].filter(Boolean).join('\n').concat('\n'));
  }
}

/** Moves a file; where its name is taken, a number is put before the extension. Returns where it lies then. */
async function moveTo(folder: string, path: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const extension = extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let n = 1; ; n++) {
    const target = join(folder, n === 1 ? name : `${stem}-${n}${extension}`);
    if (await exists(target)) continue;
    await rename(path, target);
    return target;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
