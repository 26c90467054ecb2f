import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { workspaceFiles } from './open.ts';

/** A file as its version knows it. */
export interface StoredFile {
  /** Its name in the folder: the digest of its content. */
  file: string;
  bytes: number;
  sha256: string;
}

/** The folder of the versions' files in a workspace. */
export function versionsFolder(workspace: string): string {
  return join(workspace, workspaceFiles.models, 'recommenders');
}

/** Where the file of a version is, by its digest. */
export function versionFile(workspace: string, sha256: string): string {
  return join(versionsFolder(workspace), nameOf(sha256));
}

/** The folder of model files, each named for its content. */
export class VersionFiles {
  readonly dir: string;
  /** Digests that were taken, by name, size and time of change: a file is read once. */
  readonly #digests = new Map<string, Promise<string>>();

  constructor(dir: string) {
    this.dir = dir;
  }

  path(file: string): string {
    return join(this.dir, file);
  }

  /** Where a new file is to be written before `adopt` takes it in. The folder is there. */
  draft(name: string): string {
    mkdirSync(this.dir, { recursive: true });
    return this.path(`${name}.draft`);
  }

  /**
   * Takes a draft in under the name of its digest, on disk for good when this resolves. A file of the same content that
   * is there already is replaced by itself.
   */
  async adopt(draft: string): Promise<StoredFile> {
    const sha256 = await digestOf(draft);
    const { size } = statSync(draft);
    const file = nameOf(sha256);
    await synced(draft);
    await rename(draft, this.path(file));
    // The name is on disk when the folder is; some systems cannot open folders, and need not.
    await synced(this.dir).catch(() => {});
    return { file, bytes: size, sha256 };
  }

  /** Why a file cannot be used, or null where it is as it was stored. */
  async problem({ file, bytes, sha256 }: StoredFile): Promise<string | null> {
    const found = statSync(this.path(file), { throwIfNoEntry: false });
    if (!found) return 'The file of this version is missing.';
    if (found.size !== bytes) return 'The file of this version is damaged: its length is another.';
    const key = `${file} ${found.size} ${found.mtimeMs}`;
    let digest = this.#digests.get(key);
    if (!digest) {
      digest = digestOf(this.path(file));
      this.#digests.set(key, digest);
      digest.catch(() => this.#digests.delete(key));
    }
    try {
      return (await digest) === sha256 ? null : 'The file of this version is damaged: its content is another.';
    } catch {
      return 'The file of this version cannot be read.';
    }
  }

  /** Deletes a draft, also one that was half written. */
  discard(draft: string): void {
    const start = basename(draft);
    for (const name of this.#names()) if (name.startsWith(start)) rmSync(this.path(name), { force: true });
  }

  async remove(file: string): Promise<void> {
    await rm(this.path(file), { force: true });
  }

  /**
   * Deletes what no version names: drafts, and unless they are to be kept whole files. Returns how many there were.
   */
  clean(named: ReadonlySet<string>, options: { keepWhole: boolean }): number {
    const left = options.keepWhole ? /\.(draft|part)$/ : /\.(model|draft|part)$/;
    const orphans = this.#names().filter((name) => left.test(name) && !named.has(name));
    for (const name of orphans) rmSync(this.path(name), { force: true });
    return orphans.length;
  }

  #names(): string[] {
    return existsSync(this.dir) ? readdirSync(this.dir) : [];
  }
}

function nameOf(sha256: string): string {
  return `${sha256}.model`;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
