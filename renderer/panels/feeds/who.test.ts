import { describe, expect, it } from 'vitest';
import {
  acted,
  choiceOf,
  feedForOf,
  fieldMoment,
  momentOf,
  noOne,
  whoWords,
  withAct,
  withAnswer,
  withItem,
  withoutItem,
  withoutLatest,
} from './who.ts';

describe('whom a feed is for', () => {
  const fan = { name: 'fan', about: '', who: { user: 'u7' } };

  it('is the most active user until somebody is chosen', () => {
    expect(feedForOf(noOne, [], 'u1')).toEqual({ user: 'u1' });
    expect(feedForOf({ ...noOne, user: 'u2' }, [], 'u1')).toEqual({ user: 'u2' });
    expect(feedForOf(noOne, [], null)).toBeNull();
  });

  it('is nobody while a persona is not there', () => {
    expect(feedForOf({ ...noOne, kind: 'persona', persona: 'fan' }, [fan], 'u1')).toEqual(fan.who);
    expect(feedForOf({ ...noOne, kind: 'persona', persona: 'gone' }, [fan], 'u1')).toBeNull();
  });

  it('is a visitor with the items that were picked, each once', () => {
    const once = withItem({ ...noOne, kind: 'visitor' }, { item: 'i1', title: 'One' });
    const twice = withItem(once, { item: 'i1', title: 'One' });
    expect(twice.history).toHaveLength(1);
    const who = feedForOf(twice, [], null)!;
    expect(who).toEqual({ visitor: { history: [{ item: 'i1', value: 1 }], attributes: {}, dislikes: [] } });
    expect(whoWords(who)).toBe('a visitor with 1 item');
    const asked = withAnswer(once, { item: 'i2', title: 'Two', answer: 'dislike' });
    const said = feedForOf(withAnswer(asked, { item: 'i3', title: null, answer: 'like' }), [], null)!;
    expect(said).toMatchObject({
      visitor: {
        answers: [
          { item: 'i2', answer: 'dislike' },
          { item: 'i3', answer: 'like' },
        ],
      },
    });
    expect(whoWords(said)).toBe('a visitor with 1 item and 2 answers');
    expect(feedForOf(withoutLatest(asked), [], null)).toEqual(who);
    expect(withoutItem(twice, 'i1').history).toEqual([]);
  });
});

describe('what a visitor does', () => {
  const one = { item: 'i1', title: 'One' };
  const visitor = { ...noOne, kind: 'visitor' as const };

  it('counts once: a view half, a dislike takes the item out of the history', () => {
    const liked = withAct(visitor, 'like', one);
    const seen = withAct(liked, 'seen', one);
    expect(feedForOf(seen, [], null)).toMatchObject({
      visitor: { history: [{ item: 'i1', value: 0.5 }], dislikes: [] },
    });
    const disliked = withAct(seen, 'not-interested', one);
    const who = feedForOf(disliked, [], null)!;
    expect(who).toMatchObject({ visitor: { history: [], dislikes: ['i1'] } });
    expect(withoutItem(disliked, 'i1')).toEqual(visitor);
  });

  it('changes a saved one in the same way, and is taken back', () => {
    const saved = { history: [{ item: 'i2', value: 1 }], dislikes: [], attributes: { country: 'NL' } };
    for (const action of ['like', 'seen', 'not-interested'] as const) {
      const after = acted(saved, action, 'i1');
      const byHand = feedForOf({ ...noOne, ...withAct({ ...noOne, ...choiceOf(saved) }, action, one) }, [], null);
      expect(byHand).toEqual({ visitor: after });
      expect(acted(after, null, 'i1')).toEqual(saved);
    }
  });

  it('is nothing for a typical member, who is known by attributes alone', () => {
    const typical = { ...visitor, attributes: { country: 'NL' }, isTypical: true };
    const who = feedForOf(typical, [], null)!;
    expect(who).toEqual({ group: { attributes: { country: 'NL' } } });
    expect(whoWords(who)).toBe('a typical member of country NL');
    expect(feedForOf({ ...typical, attributes: {} }, [], null)).toMatchObject({ visitor: { history: [] } });
  });
});

describe('a moment in a field', () => {
  it('comes back as it was, to the minute', () => {
    const at = Date.UTC(2026, 2, 1, 12, 34);
    expect(momentOf(fieldMoment(at))).toBe(at);
    expect(fieldMoment(null)).toBe('');
    expect(momentOf('')).toBeNull();
    expect(momentOf('1960-01-01T00:00')).toBeNull();
  });
});
