import { describe, expect, it } from 'vitest';
import { columnDecimals, metricLine, metricName, metricsOf, readMetric, wordsOf } from './metrics.ts';
import { runOf } from './testing.ts';

it('names carry their k, and keep it open where runs differ', () => {
  expect(metricName('ndcg', 10)).toBe('NDCG@10');
  expect(metricName('ndcg', null)).toBe('NDCG@k');
  expect(metricName('rmse', 10)).toBe('RMSE');
});

it('metrics come in the usual order, unknown ones last', () => {
  const metric = { mean: 1, low: null, high: null, n: 1 };
  const runs = [runOf(1, { metrics: { zeta: metric, rmse: metric } }), runOf(2)];
  expect(metricsOf(runs)).toEqual(['ndcg', 'rmse', 'zeta']);
  expect(wordsOf('zeta').name).toBe('zeta');
});

describe('readMetric', () => {
  it('writes the decimals that the interval supports', () => {
    expect(readMetric({ mean: 0.24313, low: 0.2311, high: 0.2561, n: 943 })).toEqual({
      mean: '0.243',
      interval: '0.231–0.256',
    });
    expect(readMetric({ mean: 9.13, low: 7.2, high: 11.1, n: 12 })).toEqual({ mean: '9.1', interval: '7.2–11.1' });
  });
  it('a figure without an interval has three decimals and says no more', () => {
    expect(readMetric({ mean: 0.5, low: null, high: null, n: 943 })).toEqual({ mean: '0.500', interval: null });
  });
});

it('a column has the decimals that most of its figures support, and never more than four', () => {
  const of = (half: number) => ({ mean: 0.5, low: 0.5 - half, high: 0.5 + half, n: 9 });
  expect(columnDecimals([of(0.011), of(0.012), of(0.009)])).toBe(3);
  expect(columnDecimals([of(0.000001)])).toBe(4);
  expect(columnDecimals([])).toBe(3);
});

it('a line has everything: name, mean, interval, n and what n counts', () => {
  expect(metricLine('rmse', 10, { mean: 0.93, low: 0.915, high: 0.945, n: 20_000 })).toBe(
    'RMSE 0.930, 95 % interval 0.915–0.945, n = 20000 pairs',
  );
});
