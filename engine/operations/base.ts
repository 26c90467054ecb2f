import { type ImplementerInternalWithMiddlewares, implement, ORPCError, ValidationError } from '@orpc/server';
import type { ChangeFeed } from '../changes.ts';
import { asStewardError, StewardError } from '../contract/errors.ts';
import { type Contract, contract, type WorkspaceState } from '../contract/index.ts';
import type { EngineOptions, Log } from '../options.ts';
import type { Workspace } from '../workspace.ts';

/** What every operation can reach. */
export interface EngineContext {
  readonly options: EngineOptions;
  readonly clock: () => number;
  readonly log: Log;
  readonly changes: ChangeFeed;
  /** Another one for each start of an engine. */
  readonly instance: string;
  /** The jobs that this connection has leased, with their tokens: they are let go when it closes. */
  readonly leases: Map<number, string>;
  /** The open workspace. NO_WORKSPACE where none is. */
  workspace(): Workspace;
  state(): WorkspaceState;
  /** Closes what is open, then runs `open`; what it throws becomes the state 'failed' and is not thrown. */
  switchTo(dir: string, open: () => Workspace | Promise<Workspace>): Promise<WorkspaceState>;
  close(): Promise<WorkspaceState>;
}

/** The first complaint of a schema, as one of our errors with the field named. */
function asBadInput(error: ORPCError<string, unknown>): StewardError {
  const issue = error.cause instanceof ValidationError ? error.cause.issues[0] : undefined;
  const field = issue?.path?.map((part) => (typeof part === 'object' ? String(part.key) : String(part))).join('.');
  return new StewardError('BAD_INPUT', issue ? `${field ? `${field}: ` : ''}${issue.message}` : error.message, {
    advice: 'Correct the input and try again. Nothing was changed.',
    place: { field },
    cause: error,
  });
}

const guarded = implement(contract)
  .$context<EngineContext>()
  .use(async ({ next, context, path, errors }) => {
    try {
      return await next();
    } catch (thrown) {
      const isBadInput = thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST';
      if (thrown instanceof ORPCError && thrown.defined && !isBadInput) throw thrown;
      const error = isBadInput ? asBadInput(thrown) : asStewardError(thrown);
      if (error.code === 'INTERNAL') {
        const stack = thrown instanceof Error ? thrown.stack : undefined;
        context.log('error', `${path.join('.')} failed`, { stack });
      }
      throw errors[error.code]({
        message: error.message,
        data: { advice: error.advice, place: error.place },
        cause: error,
      });
    }
  });

/**
 * What operations are implemented with: every failure leaves the engine as a typed error of the contract; a defect is
 * logged too. Its type is named, because the compiler does not write out one as long as the whole contract.
 */
export const os: ImplementerInternalWithMiddlewares<Contract, EngineContext, EngineContext> = guarded;
