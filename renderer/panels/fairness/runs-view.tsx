import { useQuery } from '@tanstack/react-query';
import type { Audit } from '../../../engine/contract/fairness.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { Axes, type Plot, useSize } from '../../ui/axes.tsx';
import { ChartFrame } from '../../ui/chart.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { extent, scale } from '../../ui/scale.ts';
import { Empty } from '../../ui/states.tsx';
import { metricName, wordsOf } from '../models/metrics.ts';
import { Choices, useChoices } from './choices.tsx';
import { rangeText } from './drawer.ts';
import { type RunPoint, runPoints } from './pareto.ts';
import { usePlace } from './place.ts';
import { currentCellId } from './places-of-focus.ts';
import styles from './runs-view.module.css';
import { figure } from './words.ts';

/** The runs of the audit against each other: how good each is overall, and how unequal. */
export function RunsView({ audit }: { audit: Audit }) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.models.runs.queryOptions({ input: { limit: 5000 } }));
  const [, setView] = usePlace('view');
  const [, setCell] = usePlace('cell');
  const [, setVerdicts] = usePlace('verdicts');
  const [crosses, setCrosses] = usePlace('crosses');
  const choices = useChoices(audit);
  const { metric, grouping } = choices;
  if (metric === null || grouping === null)
    return <Empty title="This audit has no side of people">Start another with people to compare its runs.</Empty>;
  const { better, means } = wordsOf(metric);
  const points = runPoints(audit.cells, data?.rows ?? [], metric, grouping, better);
  const name = metricName(metric, null);
  const open = ({ key }: RunPoint) => {
    setCell(key);
    // A filter or a fold from before must not hide what was asked for.
    setVerdicts([]);
    setCrosses(crosses || grouping.includes(' x '));
    setView('matrix');
    focusSoon(currentCellId);
  };
  return (
    <div className={styles.body}>
      <Choices {...choices} audit={audit} withSubject={false} />
      {data && points.length === 0 ? (
        <Empty title="No run has a gap here">Groups are too small to be shown, or the runs were removed since.</Empty>
      ) : (
        <ChartFrame
          title={`${name} against its gap by ${grouping}`}
          definition={`Overall ${name} of each run with its 95 % interval, against the gap between groups with the interval of the two groups farthest apart. ${means} Runs that another one beats in both are hollow.`}
          data={{
            columns: ['Run', name, 'Interval', 'Gap', 'Interval of the gap', 'n', 'Beaten in both'],
            rows: points.map((point) => [
              point.subject,
              figure(point.overall),
              rangeText(point.overallLow, point.overallHigh),
              figure(point.gap),
              rangeText(point.gapLow, point.gapHigh),
              point.n,
              point.isBest ? 'no' : 'yes',
            ]),
          }}
        >
          <Pareto points={points} name={name} grouping={grouping} onOpen={open} />
        </ChartFrame>
      )}
      <p className="dim">
        {better === 'lower' ? 'Left and low is better' : 'Right and low is better'}: Enter or a click on a run leads to
        its row in the matrix.
      </p>
    </div>
  );
}

const height = 360;

function Pareto({
  points,
  name,
  grouping,
  onOpen,
}: {
  points: readonly RunPoint[];
  name: string;
  grouping: string;
  onOpen: (point: RunPoint) => void;
}) {
  const [frame, { width }] = useSize();
  const plot: Plot = { left: 64, top: 12, right: Math.max(120, width - 24), bottom: height - 40 };
  const range = (values: readonly (number | null)[], least?: number): readonly [number, number] => {
    const [low, high] = extent(values.filter((value) => value !== null));
    const margin = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
    return [least ?? low - margin, high + margin];
  };
  const xRange = range(points.flatMap(({ overall, overallLow, overallHigh }) => [overall, overallLow, overallHigh]));
  const yRange = range(
    points.flatMap(({ gap, gapLow, gapHigh }) => [gap, gapLow, gapHigh]),
    0,
  );
  const x = scale(...xRange, plot.left, plot.right);
  const y = scale(...yRange, plot.bottom, plot.top);
  return (
    <div ref={frame} className={styles.frame} style={{ blockSize: height }}>
      {width > 0 && (
        // biome-ignore lint/a11y/noSvgWithoutTitle: the figure around it is named, and a title would show as a tooltip
        <svg width={width} height={height}>
          <g aria-hidden>
            <Axes
              plot={plot}
              x={x}
              y={y}
              xName={`overall ${name}`}
              yName={`gap by ${grouping}`}
              xRange={xRange}
              yRange={yRange}
            />
          </g>
          {points.map((point) => {
            const { overall, overallLow, overallHigh, gap, gapLow, gapHigh, subject } = point;
            const isRight = x(overall) > (plot.left + plot.right) / 2;
            return (
              // biome-ignore lint/a11y/useSemanticElements: a button cannot stand within an svg
              <g
                key={point.key}
                role="button"
                tabIndex={0}
                className={styles.point}
                data-best={point.isBest}
                aria-label={`${subject}: overall ${figure(overall)}, gap ${figure(gap)}${point.isBest ? '' : ', beaten in both'}`}
                onClick={() => onOpen(point)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  event.stopPropagation();
                  onOpen(point);
                }}
              >
                {overallLow !== null && overallHigh !== null && (
                  <line x1={x(overallLow)} x2={x(overallHigh)} y1={y(gap)} y2={y(gap)} />
                )}
                {gapLow !== null && gapHigh !== null && (
                  <line x1={x(overall)} x2={x(overall)} y1={y(gapLow)} y2={y(gapHigh)} />
                )}
                <circle cx={x(overall)} cy={y(gap)} r={6} />
                <text x={x(overall) + (isRight ? -11 : 11)} y={y(gap) - 8} textAnchor={isRight ? 'end' : 'start'}>
                  {subject}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
