import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StewardError } from '../../contract/errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A staged file that nobody imported is thrown away after a day. */
const staleAfter = 24 * 60 * 60 * 1000;

/**
 * Files that come through a connection in parts, because a browser knows no paths. Each lies in a folder that is named
 * by the upload's UUID and nothing else; the name that the sender gave is only remembered, never used as a path.
 */
export class Staging {
  readonly #dir: string;
  readonly #clock: () => number;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(dir: string, clock: () => number = Date.now) {
    this.#dir = dir;
    this.#clock = clock;
  }

  /**
   * Adds a part at `offset` and tells how many bytes are there then. A part that is sent again takes the place of what
   * was there; an empty part only asks. CONFLICT where parts before it are missing.
   */
  async append(upload: string, name: string, offset: number, data: Uint8Array): Promise<number> {
    // One after the other: two parts of one file must not race for the end of it.
    const turn = (this.#turns.get(upload) ?? Promise.resolve()).then(() => this.#write(upload, name, offset, data));
    const settled = turn.catch(() => {});
    this.#turns.set(upload, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(upload) === settled) this.#turns.delete(upload);
    }
  }

  /** Where a staged file lies and what it is called. NOT_FOUND where there is none. */
  locate(upload: string): { path: string; name: string } {
    const folder = this.#folder(upload);
    try {
      return { path: join(folder, 'data'), name: readFileSync(join(folder, 'name'), 'utf8') };
    } catch (cause) {
      throw new StewardError('NOT_FOUND', 'This upload is not here (any more).', {
        advice: 'Send the file again.',
        cause,
      });
    }
  }

  /** Throws away uploads that nothing was added to for a day. Each new upload does so; returns how many. */
  clean(): number {
    const now = this.#clock();
    let removed = 0;
    for (const name of readdirSync(this.#dir, { encoding: 'utf8' })) {
      if (!uuid.test(name)) continue;
      const folder = join(this.#dir, name);
      const data = statSync(join(folder, 'data'), { throwIfNoEntry: false }) ?? statSync(folder);
      if (now - data.mtimeMs < staleAfter) continue;
      rmSync(folder, { recursive: true, force: true });
      removed += 1;
    }
    return removed;
  }

  async #write(upload: string, name: string, offset: number, data: Uint8Array): Promise<number> {
    const folder = this.#folder(upload);
    const isNew = (await mkdir(folder, { recursive: true })) !== undefined;
    if (isNew) this.clean();
    const known = await readFile(join(folder, 'name'), 'utf8').catch(() => null);
    if (known !== name) await writeFile(join(folder, 'name'), name);
    const handle = await open(join(folder, 'data'), 'a+');
    try {
      const { size } = await handle.stat();
      if (data.length === 0) return size;
      if (offset > size) {
        throw new StewardError('CONFLICT', `Only ${size} bytes of this upload are here.`, {
          advice: `Go on at byte ${size}.`,
          place: { field: 'offset' },
        });
      }
      await handle.truncate(offset);
      await handle.write(data);
      return offset + data.length;
    } finally {
      await handle.close();
    }
  }

  #folder(upload: string): string {
    if (!uuid.test(upload)) throw new StewardError('BAD_INPUT', 'An upload is named by a UUID.');
    return join(this.#dir, upload.toLowerCase());
  }
}

/** Throws a staged file away once it was imported; does nothing to any other file. */
export async function discardStaged(path: string, importsDir: string): Promise<void> {
  const staged = join(importsDir, 'staged');
  const [folder, file, ...more] =
    path.startsWith(`${staged}/`) || path.startsWith(`${staged}\\`) ? path.slice(staged.length + 1).split(/[/\\]/) : [];
  if (folder && uuid.test(folder) && file === 'data' && more.length === 0) {
    await rm(join(staged, folder), { recursive: true, force: true });
  }
}
