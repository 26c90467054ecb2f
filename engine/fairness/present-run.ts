import type { CatalogData } from '../catalog/interactions/catalog-data.ts';
import { StewardError } from '../contract/errors.ts';
import type { RunDetail } from '../contract/index.ts';
import type { Store } from '../store/store.ts';

/**
 * A run that was measured on the present data, user by user. NOT_FOUND where there is none; BAD_INPUT for a trial, of which
 * values of users are not kept, and for a run on other data. `field` is where it was asked for.
 */
export function presentRun(store: Pick<Store, 'runs'>, { hash }: CatalogData, id: number, field: string): RunDetail {
  const run = store.runs.read(id);
  const place = { place: { field } };
  if (!run) {
    throw new StewardError('NOT_FOUND', `There is no run ${id}.`, { advice: 'Look at the list of runs.', ...place });
  }
  if (run.kind === 'trial') {
    throw new StewardError('BAD_INPUT', `Run ${id} is a trial of a search: values of users are not kept of those.`, {
      advice: 'Evaluate the model with these parameters, and take that run.',
      ...place,
    });
  }
  if (run.dataHash === hash) return run;
  throw new StewardError('BAD_INPUT', `Run ${id} (${run.name}) was measured on other data than the present.`, {
    advice: 'Evaluate the model again, and take that run.',
    ...place,
  });
}
