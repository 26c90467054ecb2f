import { expect, it } from 'vitest';
import { interactionProblems, interactionsWill, usualKind, withField } from './interaction-mapping.ts';

it('asks for user and item, and takes no column twice', () => {
  expect(interactionProblems({ map: {}, as: '' })).toEqual({
    user: 'Choose the column of the user',
    item: 'Choose the column of the item',
  });
  expect(interactionProblems({ map: { user: 'a', item: 'b', value: 'c' }, as: '' })).toEqual({});
  expect(interactionProblems({ map: { user: 'a', item: 'a' }, as: '' })).toEqual({
    user: 'This column is the item already',
  });
});

it('takes a field out altogether, so that nothing undefined is sent', () => {
  const map = withField({ user: 'a', item: 'b', time: 't' }, 'time', null);
  expect(Object.keys(map)).toEqual(['user', 'item']);
  expect(withField(map, 'time', 'when')).toEqual({ user: 'a', item: 'b', time: 'when' });
});

it('calls interactions with values ratings and others views, unless it is told', () => {
  expect(usualKind({ value: 'stars' })).toBe('rating');
  expect(usualKind({})).toBe('view');
  const map = { user: 'a', item: 'b', value: 'c', time: 't' };
  expect(interactionsWill('x.csv', { map, as: '' })[0]).toContain('of kind “rating” from x.csv');
  expect(interactionsWill('x.csv', { map, as: ' play ' })[0]).toContain('of kind “play”');
  expect(interactionsWill('x.csv', { map: { ...map, kind: 'event' }, as: 'play' })[0]).toContain('column “event”');
  expect(interactionsWill('x.csv', { map: { user: 'a', item: 'b' }, as: '' })[1]).toContain('Without a time');
});
