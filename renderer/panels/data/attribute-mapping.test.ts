import { describe, expect, it } from 'vitest';
import type { DataPreview } from '../../../engine/contract/catalog.ts';
import {
  attributeMapOf,
  attributeProblems,
  attributeRows,
  attributesWill,
  isWritten,
  plainName,
  suggestedAttributes,
  withRow,
} from './attribute-mapping.ts';

const preview: DataPreview = {
  name: 'users.csv',
  bytes: 1,
  format: 'csv',
  gzip: false,
  columns: ['user_id', 'Age', 'Zip-Code'],
  rows: [
    { line: 2, values: ['1', '24', '85711'] },
    { line: 3, values: ['2', '24', ''] },
  ],
  kind: 'users',
  interactionMap: null,
  attributeMap: { id: 'user_id', attributes: [{ column: 'Age', name: 'age', type: 'number' }] },
  problems: [],
};
const edit = suggestedAttributes(preview);

describe('attributes', () => {
  it('begin as suggested; a column left out is there to be kept', () => {
    expect(attributeRows(edit)).toEqual([
      { column: 'Age', isKept: true, name: 'age', type: 'number', examples: ['24'] },
      { column: 'Zip-Code', isKept: false, name: 'zip_code', type: 'category', examples: ['85711'] },
    ]);
    expect(attributeMapOf(edit)).toEqual(preview.attributeMap);
  });

  it('are named for their columns in plain words', () => {
    expect(['Book-Author', 'userAge', ' Year Of Publication ', '__x__'].map(plainName)).toEqual([
      'book_author',
      'user_age',
      'year_of_publication',
      'x',
    ]);
  });

  it('need names, and each its own; a column that is not kept needs none', () => {
    const both = withRow(edit, 'Zip-Code', { isKept: true, name: ' age ' });
    expect([...attributeProblems(both)]).toEqual([['Zip-Code', 'Column “Age” has this name already']]);
    expect(attributeMapOf(both)).toBeNull();
    expect([...attributeProblems(withRow(edit, 'Age', { name: ' ' }))]).toEqual([['Age', 'Give it a name']]);
    expect(attributeProblems(withRow(edit, 'Zip-Code', { name: '' })).size).toBe(0);
  });

  it('leave the id out, whichever column it becomes, and cannot be without one', () => {
    const moved = { ...edit, id: 'Age' };
    expect(attributeRows(moved).map(({ column }) => column)).toEqual(['user_id', 'Zip-Code']);
    expect(attributeMapOf(moved)).toEqual({ id: 'Age', attributes: [] });
    expect(attributeMapOf({ ...edit, id: null })).toBeNull();
  });

  it('are masked where people wrote them', () => {
    const [age, zip] = attributeRows(edit);
    expect([age, zip].map((row) => isWritten(row!))).toEqual([false, false]);
    expect(isWritten({ ...age!, type: 'text' })).toBe(true);
    expect(isWritten({ ...zip!, examples: ['one two three four five six seven eight nine'] })).toBe(true);
  });

  it('say before what they will do', () => {
    expect(attributesWill('users.csv', 'users', edit)[0]).toBe(
      'Adds users from users.csv, known by “user_id”, with age.',
    );
  });
});
