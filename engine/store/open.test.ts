import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/store.ts';
import { createDatabase, openDatabase } from './open.ts';

let folder: ReturnType<typeof temporaryFolder>;
let dir: string;
beforeEach(() => {
  folder = temporaryFolder();
  dir = join(folder.dir, 'workspace');
});
afterEach(() => folder.remove());

function make(): void {
  const { db, unlock } = createDatabase(dir);
  db.close();
  unlock();
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('opening a workspace', () => {
  it('creates, closes and opens again', () => {
    make();
    const { db, unlock } = openDatabase(dir);
    expect(db.raw.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.raw.pragma('foreign_keys', { simple: true })).toBe(1);
    db.close();
    unlock();
  });

  it('refuses to create where something is', () => {
    make();
    expect(() => createDatabase(dir)).toThrow(code('WORKSPACE_EXISTS'));
    const other = join(folder.dir, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'notes.txt'), 'mine');
    expect(() => createDatabase(other)).toThrow(code('WORKSPACE_EXISTS'));
  });

  it('says that there is none', () => {
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_MISSING'));
  });

  it('refuses a database from the future and leaves it as it was', () => {
    make();
    const { db, unlock } = openDatabase(dir);
    db.raw.pragma('user_version = 999');
    db.close();
    unlock();
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_FROM_FUTURE'));
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_FROM_FUTURE'));
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 5000)],
    [
      'overwritten',
      (file: string) => writeFileSync(file, 'this is no database, it is a text file of some length'.repeat(200)),
    ],
    [
      'scrambled inside',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0xa5, 4096, 40960);
        writeFileSync(file, bytes);
      },
    ],
  ])('recognises a damaged file: %s', (_name, damage) => {
    make();
    damage(join(dir, 'workspace.sqlite'));
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_DAMAGED'));
  });

  it('recognises a folder that is read-only', () => {
    make();
    chmodSync(join(dir, 'workspace.sqlite'), 0o444);
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_READ_ONLY'));
    chmodSync(join(dir, 'workspace.sqlite'), 0o644);
    chmodSync(dir, 0o555);
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_READ_ONLY'));
    chmodSync(dir, 0o755);
  });

  it('keeps a second process out, and lets it in once the first was killed', async () => {
    make();
    const script = join(folder.dir, 'holder.ts');
    writeFileSync(
      script,
      `import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'open.ts'))};
       openDatabase(${JSON.stringify(dir)});
       process.send?.('open');
       setInterval(() => {}, 1000);`,
    );
    const holder = fork(script, { execArgv: [] });
    await once(holder, 'message');
    expect(() => openDatabase(dir)).toThrow(code('WORKSPACE_IN_USE'));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const { db, unlock } = openDatabase(dir);
    db.close();
    unlock();
  });
});
