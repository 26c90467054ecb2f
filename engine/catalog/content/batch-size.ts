const least = 50;
const most = 2000;
/** Half of what the event loop may be kept waiting, so that a slow moment does not pass it. */
const target = 25;

/** How many rows the first batch takes, before anything is known of the machine. */
export const firstBatch = 250;

/** The rows of the next batch, after one of `rows` rows took `ms`: grows slowly, shrinks at once. */
export function nextBatch(rows: number, ms: number): number {
  const fitting = (rows * target) / Math.max(ms, 0.1);
  return Math.round(Math.min(most, Math.max(least, Math.min(fitting, rows * 1.5))));
}
