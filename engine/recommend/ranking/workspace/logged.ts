import { sourceIds } from '../../../contract/index.ts';
import { Pace } from '../../../numeric/pace.ts';
import type { FeedStore, LoggedSource } from '../../../store/feeds.ts';
import type { SourceScores } from '../features/data.ts';
import type { ImpressionLog } from './world.ts';

/** The latest impressions are looked at; older ones say less, and all of them would not fit. */
const mostImpressions = 500_000;
/** Rows read between two looks at the clock. */
const rowsASlice = 2000;

/**
 * Reads what was shown to whom, in slices of the event loop: with what the sources said of it where that is asked for,
 * and only what was shown before a moment where one is given.
 */
export async function readImpressions(
  store: Pick<FeedStore, 'beforeLatest' | 'impressionsAfter'>,
  { withSources, before = Number.MAX_SAFE_INTEGER }: { withSources: boolean; before?: number },
): Promise<ImpressionLog> {
  const pace = new Pace();
  const all: ImpressionLog[] = [];
  let last = store.beforeLatest(mostImpressions, before);
  for (;;) {
    const read = store.impressionsAfter(last, rowsASlice);
    if (read.length === 0) break;
    last = read.at(-1)!;
    const rows = read.filter(({ at }) => at < before);
    all.push({
      user: Int32Array.from(rows, ({ user }) => user),
      item: Int32Array.from(rows, ({ item }) => item),
      time: Float64Array.from(rows, ({ at }) => at),
      position: Int32Array.from(rows, ({ place }) => place),
      request: Int32Array.from(rows, ({ feed }) => feed),
      ...(withSources && { sources: logged(rows.map(({ sources }) => sources)) }),
    });
    await pace.turn();
  }
  const sources = all.flatMap((one) => one.sources ?? []);
  return {
    user: joined(all.map(({ user }) => user)),
    item: joined(all.map(({ item }) => item)),
    time: joined(
      all.map(({ time }) => time),
      Float64Array,
    ),
    position: joined(all.map(({ position }) => position)),
    request: joined(all.map(({ request }) => request)),
    ...(sources.some(({ rank }) => rank.some((one) => !Number.isNaN(one))) && {
      sources: {
        score: joined(
          sources.map(({ score }) => score),
          Float32Array,
        ),
        rank: joined(
          sources.map(({ rank }) => rank),
          Float32Array,
        ),
      },
    }),
  };
}

/** What sources said, one row each, in the order of `sourceIds`; NaN where one said nothing. */
export function sourceScores(rows: readonly (readonly LoggedSource[])[]): SourceScores {
  const width = sourceIds.length;
  const score = new Float32Array(rows.length * width).fill(Number.NaN);
  const rank = new Float32Array(rows.length * width).fill(Number.NaN);
  for (const [n, row] of rows.entries()) {
    for (const [id, place, own] of row) {
      const at = (sourceIds as readonly string[]).indexOf(id);
      if (at < 0) continue;
      rank[n * width + at] = place;
      score[n * width + at] = own;
    }
  }
  return { score, rank };
}

function logged(rows: readonly (string | null)[]): SourceScores {
  return sourceScores(rows.map((row) => (row === null ? [] : (JSON.parse(row) as LoggedSource[]))));
}

function joined(parts: readonly Int32Array[]): Int32Array;
function joined<T extends Float32Array | Float64Array>(parts: readonly T[], type: new (length: number) => T): T;
function joined<T extends Int32Array | Float32Array | Float64Array>(
  parts: readonly T[],
  type: new (length: number) => T = Int32Array as unknown as new (
    length: number,
  ) => T,
): T {
  const whole = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part as never, at);
    at += part.length;
  }
  return whole;
}
