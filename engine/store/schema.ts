import type { Generated } from 'kysely';
import type { AttributeType, DataFormat, DataKind, Job, Queue, Verdict } from '../contract/index.ts';

/** The tables as Kysely sees them; `migrations/` is what makes them. A test holds the two against each other. */
export interface Schema {
  meta: { key: string; value: string };
  setting: { key: string; value: string };
  job: {
    id: Generated<number>;
    kind: Job['kind'];
    title: string;
    state: Job['state'];
    params: string;
    done: number;
    total: number | null;
    unit: string;
    message: string;
    error: string | null;
    result: string | null;
    resumable: number;
    started_at: number;
    finished_at: number | null;
  };
  import: {
    id: Generated<number>;
    kind: 'content' | 'reports' | DataKind;
    job_id: number | null;
    name: string;
    path: string;
    format: DataFormat;
    map: string;
    state: Job['state'];
    file_bytes: number;
    file_mtime: number;
    rows: number;
    added: number;
    updated: number;
    unchanged: number;
    bad: number;
    bad_rows_file: string | null;
    started_at: number;
    finished_at: number | null;
  };
  import_twin: { import_id: number; fingerprint: Uint8Array; n: number };
  content: {
    id: Generated<number>;
    external_id: string;
    text: string;
    title: string | null;
    author: string | null;
    parent: string | null;
    posted_at: number | null;
    language: string | null;
    url: string | null;
    media: string | null;
    kind: string | null;
    fingerprint: Uint8Array;
    text_hash: Uint8Array;
    arrived_at: number;
    import_id: number | null;
    effect: 'none' | 'remove' | 'reduce' | 'inform';
    effect_decision: number | null;
  };
  report: {
    id: Generated<number>;
    external_id: string;
    content: string;
    content_id: number | null;
    reporter: string | null;
    reason: string;
    reported_at: number | null;
    arrived_at: number;
    import_id: number | null;
  };
  intake: {
    content_id: number;
    state: 'waiting' | 'failed';
    enqueued_at: number;
    attempts: number;
    token: string | null;
    leased_until: number;
    error: string | null;
  };
  classifier_version: { id: Generated<number>; label: string; version: string; first_used_at: number };
  score: { content_id: number; label: string; probability: number; classifier_version_id: number };
  score_histogram: { label: string; bin: number; n: number };
  embedding: { id: Generated<number>; text_hash: Uint8Array; version: string; vector: Uint8Array };
  policy: {
    id: string;
    label: string;
    name: string;
    description: string;
    notice: string;
    severity: number;
    remove_at: number | null;
    review_at: number | null;
    reduce_at: number | null;
    inform_at: number | null;
    enabled: number;
    version: number;
    position: number;
  };
  policy_version: { policy_id: string; version: number; snapshot: string; at: number; actor: string };
  review_job: {
    id: Generated<number>;
    content_id: number;
    queue: Queue;
    policy: string;
    score: number | null;
    severity: number;
    priority: number;
    parts: string;
    reports: number;
    state: 'open' | 'closed';
    created_at: number;
    closed_at: number | null;
    holder: string | null;
    token: string | null;
    leased_until: number;
    decision_id: number | null;
  };
  skip: { id: Generated<number>; job_id: number; reviewer: string; at: number };
  decision: {
    id: Generated<number>;
    job_id: number | null;
    content_id: number;
    verdict: Verdict;
    source: 'person' | 'automatic';
    actor: string;
    policy: string | null;
    policy_version: number | null;
    note: string;
    scores: string;
    effect_before: 'none' | 'remove' | 'reduce' | 'inform';
    effect_decision_before: number | null;
    decided_at: number;
    undone_at: number | null;
  };
  audit: {
    id: Generated<number>;
    at: number;
    actor: string;
    action: string;
    subject: string;
    detail: string;
    hash: string;
  };
  attribute: { subject: 'user' | 'item'; name: string; type: AttributeType; position: number };
  user: Described;
  item: Described;
  interaction_kind: { id: Generated<number>; name: string; signal: 'explicit' | 'implicit' };
  interaction: { user_id: number; item_id: number; kind_id: number; at: number; value: number };
  signal_rule: { name: string; version: number; definition: string; at: number; actor: string };
  run: {
    id: Generated<number>;
    kind: 'evaluation' | 'trial';
    job_id: number | null;
    name: string;
    algorithm: string;
    params: string;
    seed: number;
    rule: string;
    rule_version: number;
    protocol: string;
    data_hash: string;
    users: number;
    items: number;
    train_pairs: number;
    test_pairs: number;
    metrics: string;
    curve: string;
    fit_seconds: number;
    evaluate_seconds: number;
    created_at: number;
  };
  fairness_audit: {
    id: Generated<number>;
    job_id: number | null;
    created_at: number;
    data_hash: string;
    summary: string;
    findings: string;
  };
  mitigation: {
    id: Generated<number>;
    job_id: number | null;
    run_id: number;
    created_at: number;
    data_hash: string;
    outcome: string;
  };
  run_part: { run_id: number; name: string; data: Uint8Array };
  model_version: {
    id: Generated<number>;
    slot: string;
    algorithm: string;
    params: string;
    seed: number;
    rule: string;
    rule_version: number;
    data_hash: string;
    users: number;
    items: number;
    pairs: number;
    file: string;
    bytes: number;
    sha256: string;
    state: 'candidate' | 'active' | 'retired';
    curve: string;
    fit_seconds: number;
    created_at: number;
    activated_at: number | null;
    retired_at: number | null;
    job_id: number | null;
    purpose: 'recommender' | 'ranker';
    /** JSON of what a ranker was measured to be; null for recommenders, whose measurements are runs. */
    card: string | null;
    /** JSON of how a recommender was trained to serve groups or items more alike; null where it was not. */
    mitigation: string | null;
  };
  feed_config: { name: string; version: number; definition: string; at: number; actor: string };
  persona: { name: string; definition: string; at: number; actor: string };
  feed: {
    id: Generated<number>;
    user_id: number | null;
    at: number;
    config: string;
    config_version: number;
    versions: string;
  };
  impression: {
    feed_id: number;
    place: number;
    item_id: number;
    score: number;
    /** JSON: [source, rank, score] of each source that brought the item; null where that was not logged. */
    sources: string | null;
  };
  dislike: { user_id: number; item_id: number; at: number };
  feed_measurement: {
    id: Generated<number>;
    job_id: number | null;
    at: number;
    data_hash: string;
    about: string;
    comparisons: string;
  };
  feed_measure: {
    measurement_id: number;
    place: number;
    name: string;
    config: string | null;
    config_version: number;
    definition: string | null;
    slot: string;
    model: string | null;
    ranker: string | null;
    metrics: string;
  };
  source_calibration: {
    id: Generated<number>;
    job_id: number | null;
    at: number;
    slot: string;
    data_hash: string;
    outcome: string;
  };
}

interface Described {
  id: Generated<number>;
  external_id: string;
  attributes: string;
  arrived_at: number;
  import_id: number | null;
}
