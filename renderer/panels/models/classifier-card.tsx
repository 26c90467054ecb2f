import type { ClassifierSummary } from '../../../engine/contract/classifiers.ts';
import { ChartFrame, ReliabilityCurve } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, rate } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { wilson } from '../../ui/wilson.ts';
import styles from './models.module.css';

/** What the figures on a card mean. */
export const figures = {
  AUC: 'How often a random post that breaks the policy scores higher than a random one that does not; 0.5 is chance, 1 perfect.',
  AP: 'Average precision: precision averaged over all thresholds, weighted by the recall gained.',
  F1: 'Harmonic mean of precision and recall at the threshold beside it, the best one on the part for calibration.',
  ECE: 'Expected calibration error: how far, on average, predicted probabilities lie from observed shares.',
} as const;

/** One classifier: what it is, what it was measured at, and whether its probabilities can be believed. */
export function ClassifierCard({ classifier }: { classifier: ClassifierSummary }) {
  const { reliability, measurements } = classifier;
  const points = reliability.map((point) => ({ ...point, interval: wilson(point.observed, point.n) }));
  const n = reliability.reduce((sum, point) => sum + point.n, 0);
  return (
    <>
      <header className={styles.cardHead}>
        <h1>{classifier.name}</h1>
        {classifier.version && <span className="dim">version {classifier.version}</span>}
        <span className={classifier.status === 'ready' ? styles.ready : styles.broken}>{classifier.status}</span>
      </header>
      {classifier.problem && (
        <p className={styles.degraded} role="alert">
          {classifier.problem}
        </p>
      )}
      {classifier.description && <p className={styles.text}>{classifier.description}</p>}
      <h2 className={styles.heading}>Measured</h2>
      {measurements.length === 0 ? (
        <Empty title="Not measured">
          The card of this classifier holds no measurements; trust its scores accordingly.
        </Empty>
      ) : (
        <Measurements measurements={measurements} />
      )}
      {points.length > 0 && (
        <div className={styles.chart}>
          <ChartFrame
            title="Reliability"
            definition="For posts with about the same predicted probability, the share that really broke the policy, with 95% Wilson intervals. On the dashed line, predictions are right on average."
            extra={<span className="dim">n = {count(n)}</span>}
            data={{
              columns: ['predicted', 'observed', 'low', 'high', 'n'],
              rows: points.map(({ predicted, observed, interval: [low, high], n: size }) => [
                predicted.toFixed(3),
                observed.toFixed(3),
                low.toFixed(3),
                high.toFixed(3),
                size,
              ]),
            }}
          >
            <ReliabilityCurve points={points} />
          </ChartFrame>
        </div>
      )}
    </>
  );
}

function Measurements({ measurements }: { measurements: ClassifierSummary['measurements'] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Measurements">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Data set</th>
            <th scope="col">Part</th>
            <th scope="col">n</th>
            <th scope="col">Positive</th>
            {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
              <th key={name} scope="col">
                <Figure means={figures[name]}>{name}</Figure>
              </th>
            ))}
            <th scope="col">Threshold</th>
          </tr>
        </thead>
        <tbody>
          {measurements.map((row) => (
            <tr key={`${row.label} ${row.dataset} ${row.part}`}>
              <th scope="row">{row.label}</th>
              <td>{row.dataset}</td>
              <td>{row.part}</td>
              <td>{count(row.n)}</td>
              <td>{count(row.positives)}</td>
              <td>{rate(row.rocAuc)}</td>
              <td>{rate(row.averagePrecision)}</td>
              <td>{rate(row.positives === 0 ? null : row.f1)}</td>
              <td>{rate(row.ece)}</td>
              <td>{rate(row.threshold)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
