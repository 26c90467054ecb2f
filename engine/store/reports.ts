import { build, type Database } from './database.ts';
import { type BatchCounts, derivedId, type NewReport } from './incoming.ts';
import { Twins } from './twins.ts';

/** A report as people see it beside the post. */
export interface KnownReport {
  reporter: string | null;
  reason: string;
  at: number | null;
}

/** What became of one report; `held` where the post that it is about is not known yet. */
export interface ReportOutcome {
  externalId: string;
  result: 'added' | 'unchanged';
  held: boolean;
}

/** User reports. One that comes before its post is held until the post arrives. */
export class ReportStore {
  readonly #db: Database;
  readonly #clock: () => number;
  readonly #onReported: (contentIds: number[]) => void;
  readonly #twins: Twins;

  /** `onReported` runs inside the transaction, with the posts that new reports found (each once). */
  constructor(db: Database, clock: () => number, onReported: (contentIds: number[]) => void) {
    this.#db = db;
    this.#clock = clock;
    this.#onReported = onReported;
    this.#twins = new Twins(db);
  }

  /** Takes one report in. The same report again changes nothing. */
  async add(report: NewReport): Promise<ReportOutcome> {
    return this.#apply([report], null)[0]!;
  }

  /** Takes reports in as one transaction, or as a part of the one that runs. A report is never changed afterwards. */
  applyBatch(reports: readonly NewReport[], importId: number | null): BatchCounts {
    const outcomes = this.#apply(reports, importId);
    const added = outcomes.filter(({ result }) => result === 'added').length;
    return { added, updated: 0, unchanged: outcomes.length - added };
  }

  /** The reports about a post, oldest first. */
  async ofContent(contentId: number, limit = 100): Promise<KnownReport[]> {
    const query = build
      .selectFrom('report')
      .select(['reporter', 'reason', 'reported_at as at'])
      .where('content_id', '=', contentId);
    return this.#db.all(query.orderBy('id').limit(limit));
  }

  /** How many reports about a post there are. */
  countOf(contentId: number): number {
    return this.#db.statement('SELECT count(*) FROM report WHERE content_id = ?').pluck().get(contentId) as number;
  }

  #apply(reports: readonly NewReport[], importId: number | null): ReportOutcome[] {
    return this.#db.transaction(() => {
      const found = new Set<number>();
      const outcomes = reports.map((report) => this.#insert(report, importId, found));
      if (found.size > 0) this.#onReported([...found]);
      return outcomes;
    });
  }

  #insert(report: NewReport, importId: number | null, found: Set<number>): ReportOutcome {
    let externalId = report.externalId ?? derivedId(report.fingerprint, 1);
    let known = this.#known(externalId);
    if (known && report.externalId === null && importId !== null) {
      if (known.import_id === importId) {
        externalId = derivedId(report.fingerprint, this.#twins.next(importId, report.fingerprint));
        known = this.#known(externalId);
      } else {
        this.#db.statement('UPDATE report SET import_id = ? WHERE id = ?').run(importId, known.id);
      }
    }
    if (known) return { externalId, result: 'unchanged', held: known.content_id === null };
    const contentId = this.#db.statement('SELECT id FROM content WHERE external_id = ?').pluck().get(report.content) as
      | number
      | undefined;
    this.#db
      .statement(
        `INSERT INTO report (external_id, content, content_id, reporter, reason, reported_at, arrived_at, import_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        externalId,
        report.content,
        contentId ?? null,
        report.reporter,
        report.reason,
        report.reportedAt,
        this.#clock(),
        importId,
      );
    if (contentId !== undefined) found.add(contentId);
    return { externalId, result: 'added', held: contentId === undefined };
  }

  #known(externalId: string): { id: number; content_id: number | null; import_id: number | null } | undefined {
    return this.#db.statement('SELECT id, content_id, import_id FROM report WHERE external_id = ?').get(externalId) as
      | { id: number; content_id: number | null; import_id: number | null }
      | undefined;
  }
}
