import { describe, expect, it } from 'vitest';
import { directionOf, movesOf, moveText, moveWords, tallyMoves, tallyWords } from './moves.ts';
import { itemOf } from './testing.ts';

describe('what moved between two feeds', () => {
  const a = ['one', 'two', 'three', 'four'].map((item, index) => itemOf(item, index + 1));
  const b = ['three', 'two', 'one', 'five'].map((item, index) => itemOf(item, index + 1));
  const moves = movesOf(a, b);
  const told = (item: string) => {
    const move = moves.get(item)!;
    return [directionOf(move), moveText(move), moveWords(move)];
  };

  it('is told by direction, number and words', () => {
    expect(told('three')).toEqual(['up', '+2', '2 places up in B']);
    expect(told('one')).toEqual(['down', '−2', '2 places down in B']);
    expect(told('two')).toEqual(['same', '=', 'at the same place']);
    expect(told('five')).toEqual(['new', 'new', 'only in B']);
    expect(told('four')).toEqual(['gone', 'gone', 'only in A']);
  });

  it('is counted each way', () => {
    expect(tallyMoves(moves.values())).toEqual({ up: 1, down: 1, same: 1, new: 1, gone: 1 });
    expect(tallyWords(tallyMoves(moves.values()))).toBe('1 stay, 1 up, 1 down, 1 new, 1 gone');
    expect(tallyWords(tallyMoves(movesOf(a, a).values()))).toBe('4 stay');
  });

  it('of one place is in the singular', () => {
    expect(moveWords({ item: 'x', a: 2, b: 1 })).toBe('1 place up in B');
  });
});
