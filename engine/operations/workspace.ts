import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { demoSettings } from '../catalog/demo/settings.ts';
import { asStewardError, StewardError } from '../contract/errors.ts';
import type { BackupFile, Verification } from '../contract/index.ts';
import { readRecent } from '../recent.ts';
import { listBackups, restoreBackup } from '../store/maintenance.ts';
import { workspaceFiles } from '../store/open.ts';
import { Workspace } from '../workspace.ts';
import { os } from './base.ts';

export const workspaceOperations = os.workspace.router({
  state: os.workspace.state.handler(({ context }) => context.state()),

  recent: os.workspace.recent.handler(({ context }) => readRecent(context.options.paths.config)),

  suggestFolder: os.workspace.suggestFolder.handler(({ input }) => {
    const name = input.name.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim() || 'Workspace';
    return { dir: freshFolder(join(homedir(), 'Steward', name)) };
  }),

  open: os.workspace.open.handler(({ input, context }) =>
    context.switchTo(input.dir, () => Workspace.open(input.dir, context.options, context.changes)),
  ),

  create: os.workspace.create.handler(({ input, context }) =>
    context.switchTo(input.dir, () =>
      Workspace.create(input.dir, { name: input.name, isDemo: false }, context.options, context.changes),
    ),
  ),

  demo: os.workspace.demo.handler(async ({ input, context }) => {
    const { dir: wanted, ...sizes } = input;
    // Refused before there is a workspace: what is asked for may not go together.
    const settings = demoSettings(sizes, context.clock());
    const dir = wanted ?? freshFolder(join(context.options.paths.config, 'demo'));
    const state = await context.switchTo(dir, () =>
      Workspace.create(dir, { name: 'Demo', isDemo: true }, context.options, context.changes),
    );
    if (state.state === 'open') {
      await context.workspace().jobs.start('demo', {
        title: 'Make the demo',
        params: settings,
        unit: 'rows',
        total: settings.items + settings.interactions,
        resumable: true,
      });
    }
    return state;
  }),

  close: os.workspace.close.handler(({ context }) => context.close()),

  settings: os.workspace.settings.handler(({ context }) => context.workspace().settings()),

  changeSettings: os.workspace.changeSettings.handler(async ({ input, context }) => {
    const workspace = context.workspace();
    if (input.dropFolder && !existsSync(input.dropFolder)) {
      throw new StewardError('BAD_INPUT', 'There is no such folder.', {
        advice: 'Make the folder first, or choose another.',
        place: { field: 'dropFolder', file: input.dropFolder },
      });
    }
    workspace.store.settings.change(input);
    await workspace.background.settingsChanged();
    workspace.background.arrived();
    context.changes.announce('settings');
    return workspace.settings();
  }),

  backup: os.workspace.backup.handler(async ({ input, context }) => {
    const { jobs, store } = context.workspace();
    const stamp = new Date(context.clock()).toISOString().replaceAll(':', '-');
    const file = input.file ?? join(store.dir, workspaceFiles.backups, `${stamp}.sqlite`);
    const job = await jobs.start('backup', { title: 'Back up', params: { file }, unit: 'pages', resumable: false });
    const made = await jobs.outcome<Omit<BackupFile, 'madeAt'>>(job.id);
    store.db.transaction(() =>
      store.audit.append({
        actor: context.workspace().settings().reviewer,
        action: 'workspace.backup',
        subject: 'workspace',
        detail: { bytes: made.bytes },
      }),
    );
    context.changes.announce('workspace', 'audit');
    return { ...made, madeAt: context.clock() };
  }),

  backups: os.workspace.backups.handler(({ input, context }) =>
    listBackups(input.dir ?? context.workspace().store.dir),
  ),

  restore: os.workspace.restore.handler(async ({ input, context }) => {
    const state = context.state();
    const isOpen = state.state === 'open' && state.dir === input.dir;
    if (isOpen) await context.close();
    let movedAside: string | null = null;
    let failure: StewardError | undefined;
    try {
      ({ movedAside } = await restoreBackup(input.file, input.dir, context.clock()));
    } catch (thrown) {
      failure = asStewardError(thrown);
    }
    // What was open is open again, whether the restore worked or not.
    const after =
      failure && !isOpen
        ? context.state()
        : await context.switchTo(input.dir, () => Workspace.open(input.dir, context.options, context.changes));
    if (failure) throw failure;
    return { state: after, movedAside };
  }),

  verify: os.workspace.verify.handler(async ({ context }) => {
    const { jobs } = context.workspace();
    const job = await jobs.start('verify', {
      title: 'Verify the workspace',
      params: {},
      unit: 'checks',
      resumable: false,
    });
    return jobs.outcome<Verification>(job.id);
  }),

  audit: os.workspace.audit.handler(({ input, context }) => context.workspace().store.audit.list(input)),
});

/** `wanted`, or the first of `wanted 2`, `wanted 3` ... that is not there or empty. */
function freshFolder(wanted: string): string {
  for (let n = 1; ; n++) {
    const dir = n === 1 ? wanted : `${wanted} ${n}`;
    if (!existsSync(dir) || readdirSync(dir).length === 0) return dir;
  }
}
