import type { ModelVersion } from '../../engine/contract/index.ts';
import { trainingText } from '../../engine/recommend/mitigation/training.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';
import { paramText } from './model-jobs.ts';

interface Options {
  workspace?: string;
  json?: boolean;
}

/** `steward versions`: the fitted models of the workspace; `versions activate`, `versions remove`. */
export const versionsCommand: CommandModule = (program, io) => {
  const parent = program
    .command('versions')
    .description('list the fitted models of the workspace, newest first')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON array')
    .action(
      action(io, async (options: Options) => {
        const versions = await withWorkspace(io, options, (client) => client.models.versions());
        if (options.json) io.out(JSON.stringify(versions));
        else for (const version of versions) io.out(lineOf(version));
      }),
    );
  parent
    .command('activate')
    .description('make a version the active one of its slot; the one before is kept and can be made active again')
    .argument('<version>', 'its number', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (id: number, options: Options) => {
        const version = await withWorkspace(io, options, (client) => client.models.activate({ id }));
        io.out(options.json ? JSON.stringify(version) : `Version ${id} is active in '${version.slot}'`);
      }),
    );
  parent
    .command('remove')
    .description('delete a version that is not active, with its file')
    .argument('<version>', 'its number', wholeNumber(1))
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (id: number, options: Options) => {
        await withWorkspace(io, options, (client) => client.models.removeVersion({ id }));
        io.out(options.json ? JSON.stringify({ id }) : `Removed version ${id}`);
      }),
    );
};

function lineOf({ id, slot, state, algorithm, params, mitigation, bytes, problem, isBehind }: ModelVersion): string {
  const fairer = mitigation ? `  fairer: ${trainingText(mitigation)}` : '';
  const notes = [...(isBehind ? ['data changed since'] : []), ...(problem === null ? [] : [problem])];
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  const note = notes.length > 0 ? `  ! ${notes.join('; ')}` : '';
  return `${String(id).padStart(4)}  ${slot}  ${state.padEnd(9)} ${algorithm.padEnd(12)} ${size.padStart(9)}  ${paramText(params)}${fairer}${note}`;
}
