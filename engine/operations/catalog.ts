import { findIn } from '../catalog/data/find.ts';
import { datasetFolder, planDataset } from '../catalog/data-import/dataset-plan.ts';
import { importParams, startDataImport, startDatasetImport } from '../catalog/data-import/job.ts';
import { previewData } from '../catalog/data-import/preview.ts';
import { StewardError } from '../contract/errors.ts';
import { os } from './base.ts';
import { locate } from './content.ts';
import { coverOf } from './covered.ts';

/** How old a summary may be while the data changes, in milliseconds. */
const whileChanging = 5000;

export const catalogOperations = os.catalog.router({
  preview: os.catalog.preview.handler(({ input: { source, ...how }, context }) =>
    previewData({ ...how, ...locate(context.workspace(), source) }),
  ),

  import: os.catalog.import.handler(({ input, context }) => {
    const workspace = context.workspace();
    return startDataImport(workspace.jobs, importParams(input, locate(workspace, input.source)));
  }),

  inspectDataset: os.catalog.inspectDataset.handler(async ({ input: { dir } }) =>
    datasetFolder(dir, await planDataset(dir)),
  ),

  importDataset: os.catalog.importDataset.handler(({ input, context }) =>
    startDatasetImport(context.workspace().jobs, input.dir),
  ),

  summary: os.catalog.summary.handler(async ({ context }) => {
    const { jobs, catalog } = context.workspace();
    // Reading all of it after every chunk of an import would slow the import down.
    const isChanging = jobs.runningOf('import-data') ?? jobs.runningOf('demo');
    return (await (isChanging ? catalog.recent(whileChanging) : catalog.get())).summary;
  }),

  setSignal: os.catalog.setSignal.handler(async ({ input: { kind, signal }, context }) => {
    const workspace = context.workspace();
    if (!workspace.store.catalog.setSignal(kind, signal)) {
      const names = workspace.store.catalog.kinds().map(({ name }) => name);
      throw new StewardError('NOT_FOUND', `There are no interactions of the kind '${kind}'.`, {
        advice: names.length > 0 ? `Kinds are: ${names.join(', ')}.` : 'Import interactions first.',
        place: { field: 'kind' },
      });
    }
    context.changes.announce('catalog');
    return (await workspace.catalog.get()).summary;
  }),

  find: os.catalog.find.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const cover = coverOf(workspace.mask);
    return (await findIn(await workspace.data(), input)).map((one) => ({ ...one, title: cover(one.title) }));
  }),

  rules: os.catalog.rules.handler(({ context }) => context.workspace().store.rules.list()),

  saveRule: os.catalog.saveRule.handler(({ input, context }) => {
    const workspace = context.workspace();
    const saved = workspace.store.rules.save(input, workspace.settings().reviewer);
    context.changes.announce('catalog');
    return saved;
  }),
});
