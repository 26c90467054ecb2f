import { expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

it('lets a burst through, then as many as come back, for each caller by itself', () => {
  let now = 0;
  const limit = new RateLimit(() => now);
  for (let n = 0; n < 40; n++) limit.take('a');
  expect(() => limit.take('a')).toThrow(expect.objectContaining({ code: 'TOO_MANY', status: 429 }));
  expect(() => limit.take('a')).toThrow(expect.objectContaining({ detail: { retryAfter: 1 } }));
  limit.take('b');
  now += 100;
  limit.take('a');
  limit.take('a');
  expect(() => limit.take('a')).toThrow();
  now += 60_000;
  for (let n = 0; n < 40; n++) limit.take('a');
  expect(() => limit.take('a')).toThrow();
});
