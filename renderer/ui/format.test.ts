import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';
import {
  age,
  baseName,
  bytes,
  counted,
  decimalsOf,
  duration,
  hostOf,
  interval,
  isWebAddress,
  percent,
  probability,
  pValue,
  shortVersion,
  signed,
  took,
} from './format.ts';
import { wilson } from './wilson.ts';

describe('numbers as people read them', () => {
  it('claims no certainty that a probability does not have', () => {
    expect([0, 0.001, 0.02, 0.5, 0.99, 0.9951, 0.9999, 1].map(probability)).toEqual([
      '0.00',
      '<0.01',
      '0.02',
      '0.50',
      '0.99',
      '0.995',
      '>0.999',
      '1.00',
    ]);
  });

  it('writes ages in one unit, and the future as now', () => {
    const now = 2_000_000_000_000;
    const ages = [-5, 5, 59, 60, 3599, 7200, 86_400 * 3, 86_400 * 800].map((seconds) => age(now - seconds * 1000, now));
    expect(ages).toEqual(['0s', '5s', '59s', '1m', '59m', '2h', '3d', '2y']);
  });

  it('writes sizes, times and shares', () => {
    expect([0, 1023, 1024, 123_456, 5 * 1024 ** 3].map(bytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KiB',
      '121 KiB',
      '5.0 GiB',
    ]);
    expect([0.2, 42, 600, 9000].map(duration)).toEqual(['1 s', '42 s', '10 min', '2.5 h']);
    expect(percent(999, 1000)).toBe('99%');
    expect(percent(0, 0)).toBe('0%');
    expect([counted(1, 'post'), counted(1200, 'post')]).toEqual(['1 post', '1,200 posts']);
  });

  it('takes paths and addresses apart', () => {
    expect(baseName('/srv/steward/demo/')).toBe('demo');
    expect(baseName('C:\\Users\\ana\\posts.csv')).toBe('posts.csv');
    expect(hostOf('https://media.example.net/a.jpg')).toBe('media.example.net');
    expect(hostOf('not an address')).toBe('not an address');
  });

  it('opens nothing but web addresses', () => {
    expect(['https://a.example', 'http://a.example/x'].every(isWebAddress)).toBe(true);
    expect(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'a.example'].some(isWebAddress)).toBe(
      false,
    );
  });

  it('shortens hashes and leaves other versions whole', () => {
    expect(shortVersion('36a0db5fb33c43f9')).toBe('36a0db5fb3');
    expect(shortVersion('heads 1.0.0')).toBe('heads 1.0.0');
  });
});

describe('numbers as programs read them', () => {
  it('quotes only what CSV needs quoted', () => {
    expect(csv({ columns: ['a', 'b,c'], rows: [[1, 'say "x"']] })).toBe('a,"b,c"\r\n1,"say ""x"""');
  });

  it('keeps an interval inside 0 to 1 and around what was observed', () => {
    const [low, high] = wilson(1, 10);
    expect(low).toBeCloseTo(0.7225, 3);
    expect(high).toBeCloseTo(1, 9);
    expect(wilson(0.5, 0)).toEqual([0, 1]);
  });
});

describe('intervals', () => {
  it('decimals follow the width of the interval', () => {
    expect(decimalsOf(0.2, 0.3)).toBe(3);
    expect(decimalsOf(0.24, 0.26)).toBe(3);
    expect(decimalsOf(0.2431, 0.2449)).toBe(5);
    expect(decimalsOf(1, 41)).toBe(1);
    expect(decimalsOf(null, null)).toBe(3);
  });
  it('a dash parts an interval, the word where a sign stands', () => {
    expect(interval(0.2, 0.3, 2)).toBe('0.20–0.30');
    expect(interval(-0.2, 0.3, 2)).toBe('−0.20 to +0.30');
  });
  it('differences carry their sign, and nothing is minus zero', () => {
    expect(signed(0.5, 2)).toBe('+0.50');
    expect(signed(-0.5, 2)).toBe('−0.50');
    expect(signed(-0.0001, 2)).toBe('0.00');
  });
  it('p says no more than the draws can tell', () => {
    expect([0, 0.0004, 0.0312].map(pValue)).toEqual(['<0.001', '<0.001', '0.031']);
  });
  it('what took time is told as exactly as helps to compare', () => {
    expect([0, 0.0421, 3.14, 300].map(took)).toEqual(['<0.001 s', '0.042 s', '3.1 s', '5 min']);
  });
});
