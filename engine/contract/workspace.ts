import { z } from 'zod';
import { operation, path, rowId, time } from './base.ts';
import { errorCodes } from './errors.ts';

/** What the engine has open. A failed open is a state, so that the UI can show it and offer a way on. */
export const workspaceState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('closed') }),
  z.object({ state: z.literal('opening'), dir: z.string() }),
  z.object({
    state: z.literal('open'),
    dir: z.string(),
    name: z.string(),
    isDemo: z.boolean(),
    createdAt: time,
    schemaVersion: z.number().int(),
  }),
  z.object({
    state: z.literal('failed'),
    dir: z.string(),
    code: z.enum(errorCodes),
    message: z.string(),
    advice: z.string(),
  }),
]);
export type WorkspaceState = z.infer<typeof workspaceState>;

export const recentWorkspace = z.object({ dir: z.string(), name: z.string(), lastOpened: time, exists: z.boolean() });

export const settings = z.object({
  /** The person at this machine; their name stands beside every decision they make. */
  reviewer: z.string().trim().min(1).max(80),
  /** Whether new content is scored and routed as soon as it arrives. */
  moderateOnArrival: z.boolean(),
  /** A folder that is watched for files to import; null turns the watch off. */
  dropFolder: z.string().nullable(),
});
export type Settings = z.infer<typeof settings>;

export const backupFile = z.object({ file: z.string(), madeAt: time, bytes: z.number() });
export type BackupFile = z.infer<typeof backupFile>;

export const verification = z.object({
  /** True where every check below found nothing. */
  ok: z.boolean(),
  database: z.object({ ok: z.boolean(), problems: z.array(z.string()) }),
  audit: z.object({
    ok: z.boolean(),
    rows: z.number().int(),
    /** The first row whose hash does not follow from its predecessor, if any. */
    brokenAt: z.number().int().nullable(),
    head: z.string(),
  }),
});
export type Verification = z.infer<typeof verification>;

export const auditRow = z.object({
  id: rowId,
  at: time,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
});
export type AuditRow = z.infer<typeof auditRow>;

/** How large a demo is; each has a default that makes a first start quick. */
const demoSizes = {
  /** Posts that go through moderation, each an item too: as many as `items` by default, else 600. */
  posts: z.number().int().min(10).max(1_000_000).optional(),
  /** Items in all, as many as posts by default; those that are no posts are articles of the catalogue. */
  items: z.number().int().min(10).max(1_000_000).optional(),
  /** 400 by default. */
  users: z.number().int().min(1).max(10_000_000).optional(),
  /** Exactly as many; 20,000 by default, fewer where users and items cannot carry that. */
  interactions: z.number().int().min(0).max(1_000_000_000).optional(),
  /** The days that interactions come from; 28 by default. */
  days: z.number().int().min(1).max(365).optional(),
  /** 1 by default. */
  seed: z.number().int().min(0).max(4_294_967_295).optional(),
  /** When these days begin; by default so that they end with the last midnight (UTC). */
  start: time.optional(),
};

export const workspaceContract = {
  state: operation.output(workspaceState),
  recent: operation.output(z.array(recentWorkspace)),
  /** A folder that is a sensible home for a new workspace. */
  suggestFolder: operation.input(z.object({ name: z.string() })).output(z.object({ dir: z.string() })),
  open: operation.input(z.object({ dir: path })).output(workspaceState),
  create: operation.input(z.object({ dir: path, name: z.string().trim().min(1).max(80) })).output(workspaceState),
  /**
   * Creates a workspace of simulated posts (mild stand-ins), items, users and what they do; filling it is a job. The same
   * seed, sizes and start give the same data. BAD_INPUT names the field where sizes do not go together.
   */
  demo: operation.input(z.object({ dir: path.optional(), ...demoSizes })).output(workspaceState),
  close: operation.output(workspaceState),
  settings: operation.output(settings),
  changeSettings: operation.input(settings.partial()).output(settings),
  backup: operation.input(z.object({ file: path.optional() })).output(backupFile),
  /** The backups of the open workspace, or of the one in `dir`, which may be too damaged to open. Newest first. */
  backups: operation.input(z.object({ dir: path.optional() }).default({})).output(z.array(backupFile)),
  /** Puts a backup in the place of `dir`; what was there is moved aside, never deleted. */
  restore: operation
    .input(z.object({ file: path, dir: path }))
    .output(z.object({ state: workspaceState, movedAside: z.string().nullable() })),
  verify: operation.output(verification),
  audit: operation
    .input(z.object({ before: rowId.optional(), limit: z.number().int().min(1).max(500).default(100) }))
    .output(z.object({ rows: z.array(auditRow), total: z.number().int() })),
};
