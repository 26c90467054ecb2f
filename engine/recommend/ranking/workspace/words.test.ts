import { expect, test } from 'vitest';
import { wordsOf } from './words.ts';

test('lengths of time are told in days, hours, minutes and seconds', () => {
  const told = (field: string, value: string) => wordsOf({ field, value }).split(': ')[1];
  expect(told('item age', '172800000 to 450000000')).toBe('2 days to 5.2 days');
  expect(told('item age', 'below 43200000')).toBe('below 12 hours');
  expect(told('time since last', '1000 or more')).toBe('1 second or more');
  expect(told('session length', '24000 to 300000')).toBe('24 seconds to 5 minutes');
  expect(told('time since first', '1.5e+21 or more')).toMatch(/ days or more$/);
  expect(told('time since first', 'unknown')).toBe('unknown');
});

test('other features keep their values, and ids say nothing', () => {
  expect(wordsOf({ field: 'item events', value: '1000 to 2000' })).toBe('how often it was met so far: 1000 to 2000');
  expect(wordsOf({ field: 'weekday', value: '2' })).toBe('day of the week (UTC): Tuesday');
  expect(wordsOf({ field: 'item:topic', value: 'books' })).toBe('its topic: books');
  expect(wordsOf({ field: 'user', value: 'group 17' })).toBe('who the person is');
});
