import type { Metric } from '../../../engine/contract/models.ts';
import { IntervalBar } from '../../ui/interval-bar.tsx';
import styles from './metric-cell.module.css';
import { metricLine, readMetric } from './metrics.ts';

/** A metric in a table: mean, interval, and a bar on the scale of its column. */
export function MetricCell({
  id,
  k,
  metric,
  range: [from, to],
  decimals,
}: {
  id: string;
  k: number;
  metric: Metric | undefined;
  range: readonly [number, number];
  decimals: number;
}) {
  if (!metric) return <span className="dim">–</span>;
  const { mean, interval } = readMetric(metric, decimals);
  return (
    <span className={styles.cell} title={metricLine(id, k, metric)}>
      <span className={styles.numbers}>
        <span>{mean}</span>
        <span className={styles.interval}>{interval}</span>
      </span>
      <IntervalBar mean={metric.mean} low={metric.low} high={metric.high} from={from} to={to} />
    </span>
  );
}
