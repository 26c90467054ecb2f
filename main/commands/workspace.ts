import { resolve } from 'node:path';
import { StewardError } from '../../engine/contract/errors.ts';
import { defaultWorkspace } from '../paths.ts';
import { withEngine, withWorkspace } from './engine.ts';
import { action, type CommandModule } from './io.ts';

interface Options {
  workspace?: string;
  json?: boolean;
}

/** `steward verify`, `steward backup`, `steward restore`. */
export const workspaceCommands: CommandModule = (program, io) => {
  program
    .command('verify')
    .description('check the database file and the hash chain of the audit log; exit code 1 where either is damaged')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const found = await withWorkspace(io, options, (client) => client.workspace.verify());
        if (options.json) io.out(JSON.stringify(found));
        else {
          io.out(`database   ${found.database.ok ? 'sound' : 'damaged'}`);
          for (const problem of found.database.problems) io.out(`  ${problem}`);
          const chain = found.audit.ok ? 'unbroken' : `broken at row ${found.audit.brokenAt}`;
          io.out(`audit log  ${chain}, ${found.audit.rows} rows`);
        }
        if (!found.ok) {
          throw new StewardError('WORKSPACE_DAMAGED', 'The workspace did not pass its checks.', {
            advice: 'Restore a backup: `steward restore FILE`.',
          });
        }
      }),
    );
  program
    .command('backup')
    .description('write a consistent copy of the workspace database, also while it is in use')
    .argument('[file]', 'where to; by default a dated file in the workspace’s backups folder')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (file: string | undefined, options: Options) => {
        const made = await withWorkspace(io, options, (client) =>
          client.workspace.backup({ file: file && resolve(file) }),
        );
        io.out(
          options.json ? JSON.stringify(made) : `Backed up to ${made.file} (${made.bytes.toLocaleString('en')} bytes)`,
        );
      }),
    );
  program
    .command('restore')
    .description('put a backup in the place of the workspace; what was there is kept beside it')
    .argument('<file>', 'a file that `steward backup` wrote')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (file: string, options: Options) => {
        const dir = resolve(options.workspace ?? defaultWorkspace());
        const { state, movedAside } = await withEngine(io, (client) =>
          client.workspace.restore({ file: resolve(file), dir }),
        );
        if (state.state === 'failed') throw new StewardError(state.code, state.message, { advice: state.advice });
        if (options.json) io.out(JSON.stringify({ dir, movedAside }));
        else {
          io.out(`Restored ${dir}`);
          if (movedAside) io.out(`  what was there: ${movedAside}`);
        }
      }),
    );
};
