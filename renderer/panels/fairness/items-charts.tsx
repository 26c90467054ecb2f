import type { AuditCell, ItemSide } from '../../../engine/contract/fairness.ts';
import { type ChartData, ChartFrame } from '../../ui/chart.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import styles from './items.module.css';
import { byGroup, popularityCells, withoutCommonWord } from './items.ts';
import { type Bars, GroupedBars } from './items-bars.tsx';

/** The charts of one run, or of two over each other. */
export function ItemCharts({ sides, cells }: { sides: readonly ItemSide[]; cells: readonly AuditCell[] }) {
  const names = sides.map(({ subject, run }) =>
    sides.filter((other) => other.subject === subject).length > 1 ? `${subject} #${run}` : subject,
  );
  return (
    <div className={styles.charts}>
      <Lorenz sides={sides} names={names} />
      <Deciles sides={sides} names={names} />
      <Grouped
        title="Attention to head and tail"
        definition="The share of all attention that groups of items get, 1 / log2(1 + place) a place. The head are the fewest items that hold 80 % of all interactions, the tail is the rest. PopRSP and PopREO below tell how unequal their chances are."
        groupName="Group of items"
        bars={barsOf(sides, names, 'exposure', isOfPopularity)}
      />
      <Grouped
        title="Attention to groups of items"
        definition={`The share of all attention that groups of items get, 1 / log2(1 + place) a place; the ${mostGroups} groups that get most. All of them stand in the table of figures.`}
        groupName="Group of items"
        bars={barsOf(sides, names, 'exposure', (group) => !isOfPopularity(group))}
      />
      <Grouped
        title="DeltaGAP by group of users"
        definition="(Mean popularity of the lists - of the histories) / of the histories, by group of users (Abdollahpouri et al. 2019). Above 0 users are shown more popular items than they chose themselves."
        groupName="Group of users"
        bars={barsOf(sides, names, 'deltaGap')}
      />
      <Popularity sides={sides} names={names} cells={cells} />
    </div>
  );
}

function Lorenz({ sides, names }: { sides: readonly ItemSide[]; names: readonly string[] }) {
  const curves = sides.map(({ lorenz }, side) => ({
    name: names[side]!,
    color: side,
    points: lorenz.map(({ items, exposure }) => ({ x: items, y: exposure })),
  }));
  const equal = {
    name: 'equal',
    color: 5,
    points: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  };
  return (
    <ChartFrame
      title="Lorenz curve of exposure"
      definition="Items from the least to the most shown, and the share of all places that they fill together. The further below the line of equality, the larger Gini."
      data={{
        columns: ['run', 'share of items', 'share of exposure'],
        rows: curves.flatMap(({ name, points }) => points.map(({ x, y }) => [name, x.toFixed(4), y.toFixed(4)])),
      }}
    >
      <LineChart series={[...curves, equal]} xName="share of items, the least shown first" yName="share of exposure" />
    </ChartFrame>
  );
}

function Deciles({ sides, names }: { sides: readonly ItemSide[]; names: readonly string[] }) {
  const first = sides[0]!.deciles;
  return (
    <Grouped
      title="Exposure by popularity"
      definition="Tenths of the catalogue, the most popular first: their share of all attention in lists beside their share of the interactions that models learnt from."
      groupName="Tenth"
      bars={{
        categories: first.map(({ decile }) => String(decile)),
        series: [
          { name: 'interactions', color: 5, values: first.map(({ interactions }) => interactions) },
          ...sides.map(({ deciles }, side) => ({
            name: `attention of ${names[side]}`,
            color: side,
            values: deciles.map(({ exposure }) => exposure),
          })),
        ],
      }}
    />
  );
}

/** Mean popularity of what groups of users are shown, one chart for each way of grouping them. */
function Popularity({
  sides,
  names,
  cells,
}: {
  sides: readonly ItemSide[];
  names: readonly string[];
  cells: readonly AuditCell[];
}) {
  const own = popularityCells(
    cells,
    sides.map(({ run }) => run),
  );
  return [...new Set(own.map(({ grouping }) => grouping))].map((grouping) => {
    const here = own.filter((cell) => cell.grouping === grouping);
    const categories = [...new Set(here.flatMap(({ groups }) => groups.map(({ group }) => group)))];
    const series = sides.map(({ run }, side) => {
      const groups = here.find((cell) => cell.run === run)?.groups ?? [];
      const shown = (category: string) => groups.find(({ group }) => group === category)?.value ?? null;
      return { name: names[side]!, color: side, values: categories.map(shown) };
    });
    return (
      <Grouped
        key={grouping}
        title={`Popularity of lists by ${grouping}`}
        definition="ARP: the mean number of users who had the items of a list, a mean over the users of the group. Small groups are hidden."
        groupName={grouping}
        bars={{ categories, series }}
      />
    );
  });
}

/** More names than these run into each other under the bars. */
const mostGroups = 6;

function isOfPopularity(group: string): boolean {
  return group === 'head' || group === 'tail';
}

function barsOf(
  sides: readonly ItemSide[],
  names: readonly string[],
  figure: string,
  isWanted: (group: string) => boolean = () => true,
): Bars {
  const values = sides.map((side) => new Map(byGroup(side, figure).map(({ group, value }) => [group, value])));
  const wanted = [...new Set(values.flatMap((own) => [...own.keys()]))].filter(isWanted);
  const largest = (group: string) => Math.max(...values.map((own) => Math.abs(own.get(group) ?? 0)));
  const shown = new Set(wanted.toSorted((a, b) => largest(b) - largest(a)).slice(0, mostGroups));
  const categories = wanted.filter((group) => shown.has(group));
  return {
    categories,
    series: values.map((own, side) => ({
      name: names[side]!,
      color: side,
      values: categories.map((category) => own.get(category) ?? null),
    })),
  };
}

/** Bars with their table; nothing where there is nothing to draw. */
function Grouped({
  title,
  definition,
  groupName,
  bars,
}: {
  title: string;
  definition: string;
  groupName: string;
  bars: Bars;
}) {
  if (bars.categories.length === 0) return null;
  const data: ChartData = {
    columns: [groupName, ...bars.series.map(({ name }) => name)],
    rows: bars.categories.map((category, at) => [
      category,
      ...bars.series.map(({ values }) => values[at]?.toPrecision(4) ?? '–'),
    ]),
  };
  const { word, rest } = withoutCommonWord(bars.categories);
  return (
    <ChartFrame title={title} definition={definition} data={data}>
      <GroupedBars bars={{ ...bars, categories: rest }} xName={word ?? groupName} />
    </ChartFrame>
  );
}
