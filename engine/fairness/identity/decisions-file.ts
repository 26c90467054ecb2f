import { judgedByName } from '../../contract/index.ts';
import { Pace } from '../../numeric/pace.ts';
import type { Store } from '../../store/store.ts';
import { csvLine } from '../../text/csv.ts';
import { offersOf, shownGroups } from './judged-groups.ts';
import type { JudgedSample } from './policy-audit.ts';

/** Rows between two looks at the clock. */
const rowsATurn = 200;

/**
 * A sample as CSV, a row a post and never its text: its id, what a person decided (truth, 1 or 0), the score of the
 * policy's classifier, the policy's threshold, the scores of all other classifiers (`score:spam`), and a column for all
 * that posts can be grouped by, named as `judgedByName` does. The cell of a group that is not shown is empty, as that of a
 * score that was not made.
 */
export async function decisionsFile(
  { scores: stored }: Pick<Store, 'scores'>,
  sample: JudgedSample,
  signal?: AbortSignal,
): Promise<{ csv: string; rows: number }> {
  const pace = new Pace();
  const offers = offersOf(sample);
  const groupings = offers.map(({ by }) => shownGroups(sample, by).grouping);
  const others: Map<string, number>[] = [];
  const labels = new Set<string>();
  for (const [row, content] of sample.contents.entries()) {
    const own = stored.read(content).filter(({ label }) => label !== sample.label);
    others.push(new Map(own.map(({ label, probability }) => [label, probability])));
    for (const { label } of own) labels.add(label);
    if (row % rowsATurn === rowsATurn - 1) await pace.turn();
    signal?.throwIfAborted();
  }
  const heads = [...labels].sort();
  const names = ['id', 'truth', 'score', 'threshold', ...heads.map((label) => `score:${label}`)];
  const lines = [csvLine([...names, ...offers.map(({ by }) => judgedByName(by))])];
  for (const [row, id] of sample.ids.entries()) {
    lines.push(
      csvLine([
        id,
        sample.truth[row]!,
        sample.scores[row]!,
        sample.threshold,
        ...heads.map((label) => others[row]!.get(label) ?? ''),
        ...groupings.map(({ names: groups, of }) => groups[of[row]!] ?? ''),
      ]),
    );
    if (row % rowsATurn === rowsATurn - 1) await pace.turn();
  }
  return { csv: `${lines.join('\n')}\n`, rows: sample.ids.length };
}
