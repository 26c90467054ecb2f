import type { CriterionName, JudgedCriteria } from '../../../engine/contract/criteria.ts';
import { ChartFrame } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, pValue, signed } from '../../ui/format.ts';
import shared from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import styles from './criteria.module.css';
import {
  criterionWords,
  gapOf,
  type RateName,
  type Reference,
  rateWords,
  referenceFor,
  type Share,
  shareOf,
} from './criteria.ts';
import type { Standing } from './criteria-use.ts';
import { useModerationPlace } from './moderation-place.ts';
import { figure } from './words.ts';

/** One criterion over the confusion of each group: its rates with intervals, and how far they are from the reference. */
export function CriterionTable({
  name,
  data,
  at,
  isStale,
}: {
  name: CriterionName;
  data: JudgedCriteria;
  at: readonly Standing[];
  /** Whether verdicts are still of other thresholds. */
  isStale: boolean;
}) {
  const [place] = useModerationPlace();
  const found = data.criteria.find((one) => one.name === name);
  const { asks, rates } = criterionWords[name];
  const confusions = at.map(({ confusion }) => confusion);
  const names = at.map(({ group }) => group);
  const authorsOf = new Map(data.groups.map(({ group, authors }) => [group, authors]));
  const hasAuthors = data.groups.some(({ authors }) => authors !== null);
  const reference: Reference = place.reference.startsWith('group:')
    ? { group: place.reference.slice(6) }
    : (place.reference as 'overall' | 'largest' | 'rest');
  const rows = at.map(({ group, confusion }, number) => {
    const against = referenceFor(reference, number, confusions, names);
    return { group, confusion, shares: rates.map((rate) => shareOf(confusion, rate)), against };
  });
  return (
    <>
      <p className={styles.verdict} aria-busy={isStale}>
        {asks}{' '}
        {found?.rates.map(({ rate, p, verdict }) => (
          <span key={rate} className={styles.found}>
            <span className={styles.judged} data-stale={isStale}>
              <VerdictMark verdict={verdict} isNamed />
            </span>{' '}
            {rateWords[rate as RateName].name}, gap {figure(gapOf(confusions, rate as RateName))}
            {p !== null && (
              <span className={styles.judged} data-stale={isStale}>
                p {pValue(p)}
              </span>
            )}
          </span>
        ))}
        <span className={`dim ${styles.computing}`} data-stale={isStale}>
          computing the verdicts
        </span>
      </p>
      <div className={styles.wide}>
        <table className={shared.figures} aria-label={`${criterionWords[name].name} by group`}>
          <thead>
            <tr>
              <th scope="col">{data.attribute}</th>
              {hasAuthors && (
                <th scope="col">
                  <Figure means="Users who wrote the group’s posts. Posts of one author count as independent here, so few authors of many posts make intervals too narrow.">
                    Authors
                  </Figure>
                </th>
              )}
              <th scope="col">TP</th>
              <th scope="col">FP</th>
              <th scope="col">FN</th>
              <th scope="col">TN</th>
              {rates.map((rate) => (
                <th key={rate} scope="col">
                  <Figure means={rateWords[rate].means}>{rateWords[rate].name}</Figure>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ group, confusion: { tp, fp, fn, tn }, shares, against }) => (
              <tr key={group}>
                <th scope="row">{group}</th>
                {hasAuthors && <td>{count(authorsOf.get(group) ?? 0)}</td>}
                <td>{count(tp)}</td>
                <td>{count(fp)}</td>
                <td>{count(fn)}</td>
                <td>{count(tn)}</td>
                {shares.map((share, r) => (
                  <td key={rates[r]}>
                    <RateText share={share} against={against && shareOf(against, rates[r]!).value} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {name === 'separation' && <ErrorBars at={at} />}
    </>
  );
}

function RateText({ share: { value, low, high, n }, against }: { share: Share; against: number | null }) {
  if (value === null) return <span className="dim">n/a</span>;
  return (
    <>
      {figure(value)}{' '}
      <span className="dim" title={`n = ${count(n)}`}>
        {figure(low, 2)}–{figure(high, 2)}
      </span>{' '}
      <span className={styles.difference}>{against === null ? 'reference' : signed(value - against, 3)}</span>
    </>
  );
}

/** Violations that are missed to the left, ordinary posts that are hit to the right, on one scale. */
function ErrorBars({ at }: { at: readonly Standing[] }) {
  const rows = at.map(({ group, confusion }) => ({
    group,
    fnr: shareOf(confusion, 'fnr'),
    fpr: shareOf(confusion, 'fpr'),
  }));
  // A little more than the longest, so that its number has a place.
  const most = 1.15 * Math.max(0.01, ...rows.flatMap(({ fnr, fpr }) => [fnr.high ?? 0, fpr.high ?? 0]));
  return (
    <ChartFrame
      title="Errors by group"
      definition="FNR to the left: violations that are missed. FPR to the right: ordinary posts that are acted on. Lines are 95 % Wilson intervals; both sides have one scale."
      data={{
        columns: ['group', 'FNR', 'FNR low', 'FNR high', 'violations', 'FPR', 'FPR low', 'FPR high', 'ordinary'],
        rows: rows.map(({ group, fnr, fpr }) => [
          group,
          ...[fnr, fpr].flatMap(({ value, low, high, n }) => [figure(value), figure(low), figure(high), n]),
        ]),
      }}
    >
      <div className={styles.errors} aria-hidden>
        <span />
        <span className={styles.left}>FNR: violations missed</span>
        <span>FPR: ordinary posts hit</span>
        {rows.map(({ group, fnr, fpr }) => (
          <div key={group} className={shared.contents}>
            <span className={styles.group}>{group}</span>
            <ErrorBar share={fnr} most={most} side="left" />
            <ErrorBar share={fpr} most={most} side="right" />
          </div>
        ))}
      </div>
    </ChartFrame>
  );
}

function ErrorBar({ share: { value, low, high }, most, side }: { share: Share; most: number; side: 'left' | 'right' }) {
  const place = (of: number) => `${(100 * of) / most}%`;
  const start = side === 'left' ? 'insetInlineEnd' : 'insetInlineStart';
  return (
    <span className={styles.track} data-side={side}>
      {value !== null && low !== null && high !== null && (
        <>
          <span className={styles.bar} style={{ inlineSize: place(value), [start]: 0 }} />
          <span className={styles.whisker} style={{ inlineSize: place(high - low), [start]: place(low) }} />
          <span className={styles.number} style={{ [start]: `calc(${place(high)} + 6px)` }}>
            {figure(value, 2)}
          </span>
        </>
      )}
    </span>
  );
}
