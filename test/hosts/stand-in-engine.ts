import { randomUUID } from 'node:crypto';
import { createRouterClient, implement, type Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { contract, type Job, type Topic, type WorkspaceState } from '../../engine/contract/index.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineClient } from '../../main/engine-client.ts';

/**
 * An engine of a few operations that keeps nothing: hosts are tested against it where the real one would only cost
 * time, or where a test must see inside (how many watch a job, said in the version).
 */
export async function createStandInEngine(options: { openAtStart?: string } = {}): Promise<Engine> {
  const os = implement(contract);
  const instance = randomUUID();
  const listeners = new Set<(topics: Topic[]) => void>();
  let watchers = 0;
  let state: WorkspaceState = options.openAtStart ? opened(options.openAtStart) : { state: 'closed' };
  const settings = { reviewer: 'Reviewer', moderateOnArrival: true, dropFolder: null as string | null };
  const taken = new Map<string, string>();
  const staged = new Map<string, number>();
  const announce = (...topics: Topic[]): void => {
    for (const listener of listeners) listener(topics);
  };

  const router = {
    engine: {
      about: os.engine.about.handler(() => ({ version: `job watchers: ${watchers}`, instance, pid: process.pid })),
    },
    workspace: {
      state: os.workspace.state.handler(() => state),
      create: os.workspace.create.handler(({ input }) => {
        state = opened(input.dir);
        announce('workspace');
        return state;
      }),
      open: os.workspace.open.handler(({ input }) => {
        state = opened(input.dir);
        announce('workspace');
        return state;
      }),
      close: os.workspace.close.handler(() => {
        state = { state: 'closed' };
        announce('workspace');
        return state;
      }),
      changeSettings: os.workspace.changeSettings.handler(({ input }) => {
        announce('settings');
        return Object.assign(settings, input);
      }),
    },
    jobs: {
      cancel: os.jobs.cancel.handler(({ input, errors }) => {
        throw errors.NOT_FOUND({
          message: `There is no job ${input.id}.`,
          data: { advice: 'Look at the list of jobs.', place: { field: 'id' } },
        });
      }),
      watch: os.jobs.watch.handler(async function* ({ input, signal }) {
        watchers += 1;
        try {
          for (let done = 0; done <= 100 && !signal?.aborted; done += 1) {
            yield job(input.id, done);
            await new Promise((resolve) => setTimeout(resolve, done < 3 ? 0 : 20));
          }
        } finally {
          watchers -= 1;
        }
      }),
    },
    changes: {
      watch: os.changes.watch.handler(async function* ({ signal }) {
        const queue: Topic[][] = [[]];
        let wake = (): void => {};
        const listener = (topics: Topic[]): void => {
          queue.push(topics);
          wake();
        };
        listeners.add(listener);
        signal?.addEventListener('abort', () => wake());
        let revision = 0;
        try {
          while (!signal?.aborted) {
            for (const topics of queue.splice(0)) yield { topics, revision: revision++ };
            if (queue.length > 0 || signal?.aborted) continue;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        } finally {
          listeners.delete(listener);
        }
      }),
    },
    content: {
      stage: os.content.stage.handler(({ input }) => {
        staged.set(input.upload, (staged.get(input.upload) ?? 0) + input.data.size);
        return { upload: input.upload, received: staged.get(input.upload) ?? 0 };
      }),
      intake: os.content.intake.handler(({ input, errors }) => {
        if (input.text === 'no workspace') {
          throw errors.NO_WORKSPACE({ message: 'No workspace is open.', data: { advice: 'Open one.', place: {} } });
        }
        const id = input.id ?? randomUUID();
        const before = taken.get(id);
        taken.set(id, input.text);
        return { id, result: before === undefined ? 'added' : before === input.text ? 'unchanged' : 'updated' };
      }),
      report: os.content.report.handler(({ input }) => ({
        id: input.id ?? randomUUID(),
        result: 'added' as const,
        held: !taken.has(input.content),
      })),
    },
  };
  const handler = new RPCHandler(router as unknown as Router<typeof contract, Record<never, never>>);
  return {
    client: createRouterClient(router) as unknown as EngineClient,
    serve: (port) => handler.upgrade(port),
    close: async () => {},
  };
}

function opened(dir: string): WorkspaceState {
  return { state: 'open', dir, name: 'Stand-in', isDemo: false, createdAt: 0, schemaVersion: 1 };
}

function job(id: number, done: number): Job {
  return {
    id,
    kind: 'import',
    title: 'Counting to a hundred',
    state: done < 100 ? 'running' : 'done',
    done,
    total: 100,
    unit: 'steps',
    startedAt: 0,
    finishedAt: null,
    secondsLeft: null,
    message: '',
    error: null,
    canResume: false,
  };
}
