/** One numbered step of the schema. Steps are never edited once released: a correction is another step. */
export interface Migration {
  /** The `user_version` that the database has once this step was applied; they count up from 1 without a gap. */
  version: number;
  name: string;
  sql: string;
}
