import type { DecisionRow, Policy, ReviewItem } from '../../../engine/contract/review.ts';
import { count, moment, percent, probability } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { VerdictMark } from '../../ui/verdict.tsx';
import styles from './why.module.css';

/** Who wrote the post, and how their posts have fared. */
export function AuthorTab({ author }: { author: ReviewItem['author'] }) {
  if (!author) return <Empty title="Author not known">The file that brought the post named none.</Empty>;
  const share = (part: number) => `${count(part)} (${percent(part, author.posts)} of n = ${count(author.posts)})`;
  return (
    <dl className={styles.facts}>
      <dt>Name</dt>
      <dd>{author.name}</dd>
      <dt>First seen</dt>
      <dd>{author.firstSeen === null ? 'not known' : moment(author.firstSeen)}</dd>
      <dt>Posts</dt>
      <dd>{count(author.posts)}</dd>
      <dt>Removed</dt>
      <dd>{share(author.removed)}</dd>
      <dt>Reduced</dt>
      <dd>{share(author.reduced)}</dd>
    </dl>
  );
}

/** Who reported the post and why. */
export function ReportsTab({ reports }: { reports: ReviewItem['reports'] }) {
  if (reports.length === 0) return <Empty title="No reports">Only the classifiers put this post here.</Empty>;
  return (
    <ul className={styles.entries}>
      {reports.map((report, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reports have no id of their own and never change order
        <li key={index}>
          <p>{report.reason || 'No reason given'}</p>
          <p className="dim">
            {report.reporter ?? 'somebody'}
            {report.at !== null && `, ${moment(report.at)}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What was decided about the post before, by people and by thresholds. */
export function DecisionsTab({
  decisions,
  policies,
}: {
  decisions: readonly DecisionRow[];
  policies: readonly Policy[];
}) {
  if (decisions.length === 0) return <Empty title="No decisions yet">Yours will be the first on this post.</Empty>;
  return (
    <ul className={styles.entries}>
      {decisions.map((decision) => (
        <li key={decision.id}>
          <p className={decision.undone ? styles.undone : undefined}>
            <VerdictMark verdict={decision.verdict} isNamed />{' '}
            {policies.find(({ id }) => id === decision.policy)?.name ?? decision.policy ?? ''}
            {decision.undone && ' (undone)'}
          </p>
          {decision.note && <p>{decision.note}</p>}
          <p className="dim">
            {decision.source === 'automatic' ? 'by threshold' : decision.by}, {moment(decision.at)}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What the policy says, and from which scores on it acts. */
export function PolicyTab({ policy }: { policy: Policy | undefined }) {
  if (!policy) return <Empty title="No policy">This post is here for another reason than a policy’s score.</Empty>;
  const { remove, review, reduce, inform } = policy.thresholds;
  const rows = [
    ['Removed at once', remove],
    ['Into the remove queue', review],
    ['Into the reduce queue', reduce],
    ['Into the inform queue', inform],
  ] as const;
  return (
    <>
      <h2 className={styles.heading}>{policy.name}</h2>
      <p>{policy.description}</p>
      <dl className={styles.facts}>
        <dt>Severity</dt>
        <dd>{policy.severity} of 5</dd>
        {rows.map(([name, threshold]) => (
          <Threshold key={name} name={name} threshold={threshold} />
        ))}
        <dt>Notice</dt>
        <dd>{policy.notice || 'none'}</dd>
        <dt>Classifier</dt>
        <dd>{policy.classifier ?? 'none at work: only reports bring posts here'}</dd>
      </dl>
    </>
  );
}

function Threshold({ name, threshold }: { name: string; threshold: number | null }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{threshold === null ? 'never' : `from ${probability(threshold)}`}</dd>
    </>
  );
}

/** The sum that put the post where it stands in the queue. */
export function PriorityTab({ item }: { item: ReviewItem }) {
  return (
    <table className={styles.sum}>
      <caption className="dim">The parts add up to the priority; the highest comes first.</caption>
      <tbody>
        {item.priorityParts.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Priority</th>
          <td>{item.job.priority.toFixed(2)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
