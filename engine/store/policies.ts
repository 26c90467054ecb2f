import type { Selectable } from 'kysely';
import type { Policy, Thresholds } from '../contract/index.ts';
import type { AuditLog } from './audit.ts';
import { build, type Database } from './database.ts';
import type { Schema } from './schema.ts';

/** A policy as it is stored: everything but whether a classifier serves it just now. */
export type StoredPolicy = Omit<Policy, 'classifier'>;

/** What people set about a policy. */
export type PolicyChange = Partial<Pick<StoredPolicy, 'thresholds' | 'enabled' | 'notice'>>;

/** Policies with their history: each change is another version, and decisions name the version they were made under. */
export class PolicyStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #audit: AuditLog;

  constructor(db: Database, clock: () => number, audit: AuditLog) {
    this.#db = db;
    this.#clock = clock;
    this.#audit = audit;
  }

  /** Adds the policies that the workspace does not have yet; those it has stay as people set them. */
  seed(policies: readonly StoredPolicy[]): void {
    this.#db.transaction(() => {
      for (const [position, policy] of policies.entries()) {
        const known = this.#db.get(build.selectFrom('policy').select('id').where('id', '=', policy.id));
        if (known) continue;
        this.#db.run(build.insertInto('policy').values({ ...toRow(policy), position }));
        this.#remember(policy, 'steward');
      }
    });
  }

  /** All policies in their order. */
  list(): StoredPolicy[] {
    return this.#db.all(build.selectFrom('policy').selectAll().orderBy('position')).map(fromRow);
  }

  read(id: string): StoredPolicy | undefined {
    const row = this.#db.get(build.selectFrom('policy').selectAll().where('id', '=', id));
    return row && fromRow(row);
  }

  /** Makes the next version of a policy; undefined where there is no such policy. */
  async change(id: string, change: PolicyChange, actor: string): Promise<StoredPolicy | undefined> {
    return this.#db.transaction(() => {
      const before = this.read(id);
      if (!before) return undefined;
      const after: StoredPolicy = { ...before, ...change, version: before.version + 1 };
      this.#db.run(build.updateTable('policy').set(toRow(after)).where('id', '=', id));
      this.#remember(after, actor);
      this.#audit.append({
        actor,
        action: 'policy.change',
        subject: `policy:${id}`,
        detail: { version: after.version, from: pick(before, change), to: pick(after, change) },
      });
      return after;
    });
  }

  #remember(policy: StoredPolicy, actor: string): void {
    this.#db.run(
      build.insertInto('policy_version').values({
        policy_id: policy.id,
        version: policy.version,
        snapshot: JSON.stringify(policy),
        at: this.#clock(),
        actor,
      }),
    );
  }
}

function pick(policy: StoredPolicy, change: PolicyChange): Partial<StoredPolicy> {
  return Object.fromEntries(Object.keys(change).map((key) => [key, policy[key as keyof PolicyChange]]));
}

function toRow(policy: StoredPolicy): Omit<Selectable<Schema['policy']>, 'position'> {
  const { thresholds, enabled, ...rest } = policy;
  return {
    ...rest,
    remove_at: thresholds.remove,
    review_at: thresholds.review,
    reduce_at: thresholds.reduce,
    inform_at: thresholds.inform,
    enabled: enabled ? 1 : 0,
  };
}

function fromRow(row: Selectable<Schema['policy']>): StoredPolicy {
  const { remove_at, review_at, reduce_at, inform_at, enabled, position: _, ...rest } = row;
  const thresholds: Thresholds = { remove: remove_at, review: review_at, reduce: reduce_at, inform: inform_at };
  return { ...rest, thresholds, enabled: enabled === 1 };
}
