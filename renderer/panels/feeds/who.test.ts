import { describe, expect, it } from 'vitest';
import { feedForOf, fieldMoment, momentOf, noOne, whoWords, withItem, withoutItem } from './who.ts';

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
    expect(withoutItem(twice, 'i1').history).toEqual([]);
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
