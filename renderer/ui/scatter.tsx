import { useComputedColorScheme } from '@mantine/core';
import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Axes, type Plot, useSize } from './axes.tsx';
import { counted } from './format.ts';
import { extent, scale } from './scale.ts';
import styles from './scatter.module.css';
import { gather, type Point, type Spot } from './thin.ts';

/** How near in px the pointer must be to a spot to mean it. */
const reach = 12;

/**
 * Many points of one thing measured twice, on equal axes beside the line where both agree. Points that fall on one spot
 * become one circle whose area tells how many they are, so that ten thousand are drawn as fast as a few hundred.
 */
export function Scatter({
  points,
  xName,
  yName,
  height,
  chosen,
  unit,
  onChoose,
}: {
  points: readonly Point[];
  xName: string;
  yName: string;
  height: number;
  /** The place of the point that is marked, in `points`. */
  chosen: number | null;
  /** What one point is: 'user'. */
  unit: string;
  onChoose: (place: number) => void;
}) {
  const [frame, { width }] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('light');
  const [near, setNear] = useState<Spot | null>(null);
  const [spots, range] = useMemo(() => {
    const [low, high] = extent(points.flatMap(({ x, y }) => [x, y]).filter(Number.isFinite));
    const around = { from: Math.min(0, low), to: high > low || high > 0 ? high : 1 };
    return [gather(points, around), around] as const;
  }, [points]);
  const plot: Plot = useMemo(
    () => ({ left: 60, top: 8, right: Math.max(80, width - 12), bottom: height - 38 }),
    [width, height],
  );
  const margin = (range.to - range.from) * 0.03;
  const ends = [range.from - margin, range.to + margin] as const;
  const x = scale(...ends, plot.left, plot.right);
  const y = scale(...ends, plot.bottom, plot.top);
  const most = spots.reduce((sum, { n }) => Math.max(sum, n), 1);
  const radius = (n: number) => 2 + 10 * Math.sqrt((n - 1) / Math.max(1, most - 1));
  const marked = chosen === null ? undefined : points[chosen];

  // biome-ignore lint/correctness/useExhaustiveDependencies: scales follow from what is listed; a scheme changes colours
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || width === 0) return;
    const density = window.devicePixelRatio || 1;
    canvas.current.width = width * density;
    canvas.current.height = height * density;
    context.scale(density, density);
    context.clearRect(0, 0, width, height);
    const color = getComputedStyle(canvas.current);
    context.fillStyle = color.getPropertyValue('--series-1');
    context.globalAlpha = 0.6;
    for (const spot of spots) {
      context.beginPath();
      context.arc(x(spot.x), y(spot.y), radius(spot.n), 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    if (!marked) return;
    context.strokeStyle = color.getPropertyValue('--mantine-color-text');
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x(marked.x), y(marked.y), 7, 0, 2 * Math.PI);
    context.stroke();
  }, [spots, marked, width, height, plot, scheme]);

  const find = (event: PointerEvent<HTMLElement>): Spot | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    const distance = (spot: Spot) => Math.hypot(x(spot.x) - px, y(spot.y) - py) - radius(spot.n);
    const best = spots.reduce<Spot | null>(
      (found, spot) => (!found || distance(spot) < distance(found) ? spot : found),
      null,
    );
    return best && distance(best) <= reach ? best : null;
  };
  return (
    <div ref={frame} className={styles.frame}>
      <div
        className={styles.plot}
        style={{ blockSize: height }}
        onPointerMove={(event) => setNear(find(event))}
        onPointerLeave={() => setNear(null)}
        onPointerDown={(event) => {
          const spot = find(event);
          if (spot) onChoose(spot.first);
        }}
      >
        <svg width={width} height={height} aria-hidden>
          <Axes plot={plot} x={x} y={y} xName={xName} yName={yName} xRange={ends} yRange={ends} />
          <line className={styles.equal} x1={x(ends[0])} y1={y(ends[0])} x2={x(ends[1])} y2={y(ends[1])} />
        </svg>
        <canvas ref={canvas} className={styles.canvas} aria-hidden />
      </div>
      <p className={styles.reading} aria-hidden>
        {near && `${counted(near.n, unit)} at ${near.x.toPrecision(3)}, ${near.y.toPrecision(3)}`}
      </p>
    </div>
  );
}
