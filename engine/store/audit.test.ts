import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryStore } from '../testing/store.ts';
import { verifyAudit } from './audit.ts';

let workspace: ReturnType<typeof temporaryStore>;
beforeEach(() => {
  workspace = temporaryStore();
  const { store } = workspace;
  store.db.transaction(() => {
    for (let n = 0; n < 5; n++)
      store.audit.append({ actor: 'ana', action: 'test', subject: `thing:${n}`, detail: { n } });
  });
});
afterEach(() => workspace.remove());

/** Does what somebody with a database tool could do behind Steward's back. */
function tamper(sql: string): void {
  workspace.store.close();
  const db = new Sqlite(join(workspace.dir, 'workspace.sqlite'));
  db.exec('DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete');
  db.exec(sql);
  db.close();
}

async function verifyClosed() {
  const { Database } = await import('./database.ts');
  const db = new Database(join(workspace.dir, 'workspace.sqlite'));
  try {
    return verifyAudit(db);
  } finally {
    db.close();
  }
}

describe('the audit log', () => {
  it('is a chain from the first row on', () => {
    const found = verifyAudit(workspace.store.db);
    expect(found).toMatchObject({ ok: true, rows: 6, brokenAt: null });
  });

  it('lists newest first, a page at a time', async () => {
    const { rows, total } = await workspace.store.audit.list({ limit: 2 });
    expect(total).toBe(6);
    expect(rows.map(({ subject }) => subject)).toEqual(['thing:4', 'thing:3']);
    const next = await workspace.store.audit.list({ limit: 2, before: rows[1]!.id });
    expect(next.rows.map(({ subject }) => subject)).toEqual(['thing:2', 'thing:1']);
  });

  it('cannot be changed or shortened through the database', () => {
    expect(() => workspace.store.db.raw.exec("UPDATE audit SET actor = 'eve' WHERE id = 2")).toThrow('append-only');
    expect(() => workspace.store.db.raw.exec('DELETE FROM audit WHERE id = 2')).toThrow('append-only');
  });

  it.each([
    ['a changed row', "UPDATE audit SET actor = 'eve' WHERE id = 3", 3],
    ['a row taken out', 'DELETE FROM audit WHERE id = 3', 4],
    ['a cut-off end', 'DELETE FROM audit WHERE id = 6', 6],
    [
      'a row put in',
      "INSERT INTO audit (at, actor, action, subject, detail, hash) VALUES (1, 'eve', 'x', 'y', '{}', 'z')",
      7,
    ],
  ])('shows %s', async (_name, sql, brokenAt) => {
    tamper(sql);
    expect(await verifyClosed()).toMatchObject({ ok: false, brokenAt });
  });
});
