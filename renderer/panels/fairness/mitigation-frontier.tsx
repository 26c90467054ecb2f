import type { Figure, Mitigation, MitigationPoint } from '../../../engine/contract/mitigation.ts';
import { Axes, type Plot, useSize } from '../../ui/axes.tsx';
import { ChartFrame } from '../../ui/chart.tsx';
import { extent, scale } from '../../ui/scale.ts';
import styles from './mitigation-frontier.module.css';
import { methodWords, pointKey, pointName, withInterval } from './mitigation-words.ts';
import { figure } from './words.ts';

const height = 340;

/** The trade-off: what each point is worth against the gap that it leaves, with 95 % intervals both ways. */
export function Frontier({
  of,
  current,
  onChoose,
}: {
  of: Mitigation;
  current: MitigationPoint | undefined;
  onChoose: (point: MitigationPoint) => void;
}) {
  const { metric } = of.spec;
  const [frame, { width }] = useSize();
  const all = [of.base.test, ...of.points.map(({ test }) => test)];
  const [xLow, xHigh] = extent([0, ...all.flatMap(({ gap }) => [gap.low, gap.high])]);
  const [yLow, yHigh] = extent(all.flatMap((test) => [test[metric].low, test[metric].high]));
  const pad = (low: number, high: number) => 0.04 * (high - low || 1);
  const xRange = [xLow - pad(xLow, xHigh), xHigh + pad(xLow, xHigh)] as const;
  const yRange = [yLow - pad(yLow, yHigh), yHigh + pad(yLow, yHigh)] as const;
  const plot: Plot = { left: 60, top: 8, right: Math.max(120, width - 12), bottom: height - 38 };
  const x = scale(...xRange, plot.left, plot.right);
  const y = scale(...yRange, plot.bottom, plot.top);
  const shown = of.points.map((point) => point.method).filter((method, n, methods) => methods.indexOf(method) === n);
  // What is looked at is drawn last, over the others.
  const drawn = [...of.points].sort((a, b) => Number(a === current) - Number(b === current));
  return (
    <ChartFrame
      title={`${metric} against the gap`}
      definition={`Each point is one method at one strength, measured on the test part: the gap is ${metric} of '${of.better}' less that of '${of.worse}'. Up and towards the dashed line is better. Bars are 95 % intervals over users; faded points are beaten by another in both; a thick ring is what the validation part chose.`}
      data={{
        columns: ['point', metric, 'gap', 'tail', 'coverage', 'Gini'],
        rows: [
          ['base', ...cellsOf(of.base.test, metric)],
          ...of.points.map((point) => [pointName(point), ...cellsOf(point.test, metric)]),
        ],
      }}
    >
      <div ref={frame} className={styles.frame}>
        <svg width={width} height={height} aria-hidden>
          <Axes
            plot={plot}
            x={x}
            y={y}
            xName={`gap in ${metric}: ${of.better} less ${of.worse}`}
            yName={metric}
            xRange={xRange}
            yRange={yRange}
          />
          <line className={styles.zero} x1={x(0)} x2={x(0)} y1={plot.top} y2={plot.bottom} />
          {drawn.map((point) => (
            <g
              key={pointKey(point)}
              className={styles.point}
              data-aim={point.aim}
              data-dominated={point.dominated}
              data-chosen={point.chosen}
              data-current={point === current}
              onPointerDown={() => onChoose(point)}
            >
              <Cross x={x} y={y} gap={point.test.gap} value={point.test[metric]} />
              <circle cx={x(point.test.gap.value)} cy={y(point.test[metric].value)} r={8} />
              <text x={x(point.test.gap.value)} y={y(point.test[metric].value) + 3.5} textAnchor="middle">
                {methodWords[point.method].letter}
              </text>
            </g>
          ))}
          <g>
            <Cross x={x} y={y} gap={of.base.test.gap} value={of.base.test[metric]} />
            <rect
              className={styles.base}
              x={x(of.base.test.gap.value) - 5}
              y={y(of.base.test[metric].value) - 5}
              width={10}
              height={10}
            />
          </g>
        </svg>
        <p className={styles.legend}>
          <span>■ base</span>
          {shown.map((method) => (
            <span key={method}>
              {methodWords[method].letter} {methodWords[method].name}
            </span>
          ))}
        </p>
      </div>
    </ChartFrame>
  );
}

function Cross({
  x,
  y,
  gap,
  value,
}: {
  x: (value: number) => number;
  y: (value: number) => number;
  gap: Figure;
  value: Figure;
}) {
  return (
    <g stroke="currentColor" strokeOpacity={0.6}>
      <line x1={x(gap.low)} x2={x(gap.high)} y1={y(value.value)} y2={y(value.value)} />
      <line x1={x(gap.value)} x2={x(gap.value)} y1={y(value.low)} y2={y(value.high)} />
    </g>
  );
}

function cellsOf(test: MitigationPoint['test'], metric: 'ndcg' | 'recall'): string[] {
  return [test[metric], test.gap, test.tail, test.coverage, test.gini].map(withInterval);
}

/** Every point in a row, each with a button that shows it beside. */
export function PointsTable({
  of,
  current,
  onChoose,
}: {
  of: Mitigation;
  current: MitigationPoint | undefined;
  onChoose: (point: MitigationPoint) => void;
}) {
  const { metric } = of.spec;
  return (
    <table className={styles.table} aria-label="Points">
      <thead>
        <tr>
          {['Method', metric, 'gap', 'tail', 'coverage', 'Gini', 'Note'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>Base: {of.runName}</td>
          <Cells test={of.base.test} metric={metric} />
          <td />
        </tr>
        {of.points.map((point) => (
          <tr key={pointKey(point)} aria-current={point === current} data-dominated={point.dominated}>
            <td>
              <button type="button" aria-pressed={point === current} onClick={() => onChoose(point)}>
                {pointName(point)}
              </button>
            </td>
            <Cells test={point.test} metric={metric} />
            <td>{[point.chosen && 'chosen', point.dominated && 'dominated'].filter(Boolean).join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ test, metric }: { test: MitigationPoint['test']; metric: 'ndcg' | 'recall' }) {
  return (
    <>
      <td title={withInterval(test[metric])}>{figure(test[metric].value)}</td>
      <td title={withInterval(test.gap)}>{figure(test.gap.value)}</td>
      <td title={withInterval(test.tail)}>{figure(test.tail.value)}</td>
      <td title={withInterval(test.coverage)}>{figure(test.coverage.value)}</td>
      <td title={withInterval(test.gini)}>{figure(test.gini.value)}</td>
    </>
  );
}
