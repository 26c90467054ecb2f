import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPolicies, reportedPolicy } from '../moderation/policies.ts';
import { proposeReported, routePost } from '../moderation/routing.ts';
import type { NewContent } from '../store/incoming.ts';
import { HistogramChanges } from '../store/scores.ts';
import { createStore, type Store } from '../store/store.ts';

/** A new empty folder for one test; `remove` deletes it with all that it holds. */
export function temporaryFolder(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'steward-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** A clock that stands still until it is moved. */
export function manualClock(start = Date.UTC(2026, 0, 1)): { now: () => number; tick: (ms?: number) => void } {
  let time = start;
  return {
    now: () => time,
    tick: (ms = 1000) => {
      time += ms;
    },
  };
}

/** A workspace in a folder of its own, with the policies of a new workspace and a clock that the test moves. */
export function temporaryStore(): {
  store: Store;
  dir: string;
  clock: ReturnType<typeof manualClock>;
  remove: () => void;
} {
  const folder = temporaryFolder();
  const clock = manualClock();
  const store = createStore(
    folder.dir,
    { name: 'Test', isDemo: false },
    {
      clock: clock.now,
      onReported: (own, ids) => {
        for (const id of ids) proposeReported(own, id);
      },
    },
  );
  store.policies.seed([...defaultPolicies, reportedPolicy]);
  return {
    store,
    dir: folder.dir,
    clock,
    remove: () => {
      if (store.db.raw.open) store.close();
      folder.remove();
    },
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16);

/** A post as an importer hands it to the store. */
export function newPost(externalId: string, text: string, more: Partial<NewContent> = {}): NewContent {
  return {
    externalId,
    text,
    title: null,
    author: null,
    parent: null,
    postedAt: null,
    language: null,
    url: null,
    media: [],
    kind: null,
    fingerprint: digest(`${externalId}\n${text}\n${JSON.stringify(more)}`),
    textHash: digest(text),
    ...more,
  };
}

/** Takes a post in and routes it by the given scores, as a moderation run would. Returns its row id. */
export async function routedPost(
  store: Store,
  externalId: string,
  scores: Record<string, number>,
  author: string | null = null,
  { text = `Post ${externalId}`, ...more }: Partial<NewContent> = {},
): Promise<number> {
  await store.content.upsertBatch([newPost(externalId, text, { author, ...more })], null);
  const { id } = (await store.content.getByExternalId(externalId))!;
  store.db.transaction(() => {
    store.db.statement('DELETE FROM intake WHERE content_id = ?').run(id);
    const changes = new HistogramChanges();
    routePost(
      store,
      store.policies.list(),
      { id, author, reports: store.reports.countOf(id), scores, versions: {} },
      changes,
    );
    store.scores.settle(changes);
  });
  return id;
}
