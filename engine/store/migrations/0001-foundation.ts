import type { Migration } from './migration.ts';

/**
 * The first slice: content comes in, is scored, routed and decided. Ids of rows are local to the workspace; what the
 * outside world calls a post is `external_id`. Times are milliseconds since 1970, UTC.
 */
export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  sql: `
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE job (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
      params TEXT NOT NULL,
      done REAL NOT NULL DEFAULT 0,
      total REAL,
      unit TEXT NOT NULL,
      message TEXT NOT NULL DEFAULT '',
      error TEXT,
      result TEXT,
      resumable INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      finished_at INTEGER
    );

    CREATE TABLE import (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL CHECK (kind IN ('content', 'reports')),
      job_id INTEGER REFERENCES job (id),
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      format TEXT NOT NULL CHECK (format IN ('csv', 'tsv', 'jsonl')),
      map TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
      file_bytes INTEGER NOT NULL,
      file_mtime INTEGER NOT NULL,
      rows INTEGER NOT NULL DEFAULT 0,
      added INTEGER NOT NULL DEFAULT 0,
      updated INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      bad INTEGER NOT NULL DEFAULT 0,
      bad_rows_file TEXT,
      started_at INTEGER NOT NULL,
      finished_at INTEGER
    );

    -- How often a row without an id of its own was met in a file: the nth twin of a row keeps its identity when the
    -- file is imported again. Emptied when the import ends.
    CREATE TABLE import_twin (
      import_id INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
      fingerprint BLOB NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (import_id, fingerprint)
    ) WITHOUT ROWID;

    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      external_id TEXT NOT NULL UNIQUE,
      text TEXT NOT NULL,
      title TEXT,
      author TEXT,
      parent TEXT,
      posted_at INTEGER,
      language TEXT,
      url TEXT,
      media TEXT,
      kind TEXT,
      fingerprint BLOB NOT NULL,
      text_hash BLOB NOT NULL,
      arrived_at INTEGER NOT NULL,
      import_id INTEGER REFERENCES import (id),
      effect TEXT NOT NULL DEFAULT 'none' CHECK (effect IN ('none', 'remove', 'reduce', 'inform')),
      effect_decision INTEGER
    );
    CREATE INDEX content_author ON content (author, effect) WHERE author IS NOT NULL;
    CREATE INDEX content_parent ON content (parent) WHERE parent IS NOT NULL;
    CREATE INDEX content_effect ON content (effect) WHERE effect <> 'none';

    CREATE TABLE report (
      id INTEGER PRIMARY KEY,
      external_id TEXT NOT NULL UNIQUE,
      content TEXT NOT NULL,
      content_id INTEGER REFERENCES content (id) ON DELETE CASCADE,
      reporter TEXT,
      reason TEXT NOT NULL,
      reported_at INTEGER,
      arrived_at INTEGER NOT NULL,
      import_id INTEGER REFERENCES import (id)
    );
    CREATE INDEX report_content ON report (content_id) WHERE content_id IS NOT NULL;
    CREATE INDEX report_held ON report (content) WHERE content_id IS NULL;

    CREATE TABLE intake (
      content_id INTEGER PRIMARY KEY REFERENCES content (id) ON DELETE CASCADE,
      state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed')),
      enqueued_at INTEGER NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0,
      token TEXT,
      leased_until INTEGER NOT NULL DEFAULT 0,
      error TEXT
    );
    CREATE INDEX intake_token ON intake (token) WHERE token IS NOT NULL;
    CREATE INDEX intake_failed ON intake (content_id) WHERE state = 'failed';

    CREATE TABLE classifier_version (
      id INTEGER PRIMARY KEY,
      label TEXT NOT NULL,
      version TEXT NOT NULL,
      first_used_at INTEGER NOT NULL,
      UNIQUE (label, version)
    );
    CREATE TABLE score (
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      label TEXT NOT NULL,
      probability REAL NOT NULL,
      classifier_version_id INTEGER NOT NULL REFERENCES classifier_version (id),
      PRIMARY KEY (content_id, label)
    ) WITHOUT ROWID;
    CREATE TABLE score_histogram (
      label TEXT NOT NULL,
      bin INTEGER NOT NULL,
      n INTEGER NOT NULL,
      PRIMARY KEY (label, bin)
    ) WITHOUT ROWID;

    CREATE TABLE embedding (
      id INTEGER PRIMARY KEY,
      text_hash BLOB NOT NULL,
      version TEXT NOT NULL,
      vector BLOB NOT NULL,
      UNIQUE (text_hash, version)
    );

    CREATE TABLE policy (
      id TEXT PRIMARY KEY,
      label TEXT NOT NULL,
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      notice TEXT NOT NULL,
      severity INTEGER NOT NULL CHECK (severity BETWEEN 1 AND 5),
      remove_at REAL CHECK (remove_at IS NULL OR remove_at >= 0.995),
      review_at REAL,
      reduce_at REAL,
      inform_at REAL,
      enabled INTEGER NOT NULL,
      version INTEGER NOT NULL,
      position INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE policy_version (
      policy_id TEXT NOT NULL REFERENCES policy (id),
      version INTEGER NOT NULL,
      snapshot TEXT NOT NULL,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      PRIMARY KEY (policy_id, version)
    ) WITHOUT ROWID;

    CREATE TABLE review_job (
      id INTEGER PRIMARY KEY,
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      queue TEXT NOT NULL CHECK (queue IN ('remove', 'reduce', 'inform')),
      policy TEXT NOT NULL,
      score REAL,
      severity INTEGER NOT NULL,
      priority REAL NOT NULL,
      parts TEXT NOT NULL,
      reports INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
      created_at INTEGER NOT NULL,
      closed_at INTEGER,
      holder TEXT,
      token TEXT,
      leased_until INTEGER NOT NULL DEFAULT 0,
      decision_id INTEGER
    );
    CREATE UNIQUE INDEX review_job_one_open ON review_job (content_id) WHERE state = 'open';
    CREATE INDEX review_job_priority ON review_job (queue, priority DESC, id) WHERE state = 'open';
    CREATE INDEX review_job_policy ON review_job (queue, policy, priority DESC, id) WHERE state = 'open';
    CREATE INDEX review_job_score ON review_job (queue, score DESC, id) WHERE state = 'open';
    CREATE INDEX review_job_age ON review_job (queue, created_at, id) WHERE state = 'open';
    CREATE INDEX review_job_content ON review_job (content_id);

    -- What a reviewer passed over: kept per person, so that a skip hides a job from one and not from all.
    CREATE TABLE skip (
      id INTEGER PRIMARY KEY,
      job_id INTEGER NOT NULL REFERENCES review_job (id) ON DELETE CASCADE,
      reviewer TEXT NOT NULL,
      at INTEGER NOT NULL,
      UNIQUE (job_id, reviewer)
    );
    CREATE INDEX skip_reviewer ON skip (reviewer, at);

    CREATE TABLE decision (
      id INTEGER PRIMARY KEY,
      job_id INTEGER REFERENCES review_job (id),
      content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
      verdict TEXT NOT NULL CHECK (verdict IN ('remove', 'reduce', 'inform', 'keep')),
      source TEXT NOT NULL CHECK (source IN ('person', 'automatic')),
      actor TEXT NOT NULL,
      policy TEXT,
      policy_version INTEGER,
      note TEXT NOT NULL DEFAULT '',
      scores TEXT NOT NULL,
      effect_before TEXT NOT NULL,
      effect_decision_before INTEGER,
      decided_at INTEGER NOT NULL,
      undone_at INTEGER
    );
    CREATE INDEX decision_content ON decision (content_id);
    CREATE INDEX decision_standing ON decision (source) WHERE undone_at IS NULL;
    CREATE INDEX decision_actor ON decision (actor, id DESC) WHERE source = 'person' AND undone_at IS NULL;

    -- Append-only; each hash covers the row and its predecessor's hash. It never holds the text of a post.
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      detail TEXT NOT NULL,
      hash TEXT NOT NULL
    );
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  `,
};
