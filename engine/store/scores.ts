import { histogramBins } from '../contract/index.ts';
import { build, type Database } from './database.ts';

/** The probabilities of one post, by label. */
export type Scores = Readonly<Record<string, number>>;

/** The bin of a probability in a histogram of `histogramBins` equal bins; 1 falls into the last. */
export function histogramBin(probability: number): number {
  return Math.min(histogramBins - 1, Math.floor(probability * histogramBins));
}

/** How the scores of one batch change the histograms, by label and bin. */
export class HistogramChanges {
  readonly #bins = new Map<string, { label: string; bin: number; n: number }>();

  add(label: string, probability: number, n: number): void {
    const bin = histogramBin(probability);
    const key = `${bin} ${label}`;
    const change = this.#bins.get(key);
    if (change) change.n += n;
    else this.#bins.set(key, { label, bin, n });
  }

  bins(): Iterable<{ label: string; bin: number; n: number }> {
    return this.#bins.values();
  }
}

/** Scores by post and label, their histograms, and the cache of sentence embeddings. */
export class ScoreStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #versions = new Map<string, number>();

  constructor(db: Database, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Replaces the scores of a post and notes in `changes` what that does to the histograms. `settle` writes them once
   * for a whole batch, since nearly all of a batch falls into a few bins; both belong into one transaction.
   */
  write(content: number, scores: Scores, versions: Readonly<Record<string, string>>, changes: HistogramChanges): void {
    const old = this.read(content);
    for (const { label, probability } of old) changes.add(label, probability, -1);
    if (old.length > 0) this.#db.statement('DELETE FROM score WHERE content_id = ?').run(content);
    const insert = this.#db.statement(
      'INSERT INTO score (content_id, label, probability, classifier_version_id) VALUES (?, ?, ?, ?)',
    );
    for (const [label, probability] of Object.entries(scores)) {
      insert.run(content, label, probability, this.#versionId(label, versions[label] ?? ''));
      changes.add(label, probability, 1);
    }
  }

  /** Brings the histograms in step with what was written. Call it inside the same transaction. */
  settle(changes: HistogramChanges): void {
    const add = this.#db.statement(
      'INSERT INTO score_histogram (label, bin, n) VALUES (?, ?, ?) ON CONFLICT (label, bin) DO UPDATE SET n = n + excluded.n',
    );
    for (const { label, bin, n } of changes.bins()) if (n !== 0) add.run(label, bin, n);
  }

  /** The scores of a post with the version of the classifier that gave each. */
  read(content: number): { label: string; probability: number; version: string }[] {
    return this.#db
      .statement(
        `SELECT s.label, s.probability, v.version FROM score s
           JOIN classifier_version v ON v.id = s.classifier_version_id WHERE s.content_id = ?`,
      )
      .all(content) as { label: string; probability: number; version: string }[];
  }

  /** Counts of all scores of a label by bin, `histogramBins` long. */
  async histogram(label: string): Promise<number[]> {
    const bins = new Array<number>(histogramBins).fill(0);
    for (const { bin, n } of this.#db.all(
      build.selectFrom('score_histogram').select(['bin', 'n']).where('label', '=', label),
    )) {
      bins[bin] = n;
    }
    return bins;
  }

  /** The cached embedding of a text, or null. Vectors are stored as half-precision floats, little-endian. */
  embedding(textHash: Uint8Array, version: string): Float16Array | null {
    const blob = this.#db
      .statement('SELECT vector FROM embedding WHERE text_hash = ? AND version = ?')
      .pluck()
      .get(textHash, version) as Buffer | undefined;
    return blob ? new Float16Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength)) : null;
  }

  /** Whether any embedding is cached at all. */
  hasEmbeddings(): boolean {
    return this.#db.statement('SELECT 1 FROM embedding LIMIT 1').get() !== undefined;
  }

  /** Whether the embedding of a text is cached. */
  hasEmbedding(textHash: Uint8Array, version: string): boolean {
    const found = this.#db.statement('SELECT 1 FROM embedding WHERE text_hash = ? AND version = ?');
    return found.get(textHash, version) !== undefined;
  }

  /** Caches an embedding; one that is there already stays. Call it inside a transaction. */
  cacheEmbedding(textHash: Uint8Array, version: string, vector: Float16Array): void {
    this.#db
      .statement('INSERT OR IGNORE INTO embedding (text_hash, version, vector) VALUES (?, ?, ?)')
      .run(textHash, version, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
  }

  #versionId(label: string, version: string): number {
    const key = `${label}\n${version}`;
    let id = this.#versions.get(key);
    if (id === undefined) {
      this.#db
        .statement('INSERT OR IGNORE INTO classifier_version (label, version, first_used_at) VALUES (?, ?, ?)')
        .run(label, version, this.#clock());
      id = this.#db
        .statement('SELECT id FROM classifier_version WHERE label = ? AND version = ?')
        .pluck()
        .get(label, version) as number;
      this.#versions.set(key, id);
    }
    return id;
  }
}
