import { type Plot, useSize } from '../../ui/axes.tsx';
import { count } from '../../ui/format.ts';
import { extent, scale, ticks, tickText } from '../../ui/scale.ts';
import { type Dot, ratioTicks } from './dots.ts';
import styles from './dots-chart.module.css';

const rowHeight = 26;
const labelWidth = 168;

/**
 * A dot with its interval for each group; the dot's area is n, a hollow one is of a small group. Over values a band shows
 * the gap that equality would show; ratios lie on a logarithmic axis around equal.
 */
export function DotsChart({
  dots,
  scaleOf,
  center,
  band,
  label,
}: {
  dots: readonly Dot[];
  scaleOf: 'values' | 'ratios';
  /** What the line in the middle stands at: the overall mean, or 1. */
  center: number | null;
  /** The gap that equality would show, as a width around the center. */
  band: number | null;
  /** What the chart says, for who does not see it. */
  label: string;
}) {
  const [frame, { width }] = useSize();
  const drawn = dots.filter(({ value }) => value !== null && (scaleOf === 'values' || value > 0));
  const most = drawn.reduce((sum, { n }) => Math.max(sum, n), 1);
  const plot: Plot = {
    left: labelWidth,
    top: 8,
    right: Math.max(labelWidth + 80, width - 24),
    bottom: 8 + dots.length * rowHeight,
  };
  const all = drawn.flatMap(({ value, low, high }) => [value, low, high]).filter((value) => value !== null);
  const around = center !== null && band !== null ? [center - band / 2, center + band / 2] : [];
  const far = Math.max(1.1, ...all.filter((value) => value > 0).map((value) => Math.max(value, 1 / value)));
  const [low, high] = extent([...all, ...around]);
  const margin = (high - low) * 0.06 || 0.01;
  const linear = scale(low - margin, high + margin, plot.left, plot.right);
  const logarithmic = scale(-Math.log(far) * 1.08, Math.log(far) * 1.08, plot.left, plot.right);
  const x = (value: number) =>
    scaleOf === 'values' ? linear(value) : logarithmic(Math.log(Math.max(value, 1 / (far * 1.08))));
  const marks = scaleOf === 'values' ? ticks(low - margin, high + margin, 6) : ratioTicks(far);
  const height = plot.bottom + (scaleOf === 'values' ? 22 : 38);
  const rowOf = (index: number) => plot.top + (index + 0.5) * rowHeight;
  return (
    <div ref={frame} className={styles.frame} style={{ minBlockSize: height }}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label}>
          {scaleOf === 'values' && center !== null && band !== null && (
            <rect
              className={styles.band}
              x={x(center - band / 2)}
              y={plot.top}
              width={Math.max(0, x(center + band / 2) - x(center - band / 2))}
              height={plot.bottom - plot.top}
            />
          )}
          {marks.map((value) => (
            <g key={value} className={styles.tick}>
              <line x1={x(value)} x2={x(value)} y1={plot.top} y2={plot.bottom} />
              <text x={x(value)} y={plot.bottom + 15} textAnchor="middle">
                {scaleOf === 'values' ? tickText(value) : value < 1 ? `÷${tickText(1 / value)}` : `×${tickText(value)}`}
              </text>
            </g>
          ))}
          {scaleOf === 'ratios' && (
            <g className={styles.tick}>
              <text x={(plot.left + x(1)) / 2} y={plot.bottom + 31} textAnchor="middle">
                times smaller
              </text>
              <text x={x(1)} y={plot.bottom + 31} textAnchor="middle">
                equal
              </text>
              <text x={(plot.right + x(1)) / 2} y={plot.bottom + 31} textAnchor="middle">
                times larger
              </text>
            </g>
          )}
          {center !== null && drawn.length > 0 && (
            <line className={styles.center} x1={x(center)} x2={x(center)} y1={plot.top} y2={plot.bottom} />
          )}
          {dots.map((dot, index) => (
            <g key={dot.group}>
              <text className={styles.name} x={plot.left - 12} y={rowOf(index) + 4} textAnchor="end">
                {shortened(dot.group)}
                <tspan className={styles.n}> {dot.size === 'hidden' ? 'hidden' : `n ${count(dot.n)}`}</tspan>
              </text>
              {drawn.includes(dot) && (
                <>
                  {dot.low !== null && dot.high !== null && (
                    <line
                      className={styles.range}
                      x1={x(dot.low)}
                      x2={x(dot.high)}
                      y1={rowOf(index)}
                      y2={rowOf(index)}
                    />
                  )}
                  <circle
                    className={styles.dot}
                    data-small={dot.size === 'small'}
                    cx={x(dot.value!)}
                    cy={rowOf(index)}
                    r={2.5 + 6.5 * Math.sqrt(dot.n / most)}
                  />
                </>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function shortened(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
