import type { ItemSide } from '../../contract/index.ts';
import { label, legend, seriesTone, width } from './chart-parts.ts';
import type { Figure, Mark, Point } from './document.ts';
import { unique } from './input.ts';
import { valueText } from './numbers.ts';

/** Lorenz curves of models beside the diagonal, which is an even spread. */
export function lorenzFigure(sides: readonly ItemSide[]): Figure {
  const size = 280;
  const at = (x: number, y: number): Point => [50 + x * size, 8 + (1 - y) * size];
  const marks: Mark[] = [0, 0.25, 0.5, 0.75, 1].flatMap((tick): Mark[] => [
    { mark: 'line', from: at(tick, 0), to: at(tick, 1), tone: 'hairline' },
    { mark: 'line', from: at(0, tick), to: at(1, tick), tone: 'hairline' },
    label(`${tick * 100} %`, [at(tick, 0)[0], 8 + size + 14]),
    label(`${tick * 100} %`, [44, at(0, tick)[1] + 4], { anchor: 'end' }),
  ]);
  marks.push({ mark: 'line', from: at(0, 0), to: at(1, 1), tone: 'quiet', isDashed: true });
  for (const [s, { lorenz }] of sides.entries()) {
    const tone = seriesTone(s);
    marks.push({ mark: 'path', points: lorenz.map(({ items, exposure }) => at(items, exposure)), tone });
    // At heights of their own, so that a curve is known by its number as well as by its colour.
    const near = lorenz.find(({ exposure }) => exposure >= 0.15 + 0.13 * s);
    if (near)
      marks.push(label(`${s + 1}`, [at(near.items, 0)[0] - 5, at(0, near.exposure)[1]], { anchor: 'end', tone }));
  }
  marks.push(
    ...legend(
      sides.map(({ subject }) => subject),
      [380, 24],
      250,
    ),
  );
  marks.push(label('share of items, the least shown first', [50 + size / 2, size + 38]));
  const ginis = sides.map(({ subject, figures }) => {
    return `${subject}: Gini ${valueText(figures.find(({ name }) => name === 'gini')?.value ?? null)}`;
  });
  return {
    kind: 'figure',
    title: 'Lorenz curves of exposure',
    description: `Share of exposure (upwards) by share of items; the dashed diagonal is an even spread. ${ginis.join(', ')}.`,
    width,
    height: size + 46,
    marks,
  };
}

/** Tenths of the catalogue by popularity: bars are exposure by model, lines the share of interactions. */
export function decilesFigure(sides: readonly ItemSide[]): Figure {
  const height = 130;
  const all = sides.flatMap(({ deciles }) => deciles);
  const tenths = unique(all.map(({ decile }) => decile));
  const most = Math.max(0.1, ...all.flatMap(({ exposure, interactions }) => [exposure, interactions]));
  const column = (width - 50) / Math.max(1, tenths.length);
  const y = (share: number) => 8 + height * (1 - share / most);
  const marks: Mark[] = [0, most / 2, most].flatMap((share): Mark[] => [
    { mark: 'line', from: [50, y(share)], to: [width, y(share)], tone: 'hairline' },
    label(`${(share * 100).toFixed(0)} %`, [44, y(share) + 4], { anchor: 'end' }),
  ]);
  const bar = (column * 0.8) / sides.length;
  for (const [t, tenth] of tenths.entries()) {
    const x = 50 + column * (t + 0.1);
    for (const [s, { deciles }] of sides.entries()) {
      const exposure = deciles.find(({ decile }) => decile === tenth)?.exposure ?? 0;
      const box = { at: [x + bar * s, y(exposure)] as const, width: bar * 0.9, height: y(0) - y(exposure) };
      marks.push({ mark: 'box', ...box, tone: seriesTone(s), shade: 0.8 });
    }
    const interactions = all.find(({ decile }) => decile === tenth)!.interactions;
    marks.push({
      mark: 'line',
      from: [x - 3, y(interactions)],
      to: [x + column * 0.8 + 3, y(interactions)],
      tone: 'ink',
    });
    marks.push(label(String(tenth), [x + column * 0.4, height + 24]));
  }
  marks.push(
    ...legend(
      sides.map(({ subject }) => subject),
      [width - 240, 24],
      210,
    ),
  );
  return {
    kind: 'figure',
    title: 'Exposure by popularity of items',
    description:
      'Tenths of the catalogue, the most popular first. Bars are shares of exposure, model by model in the order of their numbers; black lines are shares of the interactions that models learnt from. The table has the numbers.',
    width,
    height: height + 32,
    marks,
  };
}
