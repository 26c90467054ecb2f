import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newPost, routedPost, temporaryStore } from '../testing/store.ts';
import { backUp, checkBeforeOpening, listBackups, restoreBackup, verifyDatabase } from './maintenance.ts';
import { openStore } from './store.ts';

let workspace: ReturnType<typeof temporaryStore>;
beforeEach(async () => {
  workspace = temporaryStore();
  await routedPost(workspace.store, 'a', { hate: 0.8 });
});
afterEach(() => workspace.remove());

const open = () => openStore(workspace.dir, { clock: Date.now, onReported: () => {} });
const backupFile = () => join(workspace.dir, 'backups', 'one.sqlite');

describe('backup and restore', () => {
  it('bring the workspace back as it was, and keep what was there', async () => {
    await backUp(workspace.store.db.raw, backupFile(), () => {});
    await workspace.store.content.upsertBatch([newPost('b', 'later')], null);
    expect(listBackups(workspace.dir)).toHaveLength(1);
    workspace.store.close();
    const { movedAside } = await restoreBackup(backupFile(), workspace.dir, 0);
    expect(existsSync(movedAside!)).toBe(true);
    const restored = open();
    expect(await restored.content.count()).toBe(1);
    expect((await verifyDatabase(workspace.dir)).ok).toBe(true);
    restored.close();
  });

  it('refuse to overwrite a file, a damaged backup, and a workspace that is open', async () => {
    const { store, dir } = workspace;
    await backUp(store.db.raw, backupFile(), () => {});
    await expect(backUp(store.db.raw, backupFile(), () => {})).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(restoreBackup(backupFile(), dir, 0)).rejects.toMatchObject({ code: 'WORKSPACE_IN_USE' });
    store.close();
    truncateSync(backupFile(), 9000);
    await expect(restoreBackup(backupFile(), dir, 0)).rejects.toMatchObject({ code: 'BAD_FILE' });
    await expect(restoreBackup(join(dir, 'none'), dir, 0)).rejects.toMatchObject({ code: 'BAD_FILE' });
    const untouched = open();
    expect(await untouched.content.count()).toBe(1);
    untouched.close();
  });
});

describe('verify', () => {
  it('finds a sound workspace sound, also while it is open', async () => {
    expect(await verifyDatabase(workspace.dir)).toMatchObject({ ok: true, database: { ok: true, problems: [] } });
  });

  it('looks through a large file before it is opened', async () => {
    const { db } = workspace.store;
    db.raw.exec('CREATE TABLE ballast (id INTEGER PRIMARY KEY, bytes BLOB)');
    db.transaction(() => {
      for (let n = 0; n < 70; n++) db.statement('INSERT INTO ballast (bytes) VALUES (zeroblob(1048576))').run();
    });
    workspace.store.close();
    await checkBeforeOpening(workspace.dir);
    const file = openSync(join(workspace.dir, 'workspace.sqlite'), 'r+');
    writeSync(file, Buffer.alloc(20_000, 0xa5), 0, 20_000, 8192);
    closeSync(file);
    await expect(checkBeforeOpening(workspace.dir)).rejects.toMatchObject({ code: 'WORKSPACE_DAMAGED' });
  });

  it('finds a damaged page', async () => {
    workspace.store.close();
    const file = join(workspace.dir, 'workspace.sqlite');
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 8192, 20480);
    writeFileSync(file, bytes);
    expect((await verifyDatabase(workspace.dir)).ok).toBe(false);
  });
});
