import type { BadRow, DataFormat, DataKind, DataPreview } from '../../contract/index.ts';
import { openSource } from '../content/source.ts';
import { ChunkBuilder } from '../interactions/chunk-builder.ts';
import { type DataShape, dataShapeOf } from '../interactions/data-shape.ts';
import { placesOf } from '../interactions/mapping.ts';
import { guessAttributeMap, guessKind } from './attribute-guess.ts';
import { attributePlaces, takeDescribed } from './attribute-values.ts';
import { sampleOf } from './described-import.ts';
import { interactionsPlan } from './interactions-import.ts';

const rowsShown = 20;
const problemsShown = 100;

/** What a person should see before a file of recommender data is imported. `kind` says what it is meant to hold. */
export async function previewData(file: {
  path: string;
  name: string;
  format?: DataFormat;
  kind?: DataKind;
}): Promise<DataPreview> {
  const shape = await dataShapeOf(await openSource(file.path, file.name), file.format);
  const { map } = interactionsPlan(shape, {});
  const isPairs = map.user !== undefined && map.item !== undefined;
  const sample = sampleOf(shape);
  const kind = file.kind ?? guessKind(sample, isPairs);
  const preview = {
    name: file.name,
    bytes: shape.source.bytes,
    format: shape.format,
    gzip: shape.source.gzip,
    columns: [...shape.columns],
    rows: shape.sample.flatMap(({ line, values }) => (values ? [{ line, values }] : [])).slice(0, rowsShown),
    kind,
    interactionMap: isPairs ? map : null,
    attributeMap: guessAttributeMap(kind === 'users' ? 'users' : 'items', sample),
  };
  const problems = kind === 'interactions' ? pairProblems(shape, preview) : rowProblems(shape, preview);
  return { ...preview, problems: problems.slice(0, problemsShown) };
}

function pairProblems(shape: DataShape, { interactionMap, name }: Omit<DataPreview, 'problems'>): BadRow[] {
  if (interactionMap === null) return unreadable(shape);
  const problems: BadRow[] = [];
  const places = placesOf(interactionMap, shape.columns, name);
  const plan = { columns: shape.columns.length, places, map: interactionMap, as: 'view', chunkRows: 5000, skip: 0 };
  const builder = new ChunkBuilder(plan, ({ bad }) => problems.push(...bad));
  for (const { line, values, problem } of shape.sample) builder.cells(line, values, problem?.reason ?? '');
  builder.finish();
  return problems;
}

function rowProblems(shape: DataShape, { attributeMap, name }: Omit<DataPreview, 'problems'>): BadRow[] {
  if (attributeMap === null) return unreadable(shape);
  const places = attributePlaces(attributeMap, shape.columns, name);
  return shape.sample.flatMap(({ line, values, problem }) => {
    const taken = values === null ? { column: null, reason: problem.reason } : takeDescribed(values, places);
    return 'row' in taken ? [] : [{ line, ...taken }];
  });
}

function unreadable({ sample }: DataShape): BadRow[] {
  return sample.flatMap(({ line, problem }) => (problem ? [{ line, ...problem }] : []));
}
