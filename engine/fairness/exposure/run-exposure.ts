import type { Attributes } from '../../catalog/interactions/attributes.ts';
import type { CatalogData, Signals } from '../../catalog/interactions/catalog-data.ts';
import { type Grouping, groupingAt, groupingOf } from '../../catalog/interactions/groups.ts';
import { builtInRules } from '../../catalog/interactions/signals.ts';
import { userGrouping } from '../../catalog/interactions/user-groups.ts';
import { StewardError } from '../../contract/errors.ts';
import type { Run, SignalRule } from '../../contract/index.ts';
import { type Csr, csrFromTriples } from '../../numeric/csr.ts';
import { inWorker } from '../../numeric/parallel.ts';
import { placeOf } from '../../recommend/histories.ts';
import type { Store } from '../../store/store.ts';
import type { ExposureRequest } from './measure.ts';
import type { ExposureReport } from './report.ts';
import type { PositionModel } from './weights.ts';

/** Where runs, and the data they were made from, come from. */
export interface RunData {
  store: Pick<Store, 'runs' | 'rules'>;
  data(): Promise<CatalogData>;
  signals(data: CatalogData, rule: SignalRule): Promise<Signals>;
}

export interface RunExposureOptions {
  /** The attribute whose values group items. */
  itemAttribute?: string;
  /** What groups users, as `userGrouping` names it: 'gender', 'activity'. */
  userAttribute?: string;
  /** The attribute whose values are the categories of calibration. */
  categories?: string;
  position?: PositionModel;
  signal?: AbortSignal;
}

/**
 * How fair the lists of a stored run are to items, measured on a thread against the very part of the data that its model
 * learnt from. NOT_FOUND where there is no such run or attribute, BAD_INPUT where it has no lists, CONFLICT where the
 * data has changed since.
 */
export async function runExposure(
  context: RunData,
  id: number,
  options: RunExposureOptions = {},
): Promise<ExposureReport> {
  const { runs, rules } = context.store;
  const run = runs.read(id);
  if (!run) throw new StewardError('NOT_FOUND', `There is no run ${id}.`, { place: { field: 'run' } });
  const [users, items] = [runs.ints(id, 'users'), runs.ints(id, 'lists')];
  if (!users || !items) {
    throw new StewardError('BAD_INPUT', `Run ${id} has no lists.`, {
      advice: 'Take a run of an evaluation; trials keep their figures alone.',
      place: { field: 'run' },
    });
  }
  const data = await context.data();
  checkSameData(run, data);
  const rule = rules.get(run.rule, run.ruleVersion);
  const { protocol, seed } = run;
  const signals = await context.signals(data, rule);
  const asksForRatings = protocol.relevantFrom !== null && rule.signal === 'implicit';
  const ratings = asksForRatings ? (await context.signals(data, builtInRules[0]!)).pairs : null;
  const { k } = protocol;
  // Users without a relevant item were given no list.
  const listed = Int32Array.from(users.keys()).filter((at) => items[at * k]! >= 0);
  const rows = listed.map((at) => placeOf(data.userRows, users[at]!));
  const { itemAttribute, userAttribute, categories } = options;
  const request: ExposureRequest = {
    task: { rule, signals, ratings, protocol, seed, part: 'test' },
    lists: { k, items: listsIn(data, items, listed, k), scores: new Float32Array(0) },
    users: rows,
    ...(itemAttribute !== undefined && { itemGroups: groupsBy(data.itemAttributes, itemAttribute) }),
    ...(userAttribute !== undefined && { userGroups: groupingAt(userGrouping(data, userAttribute), rows) }),
    ...(categories !== undefined && { categories: categoriesOf(data.itemAttributes, categories) }),
    ...(options.position && { position: options.position }),
  };
  const worker = new URL('./exposure-worker.ts', import.meta.url);
  return inWorker<ExposureRequest, ExposureReport>(worker, request, { signal: options.signal });
}

/** Some of the lists, in rows of the data. */
function listsIn({ itemRows }: CatalogData, items: Int32Array, listed: Int32Array, k: number): Int32Array {
  return Int32Array.from({ length: listed.length * k }, (_, place) => {
    const item = items[listed[Math.floor(place / k)]! * k + (place % k)]!;
    return item < 0 ? -1 : placeOf(itemRows, item);
  });
}

/** Groups by an attribute; rows with several values are in the group 'several', rows without one in none. NOT_FOUND where there is none of the name. */
function groupsBy(attributes: Attributes | null, name: string): Grouping {
  const { columns, matrix } = columnsOf(attributes, name);
  const { indptr, indices } = matrix;
  const values = Array.from({ length: matrix.rows }, (_, row) => {
    const [from, to] = [indptr[row]!, indptr[row + 1]!];
    if (from === to) return null;
    return to - from > 1 ? 'several' : columns[indices[from]!]!;
  });
  return groupingOf(name, values);
}

/** Rows x values of an attribute. NOT_FOUND where there is none of the name. */
export function categoriesOf(attributes: Attributes | null, name: string): Csr {
  return columnsOf(attributes, name).matrix;
}

function columnsOf(attributes: Attributes | null, name: string): { columns: string[]; matrix: Csr } {
  const all = attributes?.names ?? [];
  const places = all.flatMap((column, place) => (column.startsWith(`${name}:`) ? [place] : []));
  if (!attributes || places.length === 0) {
    const names = [...new Set(all.map((column) => column.slice(0, column.indexOf(':'))))];
    throw new StewardError('NOT_FOUND', `There is no attribute '${name}' to group by.`, {
      advice: names.length === 0 ? 'Import a file that describes them.' : `There are: ${names.join(', ')}.`,
      place: { field: 'attribute' },
    });
  }
  const placeIn = new Int32Array(all.length).fill(-1);
  for (const [column, place] of places.entries()) placeIn[place] = column;
  const { rows, indptr, indices } = attributes.rows;
  const [row, column]: [number[], number[]] = [[], []];
  for (let r = 0; r < rows; r++) {
    for (let e = indptr[r]!; e < indptr[r + 1]!; e++) {
      const own = placeIn[indices[e]!]!;
      if (own < 0) continue;
      row.push(r);
      column.push(own);
    }
  }
  const ones = new Float32Array(row.length).fill(1);
  const columns = places.map((place) => all[place]!.slice(name.length + 1));
  return { columns, matrix: csrFromTriples(rows, places.length, row, column, ones) };
}

function checkSameData(run: Pick<Run, 'id' | 'dataHash'>, { hash }: CatalogData): void {
  if (run.dataHash === hash) return;
  throw new StewardError('CONFLICT', `The data has changed since run ${run.id} was made.`, {
    advice: 'Evaluate the model again.',
    place: { field: 'run' },
  });
}
