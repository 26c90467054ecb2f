import { randomUUID } from 'node:crypto';
import { onMessagePortClose } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { ChangeFeed } from './changes.ts';
import { asStewardError, StewardError } from './contract/errors.ts';
import type { Contract, WorkspaceState } from './contract/index.ts';
import type { EngineContext } from './operations/base.ts';
import { os } from './operations/base.ts';
import { catalogOperations } from './operations/catalog.ts';
import { classifiersOperations } from './operations/classifiers.ts';
import { contentOperations } from './operations/content.ts';
import { fairnessOperations } from './operations/fairness.ts';
import { feedsOperations } from './operations/feeds.ts';
import { changesOperations, engineOperations, jobsOperations } from './operations/jobs.ts';
import { modelsOperations } from './operations/models.ts';
import { rankersOperations } from './operations/rankers.ts';
import { moderationOperations, policiesOperations, reviewOperations } from './operations/review.ts';
import { workspaceOperations } from './operations/workspace.ts';
import type { EngineOptions } from './options.ts';
import { rememberRecent } from './recent.ts';
import { Workspace } from './workspace.ts';

export type { EngineOptions } from './options.ts';

/** Any of the ports that can carry the contract: a DOM or Node MessagePort, Electron's, or one made by a host. */
export type PortLike = Parameters<RPCHandler<EngineContext>['upgrade']>[0];

/** A running engine. */
export interface Engine {
  /** The in-process connection. */
  readonly client: ContractRouterClient<Contract>;
  /** Serves the contract over a port until it closes. */
  serve(port: PortLike): void;
  /** Stops all work where it can be resumed, and lets go of the workspace. */
  close(): Promise<void>;
}

const router = os.router({
  engine: engineOperations,
  workspace: workspaceOperations,
  jobs: jobsOperations,
  changes: changesOperations,
  content: contentOperations,
  catalog: catalogOperations,
  models: modelsOperations,
  rankers: rankersOperations,
  feeds: feedsOperations,
  fairness: fairnessOperations,
  moderation: moderationOperations,
  review: reviewOperations,
  policies: policiesOperations,
  classifiers: classifiersOperations,
});

/** Wires an engine. It resolves even where `openAtStart` cannot be opened: that is a state, which clients can ask for. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const clock = options.clock ?? Date.now;
  const changes = new ChangeFeed();
  let open: Workspace | undefined;
  let state: WorkspaceState = { state: 'closed' };

  const setState = (next: WorkspaceState) => {
    state = next;
    changes.announce('workspace');
    return next;
  };
  const close = async () => {
    const closing = open;
    open = undefined;
    await closing?.close();
    return setState({ state: 'closed' });
  };
  const context: EngineContext = {
    options,
    clock,
    log: options.log ?? (() => {}),
    changes,
    instance: randomUUID(),
    leases: new Map(),
    state: () => state,
    close,
    workspace() {
      if (open) return open;
      throw new StewardError('NO_WORKSPACE', 'No workspace is open.', {
        advice: 'Open a workspace, create one, or try the demo.',
      });
    },
    async switchTo(dir, make) {
      await close();
      setState({ state: 'opening', dir });
      try {
        open = await make();
        const opened = setState(open.state());
        if (opened.state === 'open')
          rememberRecent(options.paths.config, { dir, name: opened.name, lastOpened: clock() });
        await open.background.start();
        return opened;
      } catch (thrown) {
        const { code, message, advice } = asStewardError(thrown);
        return setState({ state: 'failed', dir, code, message, advice });
      }
    },
  };

  if (options.openAtStart !== undefined) {
    const dir = options.openAtStart;
    await context.switchTo(dir, () => Workspace.open(dir, options, changes));
  }
  const handler = new RPCHandler(router);
  return {
    client: createRouterClient(router, { context }),
    serve(port) {
      const own: EngineContext = { ...context, leases: new Map() };
      handler.upgrade(port, { context: own });
      // A window that is gone holds nothing: others need not wait for its leases to run out.
      onMessagePortClose(port, () => {
        for (const [job, token] of own.leases) void open?.store.review.release(job, token);
        if (own.leases.size > 0) changes.announce('review');
      });
    },
    async close() {
      await close();
      changes.close();
    },
  };
}
