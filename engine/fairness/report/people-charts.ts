import type { AuditCell } from '../../contract/index.ts';
import { label, left, scaleOf, width } from './chart-parts.ts';
import type { Figure, Mark, Tone } from './document.ts';
import { unique } from './input.ts';
import { countText, valueText } from './numbers.ts';
import { cellMark, verdictMarks, verdictText } from './verdicts.ts';

/** Metrics by models: the verdict's mark and the gap. */
export function matrixFigure(place: string, cells: readonly AuditCell[], name: (metric: string) => string): Figure {
  const subjects = unique(cells.map(({ subject }) => subject));
  const metrics = unique(cells.map(({ metric }) => metric));
  const column = (width - left) / subjects.length;
  const marks: Mark[] = subjects.map((subject, s) =>
    label(subject, [left + column * (s + 0.5), 14], { room: column - 6 }),
  );
  for (const [m, metric] of metrics.entries()) {
    const y = 22 + m * 22;
    marks.push(label(name(metric), [0, y + 15], { anchor: 'start', tone: 'ink', room: left - 8 }));
    for (const [s, subject] of subjects.entries()) {
      const cell = cells.find((one) => one.subject === subject && one.metric === metric);
      if (!cell) continue;
      const { tone } = verdictMarks[cell.verdict];
      const mark = cellMark(cell);
      const shade = cell.verdict === 'differs' || cell.verdict === 'equivalent' ? 0.25 : 0.08;
      const x = left + column * s;
      marks.push({ mark: 'box', at: [x + 1, y], width: column - 2, height: 20, tone, shade });
      const text = column < 56 ? mark : `${mark} ${valueText(cell.gap)}`;
      marks.push(label(text, [x + column / 2, y + 14], { tone: 'ink' }));
    }
  }
  const counts = Object.entries(verdictMarks).map(
    ([verdict, own]) => `${cells.filter((cell) => cell.verdict === verdict).length} ${own.name}`,
  );
  const keys = (Object.keys(verdictMarks) as (keyof typeof verdictMarks)[]).map(verdictText).join(', ');
  return {
    kind: 'figure',
    title: `Verdicts by ${place}, with the gaps`,
    description: `Metrics in rows, models in columns: ${keys}. ${counts.join(', ')}.`,
    width,
    height: 24 + metrics.length * 22,
    marks,
  };
}

const rowHeight = 16;

/** Groups of one metric with their values and intervals, model by model on one scale. */
export function dotsFigure(title: string, cells: readonly AuditCell[]): Figure {
  const models = cells.map((cell) => {
    const { subject, verdict, groups } = cell;
    return { subject, verdict, mark: cellMark(cell), groups: groups.filter(({ value }) => value !== null) };
  });
  const ends = models.flatMap(({ groups }) =>
    groups.flatMap(({ value, low, high }) => [value!, low ?? value!, high ?? value!]),
  );
  const scale = scaleOf(Math.min(...ends), Math.max(...ends), left, width - 64);
  const marks: Mark[] = [];
  let y = 4;
  for (const { subject, verdict, mark, groups } of models) {
    marks.push(
      label(`${subject}  ${mark}`, [0, y + 12], {
        anchor: 'start',
        tone: verdict === 'differs' ? verdictMarks.differs.tone : 'quiet',
        room: 90,
      }),
    );
    for (const { group, value, low, high, size, n } of groups) {
      const middle = y + rowHeight / 2;
      const tone: Tone = size === 'small' ? 'quiet' : 'accent';
      marks.push(label(group, [left - 8, middle + 4], { anchor: 'end', tone: 'ink', room: 68 }));
      if (low !== null && high !== null)
        marks.push({ mark: 'line', from: [scale.at(low), middle], to: [scale.at(high), middle], tone });
      marks.push({ mark: 'dot', at: [scale.at(value!), middle], r: 3.5, tone });
      marks.push(label(`n ${countText(n)}`, [width, middle + 4], { anchor: 'end' }));
      y += rowHeight;
    }
    y += 6;
  }
  const lines = scale.ticks.flatMap(([value, x]): Mark[] => [
    { mark: 'line', from: [x, 4], to: [x, y - 4], tone: 'hairline' },
    label(value, [x, y + 10]),
  ]);
  const values = models.map(
    ({ subject, groups }) =>
      `${subject}: ${groups.map(({ group, value }) => `${group} ${valueText(value)}`).join(', ')}`,
  );
  return {
    kind: 'figure',
    title,
    description: `${values.join('; ')}.`,
    note: 'Dots are means, lines their 95 % intervals; n is the number of users. Grey: small groups.',
    width,
    height: y + 18,
    marks: [...lines, ...marks],
  };
}
