import { useSize } from '../../ui/axes.tsx';
import { seriesColor } from '../../ui/line-chart.tsx';
import { scale, ticks, tickText } from '../../ui/scale.ts';
import styles from './items.module.css';

/** Values of several series for each of some categories; null where a series has none. */
export interface Bars {
  categories: readonly string[];
  series: readonly { name: string; color: number; values: readonly (number | null)[] }[];
}

const height = 200;
const plot = { left: 52, top: 8, bottom: height - 36 };

/** Bars side by side by category, up or down from zero; which is which stands above them. */
export function GroupedBars({ bars: { categories, series }, xName }: { bars: Bars; xName: string }) {
  const [frame, { width }] = useSize();
  const values = series.flatMap((one) => one.values).filter((value) => value !== null);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const top = high > low ? high : 1;
  const y = scale(low, top, plot.bottom, plot.top);
  const right = Math.max(plot.left + 20, width - 8);
  const slot = (right - plot.left) / Math.max(1, categories.length);
  const barWidth = Math.min(28, (slot * 0.8) / Math.max(1, series.length));
  const start = (category: number) => plot.left + slot * (category + 0.5) - (barWidth * series.length) / 2;
  return (
    <div ref={frame} className={styles.bars}>
      <ul className={styles.legend} aria-hidden>
        {series.map(({ name, color }) => (
          <li key={name} style={{ color: seriesColor(color) }}>
            <span className={styles.swatch} data-hollow={color === 1} />
            {name}
          </li>
        ))}
      </ul>
      {width > 0 && (
        <svg width={width} height={height} aria-hidden className={styles.chart}>
          {ticks(low, top, 4).map((value) => (
            <g key={value}>
              <line className={styles.grid} x1={plot.left} x2={right} y1={y(value)} y2={y(value)} />
              <text x={plot.left - 6} y={y(value) + 4} textAnchor="end">
                {tickText(value)}
              </text>
            </g>
          ))}
          {series.map(({ name, color, values: own }, place) => (
            <g key={name} style={{ color: seriesColor(color) }}>
              {own.map((value, category) =>
                value === null ? null : (
                  <rect
                    key={categories[category]}
                    className={styles.fill}
                    data-hollow={color === 1}
                    x={start(category) + barWidth * place}
                    y={Math.min(y(value), y(0))}
                    width={Math.max(1, barWidth - 2)}
                    height={Math.abs(y(value) - y(0))}
                  />
                ),
              )}
            </g>
          ))}
          {categories.map((name, category) => (
            <text key={name} y={plot.bottom + 13} textAnchor="middle">
              {linesOf(name, Math.max(3, Math.floor(slot / 7))).map((line, n) => (
                <tspan key={line} x={plot.left + slot * (category + 0.5)} dy={n * 11}>
                  {line}
                </tspan>
              ))}
            </text>
          ))}
          <text x={(plot.left + right) / 2} y={height - 4} textAnchor="middle">
            {xName}
          </text>
        </svg>
      )}
    </div>
  );
}

/** A name on two lines at most, each cut where it is longer than so many letters. */
function linesOf(name: string, most: number): string[] {
  const space = name.indexOf(' ');
  const lines = name.length <= most || space < 0 ? [name] : [name.slice(0, space), name.slice(space + 1)];
  return lines.map((line) => (line.length > most ? `${line.slice(0, most - 1)}…` : line));
}
