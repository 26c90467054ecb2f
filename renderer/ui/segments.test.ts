import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intensity, segment } from './segments.ts';

const range = fc.record({ start: fc.integer({ min: -5, max: 60 }), end: fc.integer({ min: -5, max: 60 }) });
const weighted = fc.record({
  start: fc.integer({ min: -5, max: 60 }),
  end: fc.integer({ min: -5, max: 60 }),
  weight: fc.double({ min: -9, max: 9, noNaN: true }),
});

describe('segment', () => {
  it('always adds up to the text, whatever the ranges', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 50 }),
        fc.array(range),
        fc.array(weighted),
        (text, masks, weights) => {
          const segments = segment(text, masks, weights);
          expect(segments.map((part) => part.text).join('')).toBe(text);
          expect(segments.every((part) => part.text !== '')).toBe(true);
        },
      ),
    );
  });

  it('masks exactly the characters that a mask covers', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.array(range), fc.array(weighted), (text, masks, weights) => {
        for (const part of segment(text, masks, weights)) {
          for (let at = part.start; at < part.start + part.text.length; at += 1) {
            expect(part.masked).toBe(masks.some(({ start, end }) => start <= at && at < end));
          }
        }
      }),
    );
  });

  it('weighs words as shares of the strongest and lets the strongest of two win', () => {
    const segments = segment(
      'you total blorp',
      [],
      [
        { start: 0, end: 15, weight: 0.5 },
        { start: 10, end: 15, weight: -2 },
      ],
    );
    expect(segments.map(({ text, weight }) => [text, weight])).toEqual([
      ['you total ', 0.25],
      ['blorp', -1],
    ]);
  });

  it('draws weights in three steps each way', () => {
    expect([0, 0.05, 0.2, 0.5, 1, -0.2, -1].map(intensity)).toEqual([0, 0, 1, 2, 3, -1, -3]);
  });
});
