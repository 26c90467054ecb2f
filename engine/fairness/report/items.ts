import type { ItemFigure, ItemSide } from '../../contract/index.ts';
import type { Block, Table } from './document.ts';
import { unique } from './input.ts';
import { decilesFigure, lorenzFigure } from './item-charts.ts';
import { estimateText, valueText } from './numbers.ts';

/** Series that one chart can tell apart. */
const mostSeries = 6;

/** How models spread attention over items: figures of whole lists, curves, and figures by group of items or users. */
export function items(sides: readonly ItemSide[]): Block[] {
  const parts = Array.from({ length: Math.ceil(sides.length / mostSeries) }, (_, n) =>
    sides.slice(n * mostSeries, (n + 1) * mostSeries),
  );
  const ofGroups = sides.flatMap(({ figures }) => figures.filter(({ group }) => group !== null));
  return [
    { kind: 'heading', level: 2, text: 'Items' },
    {
      kind: 'text',
      text: 'Figures of lists as a whole, with the convention that each follows. They are described, not tested: they have no verdict.',
    },
    wholeTable(sides),
    ...parts.flatMap((part) => [lorenzFigure(part), decilesFigure(part)]),
    decileTable(sides),
    ...unique(ofGroups.map(({ name }) => name)).map((name) => groupTable(sides, name)),
  ];
}

function wholeTable(sides: readonly ItemSide[]): Table {
  const names = unique(
    sides.flatMap(({ figures }) => figures.filter(({ group }) => group === null).map(({ name }) => name)),
  );
  return {
    kind: 'table',
    caption: 'Exposure of items, all together',
    columns: [{ name: 'figure' }, { name: 'convention' }, ...modelColumns(sides)],
    rows: names.map((name) => {
      const found = sides.map(({ figures }) => figures.find((figure) => figure.name === name && figure.group === null));
      const { label, convention } = found.find((figure) => figure !== undefined)!;
      return [label, convention, ...found.map(figureCell)];
    }),
  };
}

/** One figure of groups, group by group. */
function groupTable(sides: readonly ItemSide[], name: string): Table {
  const of = (side: ItemSide) => side.figures.filter((figure) => figure.name === name && figure.group !== null);
  const all = sides.flatMap(of);
  // Groups of several attributes have references of their own.
  const conventions = unique(all.map(({ convention }) => convention));
  return {
    kind: 'table',
    caption: `${all[0]!.label} by group: ${conventions.join('; ')}`,
    columns: [{ name: 'group' }, ...modelColumns(sides)],
    rows: unique(all.map(({ group }) => group!)).map((group) => [
      group,
      ...sides.map((side) => figureCell(of(side).find((figure) => figure.group === group))),
    ]),
  };
}

function decileTable(sides: readonly ItemSide[]): Table {
  const tenths = unique(sides.flatMap(({ deciles }) => deciles.map(({ decile }) => decile)));
  return {
    kind: 'table',
    caption:
      'Shares by tenth of the catalogue, the most popular first: of the interactions, and of the exposure by each model',
    columns: [{ name: 'tenth' }, { name: 'interactions', isNumber: true }, ...modelColumns(sides)],
    rows: tenths.map((tenth) => {
      const found = sides.map(({ deciles }) => deciles.find(({ decile }) => decile === tenth));
      const interactions = found.find((one) => one !== undefined)!.interactions;
      return [String(tenth), valueText(interactions), ...found.map((one) => valueText(one?.exposure ?? null))];
    }),
  };
}

function modelColumns(sides: readonly ItemSide[]) {
  return sides.map(({ subject }) => ({ name: subject, isNumber: true }));
}

function figureCell(figure: ItemFigure | undefined): string {
  return figure ? estimateText(figure) : 'n/a';
}
