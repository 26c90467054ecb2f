import { version } from '../version.ts';
import { os } from './base.ts';

export const jobsOperations = os.jobs.router({
  list: os.jobs.list.handler(({ context }) => context.workspace().jobs.list()),
  cancel: os.jobs.cancel.handler(({ input, context }) => context.workspace().jobs.cancel(input.id)),
  resume: os.jobs.resume.handler(({ input, context }) => context.workspace().jobs.resume(input.id)),
  watch: os.jobs.watch.handler(({ input, context, signal }) => context.workspace().jobs.watch(input.id, signal)),
});

export const changesOperations = os.changes.router({
  watch: os.changes.watch.handler(({ context, signal }) => context.changes.watch(signal)),
});

export const engineOperations = os.engine.router({
  about: os.engine.about.handler(({ context }) => ({
    version: version,
    instance: context.instance,
    pid: process.pid,
  })),
});
