import { basename } from 'node:path';
import { badRowsPage } from '../catalog/content/bad-rows.ts';
import { previewFile } from '../catalog/content/preview.ts';
import { toNewContent, toNewReport } from '../catalog/content/rows.ts';
import { startImport } from '../catalog/content/start.ts';
import type { FileSource } from '../contract/index.ts';
import type { Workspace } from '../workspace.ts';
import { os } from './base.ts';

export const contentOperations = os.content.router({
  stage: os.content.stage.handler(async ({ input, context }) => {
    const { upload, name, offset, data } = input;
    const bytes = new Uint8Array(await data.arrayBuffer());
    return { upload, received: await context.workspace().staging.append(upload, name, offset, bytes) };
  }),

  preview: os.content.preview.handler(({ input, context }) =>
    previewFile({ ...locate(context.workspace(), input.source), format: input.format }),
  ),

  import: os.content.import.handler(({ input, context }) => {
    const workspace = context.workspace();
    return startImport(workspace.jobs, {
      kind: 'content',
      ...locate(workspace, input.source),
      format: input.format,
      map: input.map,
    });
  }),

  importReports: os.content.importReports.handler(({ input, context }) => {
    const workspace = context.workspace();
    return startImport(workspace.jobs, {
      kind: 'reports',
      ...locate(workspace, input.source),
      format: input.format,
      map: input.map,
    });
  }),

  imports: os.content.imports.handler(({ input, context }) => context.workspace().store.imports.list(input)),

  badRows: os.content.badRows.handler(async ({ input, context }) => {
    const { badRowsFile } = await context.workspace().store.imports.get(input.import);
    return badRowsFile ? badRowsPage(badRowsFile, input) : { rows: [], total: 0 };
  }),

  intake: os.content.intake.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    const outcome = await workspace.store.content.add(toNewContent(input));
    context.changes.announce('content', 'review');
    workspace.background.arrived();
    return outcome;
  }),

  report: os.content.report.handler(async ({ input, context }) => {
    const { externalId, result, held } = await context.workspace().store.reports.add(toNewReport(input));
    context.changes.announce('review');
    return { id: externalId, result, held };
  }),
});

/** Where a file lies that is to be imported, and what people call it. */
export function locate(workspace: Workspace, source: FileSource): { path: string; name: string } {
  if ('path' in source) return { path: source.path, name: basename(source.path) };
  return workspace.staging.locate(source.upload);
}
