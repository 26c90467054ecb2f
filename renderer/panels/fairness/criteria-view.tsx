import { NumberInput, Select, Tabs } from '@mantine/core';
import { useState } from 'react';
import {
  type CriterionName,
  criterionNames,
  type JudgedBy,
  type JudgedCriteria,
} from '../../../engine/contract/criteria.ts';
import { useKeys } from '../../app/workbench.tsx';
import { count, counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import shared from '../models/recommender.module.css';
import { VerdictMark } from './audit-verdict.tsx';
import styles from './criteria.module.css';
import { criterionWords } from './criteria.ts';
import { Rail } from './criteria-rail.tsx';
import { CriterionTable } from './criteria-table.tsx';
import { useCriteriaPolicies, useTrial } from './criteria-use.ts';
import { useModerationPlace } from './moderation-place.ts';

const keys: Record<CriterionName, string> = { independence: 'i', separation: 'e', sufficiency: 'u' };

function byValue(by: JudgedBy): string {
  return typeof by === 'string' ? by : `names ${by.term}`;
}

/** A policy's classifier against what people decided: the three criteria at thresholds that can be moved. */
export function CriteriaView() {
  const [place, setPlace] = useModerationPlace();
  const { query: policiesQuery, policies, policy } = useCriteriaPolicies();
  const live = useTrial(policy?.id ?? null);
  const { data, at, query } = live;
  if (policiesQuery.error) return <ProblemNote error={policiesQuery.error} />;
  if (policiesQuery.data && !policy)
    return (
      <Empty title="No policy decides anything">
        Set a threshold of a policy under Models, Classifiers and policies.
      </Empty>
    );
  const offers = data?.offers ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.scroll} tabIndex={0}>
      <div className={`${shared.head} ${styles.knobs}`}>
        <Select
          label="Policy"
          allowDeselect={false}
          data={policies.map(({ id, name }) => ({ value: id, label: name }))}
          value={policy?.id ?? null}
          onChange={(value) => setPlace({ policy: value })}
        />
        <Select
          label="Posts by"
          allowDeselect={false}
          searchable
          data={offers.map(({ label, n }) => ({ value: label, label: `${label} (${count(n)})` }))}
          value={offers.some(({ label }) => label === byValue(place.by)) ? byValue(place.by) : null}
          placeholder="–"
          onChange={(value) => {
            const offer = offers.find(({ label }) => label === value);
            if (offer) setPlace({ by: offer.by, reference: 'overall' });
          }}
        />
        <Select
          label="Held against"
          allowDeselect={false}
          data={[
            { value: 'overall', label: 'all posts' },
            { value: 'largest', label: 'the largest group' },
            { value: 'rest', label: 'all other groups' },
            ...(data?.groups ?? []).map(({ group }) => ({ value: `group:${group}`, label: group })),
          ]}
          value={place.reference}
          onChange={(value) => value && setPlace({ reference: value })}
        />
        <NumberInput
          label="Cost ratio"
          title="How many missed violations a wrong action is worth"
          min={0.01}
          max={1000}
          step={0.5}
          w={96}
          value={place.costRatio}
          onChange={(value) => Number(value) > 0 && setPlace({ costRatio: Number(value) })}
        />
      </div>
      {query.error && <ProblemNote error={query.error} onRetry={() => void query.refetch()} />}
      {!data && !query.error && <Waiting lines={8} />}
      {data && data.groups.length === 0 && (
        <NoGroups data={data} isBy={typeof place.by === 'string' ? place.by : place.by.term} />
      )}
      {data && policy && at && at.length > 0 && (
        <>
          <Rail data={data} policy={policy} live={live} />
          <Criteria data={data} live={live} />
        </>
      )}
    </div>
  );
}

function NoGroups({ data, isBy }: { data: JudgedCriteria; isBy: string }) {
  if (data.rows === 0)
    return (
      <Empty title="Nobody decided about this policy yet">
        The criteria hold scores against what people decided in Triage: actions under this policy, and posts that were
        kept.
      </Empty>
    );
  return (
    <Empty title={`No groups by ${isBy}`}>
      {counted(data.rows, 'judged post')}, but no group of at least ten of them. Choose something else to group by.
    </Empty>
  );
}

function Criteria({ data, live }: { data: JudgedCriteria; live: ReturnType<typeof useTrial> }) {
  const [tab, setTab] = useState<CriterionName>('separation');
  useKeys(
    criterionNames.map((name) => ({
      key: keys[name],
      does: criterionWords[name].name,
      group: 'Criteria',
      run: () => setTab(name),
    })),
  );
  const { impossibility } = data;
  return (
    <>
      {impossibility?.applies === true && (
        <div className={shared.note} role="note">
          <p>
            <b>Not all three can hold.</b> {impossibility.note}
          </p>
        </div>
      )}
      {impossibility?.applies !== true && <p className={`dim ${styles.line}`}>{impossibility?.note}</p>}
      <Tabs value={tab} onChange={(value) => setTab(value as CriterionName)} classNames={{ tab: shared.tab }}>
        <Tabs.List aria-label="Criteria">
          {criterionNames.map((name) => {
            const verdict = data.criteria.find((one) => one.name === name)?.verdict ?? 'not-estimable';
            return (
              <Tabs.Tab key={name} value={name} aria-keyshortcuts={keys[name]}>
                <span className={styles.found}>
                  {criterionWords[name].name} <VerdictMark verdict={verdict} /> <kbd aria-hidden>{keys[name]}</kbd>
                </span>
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {criterionNames.map((name) => (
          <Tabs.Panel key={name} value={name} className={styles.panel}>
            <CriterionTable name={name} data={data} at={live.at ?? []} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
