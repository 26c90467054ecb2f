import { describe, expect, test } from 'vitest';
import { minimise } from './lbfgs.ts';

describe('minimise', () => {
  test('finds the minimum of a quadratic, known in closed form', () => {
    const scales = [1, 10, 100, 3];
    const centre = [2, -1, 0.5, 7];
    const { x, value } = minimise(
      (at, gradient) => {
        let sum = 0;
        at.forEach((v, i) => {
          const off = v - centre[i]!;
          sum += (scales[i]! * off * off) / 2;
          gradient[i] = scales[i]! * off;
        });
        return sum;
      },
      new Float64Array(4),
      { tolerance: 1e-10 },
    );
    expect(value).toBeLessThan(1e-9);
    x.forEach((v, i) => {
      expect(v).toBeCloseTo(centre[i]!, 5);
    });
  });

  test('follows the curved valley of Rosenbrock’s function', () => {
    const rosenbrock = (at: Float64Array, gradient: Float64Array) => {
      const [a, b] = [at[0]!, at[1]!];
      gradient[0] = -2 * (1 - a) - 400 * a * (b - a * a);
      gradient[1] = 200 * (b - a * a);
      return (1 - a) ** 2 + 100 * (b - a * a) ** 2;
    };
    const first = minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-10, maxIterations: 500 });
    expect(first.x[0]).toBeCloseTo(1, 4);
    expect(first.x[1]).toBeCloseTo(1, 4);
    const again = minimise(rosenbrock, Float64Array.of(-1.2, 1), { tolerance: 1e-10, maxIterations: 500 });
    expect(again.x).toEqual(first.x);
  });
});
