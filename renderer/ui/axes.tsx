import { useEffect, useState } from 'react';
import styles from './axes.module.css';
import { ticks, tickText } from './scale.ts';

/** A rectangle in px that a chart draws its data in; what is around it belongs to the axes. */
export interface Plot {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The size in px that an element has, kept up to date; 0 before it is known. */
export function useSize(): [(element: Element | null) => void, { width: number; height: number }] {
  const [element, setElement] = useState<Element | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      setSize({ width: Math.round(width), height: Math.round(height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [setElement, size];
}

/** Grid lines, marks and names of both axes, as part of an svg. */
export function Axes({
  plot,
  x,
  y,
  xName,
  yName,
  xRange,
  yRange,
}: {
  plot: Plot;
  x: (value: number) => number;
  y: (value: number) => number;
  xName: string;
  yName: string;
  xRange: readonly [number, number];
  yRange: readonly [number, number];
}) {
  const { left, top, right, bottom } = plot;
  return (
    <g className={styles.axes}>
      {ticks(...yRange).map((value) => (
        <g key={value}>
          <line x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text x={left - 6} y={y(value) + 4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {ticks(...xRange, Math.max(2, Math.floor((right - left) / 70))).map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={top} y2={bottom} />
          <text x={x(value)} y={bottom + 15} textAnchor="middle">
            {tickText(value)}
          </text>
        </g>
      ))}
      <text x={(left + right) / 2} y={bottom + 31} textAnchor="middle">
        {xName}
      </text>
      <text x={12} y={(top + bottom) / 2} textAnchor="middle" transform={`rotate(-90 12 ${(top + bottom) / 2})`}>
        {yName}
      </text>
    </g>
  );
}
