import type { ReportInput } from './input.ts';
import { countOf, countText } from './numbers.ts';

/** What an audit cannot say, in sentences: those that were noted with it, and those that follow from how it was made. */
export function limits({
  limits: noted,
  cells,
  items,
  moderation,
  criteria,
  measured,
  spec,
  mitigations,
}: ReportInput): string[] {
  const found = [...noted];
  if (cells.length > 0) {
    const small = new Set(
      cells.flatMap(({ grouping, groups }) =>
        groups.flatMap(({ group, size }) => (size === 'small' ? [`${grouping}\n${group}`] : [])),
      ),
    );
    const users = Math.max(0, ...measured.map((run) => run.users));
    found.push(
      `The unit of analysis is the user, once a model: users with many interactions count as much as those with few${users > 0 ? `, and nothing is said of people who are not among the ${countText(users)} users who were measured` : ''}.`,
      'Groups are what the data says of users. Being in a group is not the cause of a gap: groups may differ in how much they use the system, and in what; a control compares like with like.',
      ...(small.size > 0
        ? [
            `${countOf(small.size, 'group')} of fewer than ${spec.markBelow} users ${small.size === 1 ? 'is' : 'are'} marked as small: intervals are wide, and tests of means are approximate.`,
          ]
        : []),
      spec.intersections === 1
        ? 'Attributes were looked at one by one: people of whom two of them hold at once may be served otherwise than either shows.'
        : `Crosses of up to ${spec.intersections} attributes were looked at; groups of more are not.`,
      `Intervals and permutations are of ${countText(spec.draws)} draws that follow from the seed ${spec.seed}: another seed changes their last digits. One split of the data was measured, and the interval is over users, not over splits or fits.`,
    );
  }
  if (items.length > 0)
    found.push(
      'Figures of items have no intervals and no tests: they say what these lists show, and not what others would.',
    );
  if (moderation.some(({ source }) => source === 'probes'))
    found.push(
      'Sentences of the probe are made from templates. They show what a term does to a score, and not how often people write such texts.',
    );
  if (criteria.length > 0)
    found.push(
      'Only posts that people saw are judged, and people see scores when they decide: rates are those of what came to people, and not of all posts.',
    );
  if (mitigations.length > 0)
    found.push(
      'Mitigations were measured on the same split as their run; what users would do with other lists is not known.',
    );
  return found;
}
