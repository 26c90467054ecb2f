import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { WrittenLater } from './later.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function table() {
  const db = new Sqlite(':memory:');
  db.pragma('foreign_keys = ON');
  db.exec('CREATE TABLE person (id INTEGER PRIMARY KEY); CREATE TABLE visit (person REFERENCES person);');
  db.exec('INSERT INTO person VALUES (1), (2)');
  const add = db.prepare('INSERT INTO visit VALUES (?)');
  const later = new WrittenLater((person: number) => void add.run(person));
  return { db, later, visits: () => db.prepare('SELECT person FROM visit ORDER BY rowid').pluck().all() };
}

test('what is added is written when the loop turns, or when it is asked for, in its order', async () => {
  const { later, visits } = table();
  later.add(1);
  later.add(2);
  expect(visits()).toEqual([]);
  await turn();
  expect(visits()).toEqual([1, 2]);
  later.add(2);
  later.flush();
  expect(visits()).toEqual([1, 2, 2]);
  await turn();
  expect(visits()).toEqual([1, 2, 2]);
});

test('what refers to something that was erased meanwhile is dropped, and the rest is written', async () => {
  const { db, later, visits } = table();
  later.add(1);
  later.add(2);
  db.exec('DELETE FROM person WHERE id = 1');
  await turn();
  expect(visits()).toEqual([2]);
});

test('what cannot be written stays until it can, and whoever comes next is told why', async () => {
  const { db, later, visits } = table();
  db.exec('ALTER TABLE visit RENAME TO gone');
  later.add(1);
  await turn();
  expect(() => later.add(2)).toThrow(/no such table/);
  db.exec('ALTER TABLE gone RENAME TO visit');
  later.add(2);
  await turn();
  expect(visits()).toEqual([1, 2]);
});
