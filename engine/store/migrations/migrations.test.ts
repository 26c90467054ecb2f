import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate, migrations, schemaVersion } from './index.ts';

const tables = (db: Sqlite.Database) =>
  db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all();

describe('migrations', () => {
  it('are numbered from 1 without a gap', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('bring an empty database to the current version, once', () => {
    const db = new Sqlite(':memory:');
    expect(migrate(db)).toBe(0);
    expect(db.pragma('user_version', { simple: true })).toBe(schemaVersion);
    expect(migrate(db)).toBe(schemaVersion);
  });

  it('apply only what is missing, and nothing of a chain that fails', () => {
    const db = new Sqlite(':memory:');
    const first = { version: 1, name: 'one', sql: 'CREATE TABLE one (id INTEGER)' };
    migrate(db, [first]);
    const broken = [
      first,
      { version: 2, name: 'two', sql: 'CREATE TABLE two (id INTEGER)' },
      { version: 3, name: 'three', sql: 'CREATE TABLE one (id INTEGER)' },
    ];
    expect(() => migrate(db, broken)).toThrow('already exists');
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(tables(db)).toEqual(['one']);
    migrate(db, broken.slice(0, 2));
    expect(tables(db)).toEqual(['one', 'two']);
  });

  it('keep what refers to a table that is made anew', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 1));
    db.exec(`
      INSERT INTO import (id, kind, name, path, format, map, state, file_bytes, file_mtime, started_at)
        VALUES (7, 'content', 'a.csv', '/a.csv', 'csv', '{}', 'interrupted', 1, 1, 1);
      INSERT INTO import_twin VALUES (7, x'00', 2);
      INSERT INTO content (external_id, text, fingerprint, text_hash, arrived_at, import_id)
        VALUES ('p1', 'one', x'00', x'00', 1, 7);
    `);
    expect(migrate(db)).toBe(1);
    expect(db.prepare('SELECT import_id, n FROM import_twin').all()).toEqual([{ import_id: 7, n: 2 }]);
    expect(db.prepare('SELECT import_id FROM content').pluck().all()).toEqual([7]);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(() => db.exec('DELETE FROM import WHERE id = 7')).toThrow('FOREIGN KEY');
    expect(() => db.exec("UPDATE import SET kind = 'users', format = 'parquet'")).not.toThrow();
  });

  it('keep jobs where audits of fairness are new, and audits where their job is forgotten', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 3));
    db.exec("INSERT INTO feed_config VALUES ('own', 1, '{}', 1, 'test')");
    expect(migrate(db, migrations.slice(0, 4))).toBe(3);
    expect(db.prepare('SELECT count(*) FROM feed_config').pluck().get()).toBe(1);
    db.exec(`
      PRAGMA foreign_keys = ON;
      INSERT INTO job (id, kind, title, state, params, unit, resumable, started_at)
        VALUES (1, 'fairness-audit', 'Audit', 'done', '{}', 'steps', 1, 1);
      INSERT INTO fairness_audit (job_id, created_at, data_hash, summary, findings) VALUES (1, 1, 'x', '{}', '{}');
      DELETE FROM job;
    `);
    expect(db.prepare('SELECT job_id FROM fairness_audit').pluck().all()).toEqual([null]);
  });

  it('keep configurations of feeds where measurements of them are new', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 4));
    db.exec("INSERT INTO feed_config VALUES ('own', 1, '{}', 1, 'test')");
    expect(migrate(db)).toBe(4);
    expect(db.prepare('SELECT name, version FROM feed_config').all()).toEqual([{ name: 'own', version: 1 }]);
    db.exec(`
      PRAGMA foreign_keys = ON;
      INSERT INTO feed_measurement (id, at, data_hash, about, comparisons) VALUES (1, 1, 'x', '{}', '[]');
      INSERT INTO feed_measure (measurement_id, place, name, config, config_version, definition, slot, model, metrics)
      VALUES (1, 0, 'own', 'own', 1, '{}', 'default', NULL, '{}');
      DELETE FROM feed_measurement;
    `);
    expect(db.prepare('SELECT count(*) FROM feed_measure').pluck().get()).toBe(0);
  });

  it('keep versions of models as what they were, and let a slot have a ranker beside them', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 5));
    const columns = `slot, algorithm, params, seed, rule, rule_version, data_hash, users, items, pairs, file, bytes, sha256,
      state, curve, fit_seconds, created_at`;
    const values = (state: string) =>
      `'default', 'ease', '{}', 1, 'any', 1, 'h', 1, 1, 1, 'f', 1, 's', '${state}', '{}', 1, 1`;
    db.exec(`INSERT INTO model_version (${columns}) VALUES (${values('active')})`);
    expect(migrate(db)).toBe(5);
    expect(db.prepare('SELECT purpose, card, state FROM model_version').all()).toEqual([
      { purpose: 'recommender', card: null, state: 'active' },
    ]);
    const add = (purpose: string) =>
      db.exec(`INSERT INTO model_version (${columns}, purpose) VALUES (${values('active')}, '${purpose}')`);
    expect(() => add('ranker')).not.toThrow();
    expect(() => add('ranker')).toThrow('UNIQUE');
    expect(() => add('recommender')).toThrow('UNIQUE');
  });

  it('find what became of an item by an index, over what was shown before it was there', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 6));
    db.exec(`
      INSERT INTO item (id, external_id, attributes, arrived_at) VALUES (3, 'i3', '{}', 1);
      INSERT INTO feed (id, at, config, config_version, versions) VALUES (1, 1, 'default', 0, '{}');
      INSERT INTO impression (feed_id, place, item_id, score) VALUES (1, 1, 3, 0.5);
    `);
    expect(migrate(db)).toBe(6);
    const plan = db.prepare('EXPLAIN QUERY PLAN SELECT * FROM impression WHERE item_id = 3').all();
    expect(JSON.stringify(plan)).toContain('impression_item');
    expect(db.prepare('SELECT place FROM impression WHERE item_id = 3').pluck().all()).toEqual([1]);
  });

  it('keep runs where what was tried on them is new, and let that go with them', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 7));
    db.exec(`
      INSERT INTO run (id, kind, name, algorithm, params, seed, rule, rule_version, protocol, data_hash, users, items,
        train_pairs, test_pairs, metrics, curve, fit_seconds, evaluate_seconds, created_at)
      VALUES (1, 'evaluation', 'r', 'ials', '{}', 1, 'any', 1, '{}', 'h', 1, 1, 1, 1, '{}', '{}', 1, 1, 1);
    `);
    expect(migrate(db)).toBe(7);
    expect(db.prepare('SELECT name FROM run').pluck().all()).toEqual(['r']);
    db.exec(`
      PRAGMA foreign_keys = ON;
      INSERT INTO mitigation (run_id, created_at, data_hash, outcome) VALUES (1, 1, 'h', '{}');
      DELETE FROM run;
    `);
    expect(db.prepare('SELECT count(*) FROM mitigation').pluck().get()).toBe(0);
  });

  it('keep versions of before there was any mitigation as without one', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 8));
    db.exec(`
      INSERT INTO model_version (slot, algorithm, params, seed, rule, rule_version, data_hash, users, items, pairs, file,
        bytes, sha256, state, curve, fit_seconds, created_at)
      VALUES ('default', 'ials', '{}', 1, 'any', 1, 'h', 1, 1, 1, 'f', 1, 's', 'active', '{}', 1, 1);
    `);
    expect(migrate(db)).toBe(8);
    expect(db.prepare('SELECT mitigation FROM model_version').pluck().all()).toEqual([null]);
  });

  it('keep measured feeds as ones that no ranker ordered, and let calibrations of sources stand beside them', () => {
    const db = new Sqlite(':memory:');
    migrate(db, migrations.slice(0, 9));
    db.exec(`
      INSERT INTO feed_measurement (id, at, data_hash, about, comparisons) VALUES (1, 1, 'h', '{}', '[]');
      INSERT INTO feed_measure (measurement_id, place, name, config, config_version, definition, slot, model, metrics)
      VALUES (1, 0, 'default', 'default', 0, '{}', 'default', NULL, '{}');
    `);
    expect(migrate(db)).toBe(9);
    expect(db.prepare('SELECT name, ranker FROM feed_measure').all()).toEqual([{ name: 'default', ranker: null }]);
    db.exec("INSERT INTO source_calibration (at, slot, data_hash, outcome) VALUES (1, 'default', 'h', '{}')");
    const plan = db.prepare("EXPLAIN QUERY PLAN SELECT max(id) FROM source_calibration WHERE slot = 'default'").all();
    expect(JSON.stringify(plan)).toContain('source_calibration_slot');
  });

  it('refuse a database from the future', () => {
    const db = new Sqlite(':memory:');
    db.pragma(`user_version = ${schemaVersion + 1}`);
    expect(() => migrate(db)).toThrow(expect.objectContaining({ code: 'WORKSPACE_FROM_FUTURE' }));
  });
});
