import { Button, Slider } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { EqualRates, JudgedCriteria } from '../../../engine/contract/criteria.ts';
import type { Policy } from '../../../engine/contract/review.ts';
import { tell, tellProblem, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { download } from '../../ui/download.ts';
import { counted } from '../../ui/format.ts';
import shared from '../models/recommender.module.css';
import { thresholdWords } from '../models/thresholds.ts';
import styles from './criteria.module.css';
import { canSet, costOf, edgeOf, lowestThreshold, rateWords, shareOf, sizeOf, together } from './criteria.ts';
import type { useTrial } from './criteria-use.ts';
import { useModerationPlace } from './moderation-place.ts';
import { figure } from './words.ts';

const live = ['fpr', 'fnr', 'ppv'] as const;

/** One threshold for all groups, and one for each that wants its own; what they do is told as they move. */
export function Rail({
  data,
  policy,
  live: { at, trial, setTrial },
}: {
  data: JudgedCriteria;
  policy: Policy;
  live: ReturnType<typeof useTrial>;
}) {
  const [place] = useModerationPlace();
  const all = at ?? [];
  const global = trial.threshold ?? data.threshold;
  const rows = [
    { name: 'All posts', threshold: global, isOwn: false, confusion: together(all.map((one) => one.confusion)) },
    ...all.map(({ group, ...one }) => ({ name: group, ...one })),
  ];
  const move = (number: number, threshold: number) => {
    if (number === 0) return setTrial({ threshold });
    setTrial({ own: { ...trial.own, [rows[number]!.name]: threshold } });
  };
  const isMoved = trial.threshold !== null || Object.keys(trial.own).length > 0;
  const back = () => setTrial({ threshold: null, own: {} });
  useKeys([{ key: 'r', does: 'Thresholds as the policy has them', group: 'Criteria', run: back }]);
  return (
    <>
      <div className={styles.wide}>
        <table className={`${shared.figures} ${styles.rail}`} aria-label="Thresholds">
          <thead>
            <tr>
              <th scope="col">Threshold of</th>
              <th scope="col" className={styles.slide}>
                <span className="visually-hidden">Threshold</span>
              </th>
              <th scope="col">n</th>
              {live.map((rate) => (
                <th key={rate} scope="col" title={rateWords[rate].means}>
                  {rateWords[rate].name}
                </th>
              ))}
              <th scope="col" title="Wrong actions times the cost ratio, and missed violations, a post">
                Cost
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, threshold, isOwn, confusion }, number) => (
              <tr key={name} data-own={isOwn}>
                <th scope="row">{name}</th>
                <td className={styles.slide}>
                  <div className={styles.slider}>
                    <Slider
                      size="xs"
                      flex={1}
                      label={null}
                      min={0}
                      max={data.edges.length - 1}
                      thumbLabel={`Threshold of ${name}`}
                      value={edgeOf(data.edges, threshold)}
                      scale={(edge) => data.edges[edge] ?? 1}
                      onChange={(edge) => move(number, data.edges[edge]!)}
                    />
                    <span className={styles.at}>{figure(threshold, 3)}</span>
                  </div>
                </td>
                <td>{sizeOf(confusion)}</td>
                {live.map((rate) => (
                  <td key={rate}>{figure(shareOf(confusion, rate).value)}</td>
                ))}
                <td>{figure(costOf(confusion, place.costRatio))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={`${shared.row} ${styles.actions}`}>
        <Button size="compact-xs" disabled={!isMoved} rightSection={<kbd aria-hidden>r</kbd>} onClick={back}>
          As the policy has them
        </Button>
        <EqualButton data={data} threshold={global} onUse={(own) => setTrial({ own })} />
        <SaveDecisions policy={policy} />
      </div>
      {data.hidden.length > 0 && (
        <p className={`dim ${styles.line}`}>
          Not shown, for fewer than ten posts or authors:{' '}
          {data.hidden.map(({ group, n }) => `${group} (${n})`).join(', ')}.
        </p>
      )}
      {isMoved && <PolicyChange policy={policy} threshold={global} hasOwn={Object.keys(trial.own).length > 0} />}
    </>
  );
}

/** The judged posts as a file for `steward rates`: what each was decided, its scores and groups, without its text. */
function SaveDecisions({ policy }: { policy: Policy }) {
  const { queries } = useWorkbench();
  const save = useMutation(
    queries.fairness.decisionsFile.mutationOptions({
      onSuccess: ({ name, data, rows }) => {
        download(name, data);
        tell(`${counted(rows, 'judged post')} saved`, 'Ids, decisions, scores and groups; the audit log notes it.');
      },
      onError: tellProblem,
    }),
  );
  const run = () => save.mutate({ policy: policy.id });
  useKeys([{ key: 's', does: 'Save the decisions as CSV', group: 'Criteria', run }]);
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconDownload size={13} aria-hidden />}
      rightSection={<kbd aria-hidden>s</kbd>}
      loading={save.isPending}
      onClick={run}
    >
      Decisions as CSV
    </Button>
  );
}

/** Finds thresholds that hit ordinary posts of every group equally often, and tells what they cost where they were not chosen. */
function EqualButton({
  data,
  threshold,
  onUse,
}: {
  data: JudgedCriteria;
  threshold: number;
  onUse: (own: Record<string, number>) => void;
}) {
  const { queries } = useWorkbench();
  const [place] = useModerationPlace();
  const [found, setFound] = useState<{ of: string; equal: EqualRates | null } | null>(null);
  const of = JSON.stringify([data.policy, data.attribute]);
  const equal = useMutation(
    queries.fairness.equalRates.mutationOptions({
      onSuccess: (result) => {
        setFound({ of, equal: result });
        // Thresholds stand on edges, as a slider would set them.
        if (result)
          onUse(
            Object.fromEntries(
              result.thresholds.map(({ group, threshold: own }) => [group, data.edges[edgeOf(data.edges, own)]!]),
            ),
          );
      },
      onError: tellProblem,
    }),
  );
  const run = () =>
    equal.mutate({
      policy: data.policy,
      by: [place.by, ...place.crossed],
      rate: 'fpr',
      threshold,
      costRatio: place.costRatio,
    });
  useKeys([{ key: 'q', does: 'Equal false-positive rates', group: 'Criteria', run }]);
  const shown = found?.of === of ? found : null;
  return (
    <>
      <Button size="compact-xs" loading={equal.isPending} rightSection={<kbd aria-hidden>q</kbd>} onClick={run}>
        Equal false-positive rates
      </Button>
      <span role="status">
        {shown &&
          (shown.equal
            ? `On the half of ${counted(shown.equal.heldOut, 'post')} that they were not chosen on: FPR gap ${figure(shown.equal.before.gap)} → ${figure(shown.equal.after.gap)}, cost a post ${figure(shown.equal.before.cost)} → ${figure(shown.equal.after.cost)}.`
            : 'There are no ordinary posts to choose thresholds on.')}
      </span>
    </>
  );
}

/** What would have to change in the policy for the trial to hold, and the change itself where a policy can have it. */
function PolicyChange({ policy, threshold, hasOwn }: { policy: Policy; threshold: number; hasOwn: boolean }) {
  const { queries, cache } = useWorkbench();
  const update = useMutation(
    queries.policies.update.mutationOptions({
      onSuccess: () => {
        void cache.invalidateQueries({ queryKey: queries.policies.key() });
        void cache.invalidateQueries({ queryKey: queries.fairness.criteria.key() });
        tell('The policy was changed', 'It is in the audit log, and can be set back under Models.');
      },
      onError: tellProblem,
    }),
  );
  const id = lowestThreshold(policy.thresholds);
  if (id === null) return null;
  const { name } = thresholdWords.find((one) => one.id === id)!;
  const now = policy.thresholds[id]!;
  const isChange = threshold !== now;
  const isAllowed = canSet(policy.thresholds, id, threshold);
  return (
    <div className={shared.note} role="note">
      {isChange && (
        <p>
          The change to make: {policy.name}, “{name}” from {figure(now)} to {figure(threshold)}.{' '}
          {isAllowed ? (
            <Button
              size="compact-xs"
              loading={update.isPending}
              onClick={() => update.mutate({ id: policy.id, thresholds: { ...policy.thresholds, [id]: threshold } })}
            >
              Set “{name}” to {figure(threshold)}
            </Button>
          ) : (
            'It would pass a graver threshold of the policy, so change these first, under Models.'
          )}
        </p>
      )}
      {hasOwn && (
        <p>
          A policy has one threshold for everybody, so those of groups are shown and not set: deciding by the group of a
          post may be unlawful, and it does not mend the classifier. What they say is how much worse it ranks a group.
        </p>
      )}
    </div>
  );
}
