import { label, scaleOf, seriesTone, width } from './chart-parts.ts';
import type { Figure, Mark } from './document.ts';
import { type ReportMitigation, unique } from './input.ts';
import { valueText } from './numbers.ts';

const size = { from: 60, to: 440, top: 10, bottom: 290 };

/** What each point is worth (upwards) against the gap that it leaves; chosen points in full, others faint. */
export function frontierFigure(
  title: string,
  { spec, base, points, better, worse }: ReportMitigation,
  metric: string,
): Figure {
  const all = [base.test, ...points.map(({ test }) => test)];
  const worth = all.map((test) => test[spec.metric].value);
  const gaps = [0, ...all.map(({ gap }) => gap.value)];
  const x = scaleOf(Math.min(...gaps), Math.max(...gaps), size.from, size.to);
  const y = scaleOf(Math.min(...worth), Math.max(...worth), size.bottom, size.top);
  const methods = unique(points.map(({ method }) => method));
  const marks: Mark[] = [
    ...x.ticks.flatMap(([text, at]): Mark[] => [
      { mark: 'line', from: [at, size.top], to: [at, size.bottom], tone: 'hairline' },
      label(text, [at, size.bottom + 15]),
    ]),
    ...y.ticks.flatMap(([text, at]): Mark[] => [
      { mark: 'line', from: [size.from, at], to: [size.to, at], tone: 'hairline' },
      label(text, [size.from - 6, at + 4], { anchor: 'end' }),
    ]),
    { mark: 'line', from: [x.at(0), size.top], to: [x.at(0), size.bottom], tone: 'quiet', isDashed: true },
  ];
  // What was chosen is drawn last, over the others.
  for (const { method, test, chosen } of [...points].sort((a, b) => Number(a.chosen) - Number(b.chosen))) {
    const m = methods.indexOf(method);
    const at = [x.at(test.gap.value), y.at(test[spec.metric].value)] as const;
    if (!chosen) {
      marks.push({ mark: 'box', at: [at[0] - 3, at[1] - 3], width: 6, height: 6, tone: seriesTone(m), shade: 0.35 });
      continue;
    }
    marks.push({ mark: 'dot', at, r: 5, tone: seriesTone(m) });
    marks.push(label(String(m + 1), [at[0] + 8, at[1] - 5], { anchor: 'start', tone: 'ink' }));
  }
  const origin = [x.at(base.test.gap.value), y.at(base.test[spec.metric].value)] as const;
  marks.push({ mark: 'box', at: [origin[0] - 5, origin[1] - 5], width: 10, height: 10, tone: 'ink', shade: 1 });
  marks.push(label('base', [origin[0] + 9, origin[1] + 12], { anchor: 'start', tone: 'ink' }));
  for (const [m, method] of methods.entries()) {
    marks.push({ mark: 'dot', at: [476, 26 + m * 18 - 4], r: 5, tone: seriesTone(m) });
    marks.push(label(`${m + 1}  ${method}`, [488, 26 + m * 18], { anchor: 'start', tone: 'ink', room: 190 }));
  }
  marks.push(
    label(`gap in ${metric}: ${better} less ${worse}`, [(size.from + size.to) / 2, size.bottom + 32], { room: 380 }),
  );
  const chosen = points
    .filter((point) => point.chosen)
    .map(({ method, strength, test }) => {
      return `${method} ${strength}: ${metric} ${valueText(test[spec.metric].value)}, gap ${valueText(test.gap.value)}`;
    });
  return {
    kind: 'figure',
    title: `${title}: ${metric} against the gap`,
    description: `${metric} upwards, the gap from left to right: up and towards the dashed line, where there is no gap, is better. Numbered dots were chosen; pale squares are other strengths of the same methods. ${chosen.join('; ')}.`,
    width,
    height: size.bottom + 40,
    marks,
  };
}
