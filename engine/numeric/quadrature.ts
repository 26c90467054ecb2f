/** Nodes and weights of a rule for integrals. */
export interface Rule {
  nodes: Float64Array;
  weights: Float64Array;
}

/** The Gauss-Legendre rule of n points on [-1, 1]: roots of the Legendre polynomial by Newton's method. */
export function gaussLegendre(n: number): Rule {
  const [nodes, weights] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (x * value - before)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The rule repeated on equal parts of [from, to]. */
export function composite({ nodes, weights }: Rule, from: number, to: number, parts: number): Rule {
  const half = (to - from) / parts / 2;
  const spread = (of: (n: number, centre: number) => number) =>
    Float64Array.from({ length: parts * nodes.length }, (_, i) => {
      const part = Math.floor(i / nodes.length);
      return of(i % nodes.length, from + (2 * part + 1) * half);
    });
  return { nodes: spread((n, centre) => centre + half * nodes[n]!), weights: spread((n) => half * weights[n]!) };
}
