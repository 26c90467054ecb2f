import { type PointerEvent, useMemo, useState } from 'react';
import { Axes, type Plot, useSize } from './axes.tsx';
import styles from './line-chart.module.css';
import { extent, scale, spread } from './scale.ts';
import { type Point, thinLine } from './thin.ts';

/** One line of a chart. `color` is its place in the palette, from 0; each has a dash pattern of its own as well. */
export interface Series {
  name: string;
  color: number;
  points: readonly Point[];
}

const height = 240;
const dashes = ['', '6 3', '2 3', '8 3 2 3', '10 4', '4 2 1 2'];

/** The colour of a series in the palette that survives colour blindness. */
export function seriesColor(place: number): string {
  return `var(--series-${(place % 6) + 1})`;
}

/** Lines over a shared x, each labelled at its end; pointing at the chart reads the nearest values out below it. */
export function LineChart({
  series,
  xName,
  yName,
  read = (value) => value.toPrecision(4),
}: {
  series: readonly Series[];
  xName: string;
  yName: string;
  read?: (value: number) => string;
}) {
  const [frame, { width }] = useSize();
  const [at, setAt] = useState<number | null>(null);
  const lines = useMemo(
    () => series.map((line) => ({ ...line, drawn: thinLine(line.points.filter(({ y }) => Number.isFinite(y))) })),
    [series],
  );
  const all = lines.flatMap(({ drawn }) => drawn);
  const xRange = extent(all.map(({ x }) => x));
  const [low, high] = extent(all.map(({ y }) => y));
  const margin = high > low ? (high - low) * 0.05 : Math.abs(high) * 0.1 || 1;
  const yRange = [low - margin, high + margin] as const;
  const labelWidth = Math.min(120, Math.max(24, ...lines.map(({ name }) => name.length * 7 + 10)));
  const plot: Plot = { left: 60, top: 8, right: Math.max(80, width - labelWidth), bottom: height - 38 };
  const x = scale(...xRange, plot.left, plot.right);
  const y = scale(...yRange, plot.bottom, plot.top);
  const ends = spread(
    lines.map(({ drawn }) => y(drawn.at(-1)?.y ?? low)),
    13,
    plot.top + 4,
    plot.bottom,
  );
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const nearest = all.reduce<Point | null>(
      (best, point) => (!best || Math.abs(x(point.x) - place) < Math.abs(x(best.x) - place) ? point : best),
      null,
    );
    setAt(nearest?.x ?? null);
  };
  const readings = at === null ? [] : lines.map((line) => ({ ...line, point: line.points.find((p) => p.x === at) }));
  return (
    <div ref={frame} className={styles.frame}>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden onPointerMove={onPointerMove} onPointerLeave={() => setAt(null)}>
          <Axes plot={plot} x={x} y={y} xName={xName} yName={yName} xRange={xRange} yRange={yRange} />
          {at !== null && <line className={styles.cursor} x1={x(at)} x2={x(at)} y1={plot.top} y2={plot.bottom} />}
          {lines.map(({ name, color, drawn }, index) => (
            <g key={name}>
              <polyline
                className={styles.line}
                points={drawn.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`).join(' ')}
                style={{ stroke: seriesColor(color), strokeDasharray: dashes[color % dashes.length] }}
              />
              {drawn.slice(-1).map((end) => (
                <circle key="end" cx={x(end.x)} cy={y(end.y)} r={2.5} style={{ fill: seriesColor(color) }} />
              ))}
              <text x={plot.right + 8} y={(ends[index] ?? 0) + 4} style={{ fill: seriesColor(color) }}>
                {name.length > 16 ? `${name.slice(0, 15)}…` : name}
              </text>
            </g>
          ))}
        </svg>
      )}
      <p className={styles.reading} aria-hidden>
        {at !== null &&
          `${xName} ${at}: ${readings.map(({ name, point }) => `${name} ${point ? read(point.y) : '–'}`).join(', ')}`}
      </p>
    </div>
  );
}
