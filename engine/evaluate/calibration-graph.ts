import type { OnnxGraph } from '../numeric/onnx-graph.ts';
import { type CalibrationCurve, logOddsLimit } from './calibration.ts';

/**
 * Adds nodes that turn logits [n, 1] into calibrated log-odds [n, 1], and returns their name: the curve as a sum of
 * ramps, each knot bending the line by the change of slope there.
 */
export function calibrationNodes(
  graph: OnnxGraph,
  logit: string,
  { knots, firstSlope, lastSlope }: CalibrationCurve,
): string {
  const slopes = knots.map((knot, k) => {
    const next = knots[k + 1];
    return next ? (next.logOdds - knot.logOdds) / (next.logit - knot.logit) : lastSlope;
  });
  const bends = slopes.map((slope, k) => slope - (k === 0 ? firstSlope : slopes[k - 1]!));
  const first = knots[0]!;
  const line = graph.node('Mul', [graph.node('Sub', [logit, graph.floats(first.logit)]), graph.floats(firstSlope)]);
  const base = graph.node('Add', [line, graph.floats(first.logOdds)]);
  const past = graph.node('Relu', [graph.node('Sub', [logit, graph.floats(knots.map((knot) => knot.logit))])]);
  const bent = graph.node('Add', [base, graph.node('MatMul', [past, graph.floats(bends, [knots.length, 1])])]);
  return graph.node('Clip', [bent, graph.floats(-logOddsLimit), graph.floats(logOddsLimit)]);
}
