import type { AuditCell, GroupValue, ItemSide, ModerationSide } from '../../contract/index.ts';
import { type Figure, figureText, type Mark, type Point, type Tone } from './document.ts';
import { figureText4 } from './numbers.ts';

const width = 680;
const rowHeight = 20;
const left = 170;

/** What verdicts look like: never by colour alone. */
export const verdictMarks = {
  differs: { mark: '!', name: 'differs', tone: 'alert' },
  equivalent: { mark: '=', name: 'equivalent', tone: 'good' },
  'no-evidence': { mark: '?', name: 'no evidence', tone: 'quiet' },
  'not-estimable': { mark: '-', name: 'not estimable', tone: 'quiet' },
} as const;

/** Subjects by metrics: the verdict's mark and the gap. */
export function matrixFigure(title: string, cells: readonly AuditCell[]): Figure {
  const subjects = unique(cells.map(({ subject }) => subject));
  const metrics = unique(cells.map(({ metric }) => metric));
  const column = (width - left) / metrics.length;
  const marks: Mark[] = metrics.map((metric, m) => label(fitted(metric, column), [left + column * (m + 0.5), 14]));
  for (const [s, subject] of subjects.entries()) {
    const y = 24 + s * 26;
    marks.push(label(fitted(subject, left - 8), [0, y + 16], 'start', 'ink'));
    for (const [m, metric] of metrics.entries()) {
      const cell = cells.find((one) => one.subject === subject && one.metric === metric);
      if (!cell) continue;
      const { tone, mark } = verdictMarks[cell.verdict];
      const shade = cell.verdict === 'differs' || cell.verdict === 'equivalent' ? 0.25 : 0.08;
      const x = left + column * m;
      marks.push({ mark: 'box', at: [x + 1, y], width: column - 2, height: 24, tone, shade });
      const text = column < 56 ? mark : `${mark} ${figureText4(cell.gap)}`;
      marks.push(label(text, [x + column / 2, y + 16], 'middle', 'ink'));
    }
  }
  const counts = Object.entries(verdictMarks).map(
    ([verdict, { name }]) => `${cells.filter((cell) => cell.verdict === verdict).length} ${name}`,
  );
  const description = `Models in rows, metrics in columns: ! differs, = equivalent, ? no evidence, - not estimable; the gap. ${counts.join(', ')}.`;
  return { kind: 'figure', title, description, width, height: 28 + subjects.length * 26, marks };
}

/** Groups with their values and intervals, of one cell. */
export function dotsFigure(title: string, groups: readonly GroupValue[]): Figure {
  const shown = groups.filter(({ value }) => value !== null);
  const ends = shown.flatMap(({ value, low, high }) => [value!, low ?? value!, high ?? value!]);
  const scale = scaleOf(Math.min(...ends), Math.max(...ends), left, width - 60);
  const bottom = 8 + shown.length * rowHeight;
  const marks: Mark[] = scale.ticks.flatMap(([value, x]): Mark[] => [
    { mark: 'line', from: [x, 4], to: [x, bottom], tone: 'hairline' },
    label(value, [x, bottom + 14]),
  ]);
  for (const [g, { group, value, low, high, size, n }] of shown.entries()) {
    const y = 4 + rowHeight * (g + 0.5);
    const tone: Tone = size === 'small' ? 'quiet' : 'accent';
    marks.push(label(fitted(group, left - 12), [0, y + 4], 'start', 'ink'));
    if (low !== null && high !== null)
      marks.push({ mark: 'line', from: [scale.at(low), y], to: [scale.at(high), y], tone });
    marks.push({ mark: 'dot', at: [scale.at(value!), y], r: 3.5, tone }, label(`n ${n}`, [width, y + 4], 'end'));
  }
  const description = shown.map(({ group, value }) => `${group} ${figureText4(value)}`).join(', ');
  return { kind: 'figure', title, description, width, height: bottom + 22, marks };
}

/** Lorenz curves of all runs beside the diagonal, which is an even spread. */
export function lorenzFigure(sides: readonly ItemSide[]): Figure {
  const size = 300;
  const at = (x: number, y: number): Point => [50 + x * size, 8 + (1 - y) * size];
  const marks: Mark[] = [0, 0.25, 0.5, 0.75, 1].flatMap((tick): Mark[] => [
    { mark: 'line', from: at(tick, 0), to: at(tick, 1), tone: 'hairline' },
    { mark: 'line', from: at(0, tick), to: at(1, tick), tone: 'hairline' },
    label(`${tick * 100}%`, [at(tick, 0)[0], 8 + size + 14]),
    label(`${tick * 100}%`, [44, at(0, tick)[1] + 4], 'end'),
  ]);
  marks.push({ mark: 'line', from: at(0, 0), to: at(1, 1), tone: 'quiet', isDashed: true });
  for (const [s, { subject, lorenz }] of sides.entries()) {
    const tone = seriesTone(s);
    marks.push({ mark: 'path', points: lorenz.map(({ items, exposure }) => at(items, exposure)), tone });
    // Where four fifths of the items end, so that a curve is known by its number as well as by its colour.
    const near = lorenz.find(({ items }) => items >= 0.8 + 0.03 * s) ?? lorenz.at(-1);
    if (near)
      marks.push(label(`${s + 1}`, [at(near.items, near.exposure)[0], at(0, near.exposure)[1] - 4], 'end', tone));
    const y = 20 + s * 18;
    marks.push({ mark: 'line', from: [400, y - 4], to: [420, y - 4], tone });
    marks.push(label(fitted(`${s + 1}  ${subject}`, 240), [428, y], 'start', 'ink'));
  }
  marks.push(label('share of items, the least shown first', [50 + size / 2, size + 40]));
  const description = `Share of exposure by share of items; the dashed diagonal is an even spread. ${sides
    .map(
      ({ subject, figures }) =>
        `${subject}: Gini ${figureText4(figures.find(({ name }) => name === 'gini')?.value ?? null)}`,
    )
    .join(', ')}.`;
  return { kind: 'figure', title: 'Lorenz curves of exposure', description, width, height: size + 48, marks };
}

/** Tenths of the catalogue by popularity: bars are exposure, ticks the share of interactions. */
export function decilesFigure({ subject, deciles }: ItemSide): Figure {
  const height = 120;
  const most = Math.max(0.1, ...deciles.flatMap(({ exposure, interactions }) => [exposure, interactions]));
  const column = (width - 50) / Math.max(1, deciles.length);
  const y = (share: number) => 8 + height * (1 - share / most);
  const marks: Mark[] = [0, most / 2, most].flatMap((share): Mark[] => [
    { mark: 'line', from: [50, y(share)], to: [width, y(share)], tone: 'hairline' },
    label(`${(share * 100).toFixed(0)}%`, [44, y(share) + 4], 'end'),
  ]);
  for (const [d, { decile, exposure, interactions }] of deciles.entries()) {
    const x = 50 + column * d;
    const bar = { width: column * 0.7, height: y(0) - y(exposure) };
    marks.push({ mark: 'box', at: [x + column * 0.15, y(exposure)], ...bar, tone: 'accent', shade: 0.6 });
    marks.push({
      mark: 'line',
      from: [x + column * 0.05, y(interactions)],
      to: [x + column * 0.95, y(interactions)],
      tone: 'ink',
    });
    marks.push(label(String(decile), [x + column / 2, height + 24]));
  }
  const description = `Tenths of the catalogue, the most popular first: bars are shares of exposure, lines shares of interactions. ${deciles
    .map(({ decile, exposure }) => `${decile}: ${(exposure * 100).toFixed(1)} %`)
    .join(', ')}.`;
  return {
    kind: 'figure',
    title: `${subject}: exposure by popularity`,
    description,
    width,
    height: height + 32,
    marks,
  };
}

/** Terms by AUC: the darker the further below 1. */
export function termsFigure(title: string, { terms }: ModerationSide): Figure {
  const columns = ['subgroup AUC', 'BPSN', 'BNSP'];
  const column = (width - left) / columns.length;
  const marks: Mark[] = columns.map((name, c) => label(name, [left + column * (c + 0.5), 14]));
  for (const [t, { term, subgroupAuc, bpsn, bnsp }] of terms.entries()) {
    const y = 20 + t * rowHeight;
    marks.push(label(fitted(term, left - 8), [0, y + 14], 'start', 'ink'));
    for (const [c, { value }] of [subgroupAuc, bpsn, bnsp].entries()) {
      const x = left + column * c;
      const shade = value === null ? 0 : Math.min(0.5, Math.max(0, 1 - value));
      marks.push({ mark: 'box', at: [x + 1, y + 1], width: column - 2, height: rowHeight - 2, tone: 'alert', shade });
      marks.push(label(figureText4(value), [x + column / 2, y + 14], 'middle', 'ink'));
    }
  }
  const description = `Identity terms in rows; the darker, the further below 1. The table has the numbers with their intervals.`;
  return { kind: 'figure', title, description, width, height: 24 + terms.length * rowHeight, marks };
}

function label(text: string, at: Point, anchor: 'start' | 'middle' | 'end' = 'middle', tone: Tone = 'quiet'): Mark {
  return { mark: 'text', at, text, anchor, tone };
}

/** Shortened so that it fits by a generous guess of the width of letters. */
function fitted(text: string, room: number): string {
  const letters = Math.max(3, Math.floor(room / (figureText * 0.56)));
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}

/** A scale over [low, high] with ticks at round values. */
function scaleOf(low: number, high: number, from: number, to: number) {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const rough = 10 ** Math.floor(Math.log10(span / 4));
  const step = rough * ([1, 2, 5, 10].find((times) => rough * times * 5 >= span) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  const at = (value: number) => from + ((value / step - first) / (last - first)) * (to - from);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, n) => {
    return [((first + n) * step).toFixed(digits), at((first + n) * step)] as const;
  });
  return { at, ticks };
}

function seriesTone(n: number): Tone {
  return `series${(n % 6) as 0 | 1 | 2 | 3 | 4 | 5}`;
}

export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
