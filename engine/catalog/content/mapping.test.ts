import { describe, expect, test } from 'vitest';
import { contentFields } from '../../contract/index.ts';
import { guessContentMap, guessReportMap, parseMap, placesOf } from './mapping.ts';
import { readMedia, readTime, readUrl } from './values.ts';

describe('a guessed mapping', () => {
  test.each([
    [['', 'count', 'class', 'tweet'], ['0', '3', '2', 'some soup here'], { text: 'tweet' }],
    [['title', 'clickbait'], ['Nine soups', '1'], { text: 'title' }],
    [
      ['Comment_Text', 'Created At', 'User Name'],
      ['soup', '2024-05-01', 'ann'],
      { text: 'Comment_Text', time: 'Created At', author: 'User Name' },
    ],
    [
      ['id', 'headline', 'body', 'permalink'],
      ['a1', 'Soup', 'It is good.', 'https://a.example/1'],
      { id: 'id', title: 'headline', text: 'body', url: 'permalink' },
    ],
    [['column1', 'column2'], ['ham', 'where are you now my friend'], { text: 'column2' }],
    // A name alone may mislead: a parent is an id, not a post; a time can be read.
    [
      ['id', 'text', 'parent', 'date'],
      ['1', 'a soup', 'the whole text of another post', 'soon'],
      { id: 'id', text: 'text' },
    ],
    [['a', 'b'], ['1', '2'], {}],
  ])('of %j', (columns, row, map) => {
    expect(
      guessContentMap({ columns, rows: [row, row.map((value) => (value === 'a1' || value === '1' ? 'a2' : value))] }),
    ).toEqual(map);
  });

  test('of reports', () => {
    const columns = ['report_id', 'post_id', 'reported_by', 'category', 'reported_at'];
    expect(guessReportMap({ columns, rows: [] })).toEqual({
      id: 'report_id',
      content: 'post_id',
      reporter: 'reported_by',
      reason: 'category',
      time: 'reported_at',
    });
  });
});

describe('a written mapping', () => {
  test('may name columns with commas and blanks', () => {
    expect(parseMap('text=Comment, full,id=ID No', contentFields)).toEqual({ text: 'Comment, full', id: 'ID No' });
  });

  test.each([['text'], ['text='], ['=tweet'], ['txt=tweet'], ['text=a,text=b'], ['']])('%j is refused', (text) => {
    expect(() => parseMap(text, contentFields)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  test('finds columns whatever their case and names all of them where one is missing', () => {
    expect(placesOf({ text: 'TWEET' }, ['id', 'tweet'], 'text')).toEqual({ text: 1 });
    expect(() => placesOf<'text' | 'id'>({ text: 'tweet', id: 'no' }, ['a', 'tweet'], 'text')).toThrow(
      /'no' for id.*a, tweet/,
    );
    expect(() => placesOf({}, ['a'], 'text')).toThrow(/mapped to text.*a/);
  });
});

describe('values', () => {
  const noon = Date.UTC(2008, 7, 27, 13, 8, 45);
  test.each([
    ['1219842525', noon],
    ['1219842525000', noon],
    ['1219842525000000', noon],
    ['2008-08-27T13:08:45Z', noon],
    ['2008-08-27 13:08:45', noon],
    ['2008-08-27T15:08:45.000+02:00', noon],
    ['2008-08-27 13:08:45 UTC', noon],
    ['2008-08-27', Date.UTC(2008, 7, 27)],
    ['Wed Aug 27 13:08:45 +0000 2008', noon],
  ])('the time %s', (text, time) => expect(readTime(text)).toEqual({ value: time }));

  test.each([['soon'], ['2008-02-31'], ['2008-13-01'], ['27/08/2008'], ['-5'], ['1950-01-01'], ['99999999999999999']])(
    'not a time: %s',
    (text) => expect(readTime(text)).toHaveProperty('problem'),
  );

  test('media links come as JSON or parted, and only from the web', () => {
    const two = { value: ['https://a.example/1', 'http://b.example/2'] };
    for (const text of [
      '["https://a.example/1","http://b.example/2"]',
      'https://a.example/1|http://b.example/2',
      ' https://a.example/1, http://b.example/2',
    ]) {
      expect(readMedia(text)).toEqual(two);
    }
    expect(readMedia('')).toEqual({ value: [] });
    for (const text of ['file:///etc/passwd', 'javascript:alert(1)', '[1]', '["https://a.example/1"', 'https://']) {
      expect(readMedia(text)).toHaveProperty('problem');
    }
    expect(readUrl('data:text/html,x')).toHaveProperty('problem');
  });
});
