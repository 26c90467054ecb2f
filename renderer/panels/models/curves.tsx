import { useQueries } from '@tanstack/react-query';
import type { CurvePoint, RunDetail } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { type ChartData, ChartFrame } from '../../ui/chart.tsx';
import { LineChart, type Series } from '../../ui/line-chart.tsx';
import { markLetters } from './compare.ts';
import { usePlace } from './place.ts';

/** One learning curve with its name and its place in the palette. */
export interface NamedCurve {
  name: string;
  color: number;
  curve: readonly CurvePoint[];
}

/** Learning curves over each other, with their table and export. */
export function CurveChart({
  curves,
  unit,
  title = 'Learning curve',
}: {
  curves: readonly NamedCurve[];
  unit: string;
  title?: string;
}) {
  const series: Series[] = curves.map(({ name, color, curve }) => ({
    name,
    color,
    points: curve.map(({ done, loss }) => ({ x: done, y: loss })),
  }));
  return (
    <ChartFrame
      title={title}
      definition={`The loss that fitting makes smaller, after each of the ${unit || 'steps'}. It compares settings of one model; losses of different models are not the same thing.`}
      data={tableOf(curves, unit)}
    >
      <LineChart series={series} xName={unit || 'steps'} yName="loss" />
    </ChartFrame>
  );
}

/** The curves of some runs, and of others that are only known by their numbers, as far as they count the same units. */
export function RunCurves({ runs, others = [] }: { runs: readonly RunDetail[]; others?: readonly number[] }) {
  const { queries } = useWorkbench();
  const [marks] = usePlace('marks');
  const fetched = useQueries({
    queries: others.map((id) => queries.models.run.queryOptions({ input: { id } })),
    combine: (results) => results.flatMap(({ data }) => (data ? [data] : [])),
  });
  const [first] = runs;
  if (!first) return null;
  const all = [...runs, ...fetched].filter(({ curve, curveUnit }) => curve.length > 1 && curveUnit === first.curveUnit);
  return (
    <CurveChart
      unit={first.curveUnit}
      title={all.length > 1 ? 'Learning curves' : 'Learning curve'}
      curves={all.map(({ id, name, curve }, index) => {
        const mark = marks.indexOf(id);
        const isAlone = all.filter((run) => run.name === name).length === 1;
        const unique = isAlone ? name : `${name} #${id}`;
        const free = [0, 1, 2, 3, 4, 5].filter((color) => !all.some((run) => marks.indexOf(run.id) === color));
        return {
          name: mark >= 0 ? `${markLetters[mark]} ${unique}` : unique,
          color: mark >= 0 ? mark : (free[index] ?? index),
          curve,
        };
      })}
    />
  );
}

function tableOf(curves: readonly NamedCurve[], unit: string): ChartData {
  const steps = [...new Set(curves.flatMap(({ curve }) => curve.map(({ done }) => done)))].sort((a, b) => a - b);
  const losses = curves.map(({ curve }) => new Map(curve.map(({ done, loss }) => [done, loss])));
  return {
    columns: [unit || 'steps', ...curves.map(({ name }) => name)],
    rows: steps.map((step) => [step, ...losses.map((of) => of.get(step)?.toPrecision(6) ?? '')]),
  };
}
