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
  const spread = { nodes: new Float64Array(parts * nodes.length), weights: new Float64Array(parts * nodes.length) };
  let i = 0;
  for (let part = 0; part < parts; part++) {
    const centre = from + (2 * part + 1) * half;
    for (let n = 0; n < nodes.length; n++, i++) {
      spread.nodes[i] = centre + half * nodes[n]!;
      spread.weights[i] = half * weights[n]!;
    }
  }
  return spread;
}
