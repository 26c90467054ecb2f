import { InferenceSession } from 'onnxruntime-node';
import type { CalibrationCurve } from '../../evaluate/calibration.ts';
import { Encoder, type FeatureRows, type Statistics } from './features/encoder.ts';
import type { RankingSchema } from './features/schema.ts';
import { explainScore, type ScoreReason } from './models/explain.ts';
import { graphFeeds, rankerGraph } from './models/graph.ts';
import type { RankerShape, RankerWeights } from './models/network.ts';

/** What a ranker is served from. */
export interface RankerParts {
  schema: RankingSchema;
  statistics: Statistics;
  shape: RankerShape;
  weights: RankerWeights;
  curve: CalibrationCurve;
}

/** A ranker that scores candidates through ONNX Runtime, all of a request in one batch. */
export interface Ranker {
  /** Turns raw rows of an extractor over the same schema into the rows of `score`. */
  readonly encoder: Encoder;
  /** For each row the calibrated chance of the wanted thing, within (0, 1), and the logit before calibration. */
  score(rows: FeatureRows): Promise<{ probabilities: Float32Array; logits: Float32Array }>;
  /** Why a row has its score: which fields pushed it up or down. */
  explain(rows: FeatureRows, row: number): ScoreReason;
  /** Frees what the runtime holds. */
  close(): Promise<void>;
}

/** Opens a ranker for scoring. `threads` are the runtime's; one is enough for some hundred candidates. */
export async function openRanker(
  { schema, statistics, shape, weights, curve }: RankerParts,
  threads = 1,
): Promise<Ranker> {
  const encoder = new Encoder(schema, statistics);
  const session = await InferenceSession.create(rankerGraph(shape, weights, curve), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Threads that spin while they wait take the processor from the workers beside them.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  return {
    encoder,
    async score(rows) {
      if (rows.rows === 0) return { probabilities: new Float32Array(0), logits: new Float32Array(0) };
      const { probabilities, logits } = await session.run(graphFeeds(shape, rows));
      return { probabilities: probabilities!.data as Float32Array, logits: logits!.data as Float32Array };
    },
    explain: (rows, row) => explainScore(encoder, shape, weights, rows, row),
    close: () => session.release(),
  };
}
