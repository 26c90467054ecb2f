import { MultiSelect, NumberInput, Select, Tabs } from '@mantine/core';
import { useState } from 'react';
import {
  type CriterionName,
  criterionNames,
  type JudgedCriteria,
  judgedByName,
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
  const offers = (data?.offers ?? []).map(({ by, label, n }) => {
    return { by, value: judgedByName(by), label: `${label} (${count(n)})` };
  });
  const offerOf = (value: string) => offers.find((offer) => offer.value === value)?.by ?? [];
  const by = judgedByName(place.by);
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
          data={offers.map(({ value, label }) => ({ value, label }))}
          value={offers.some(({ value }) => value === by) ? by : null}
          placeholder="–"
          onChange={(value) => {
            const [next] = [offerOf(value ?? '')].flat();
            const crossed = place.crossed.filter((one) => judgedByName(one) !== value);
            if (next) setPlace({ by: next, crossed, reference: 'overall' });
          }}
        />
        <MultiSelect
          label="Crossed with"
          searchable
          maxValues={2}
          miw={140}
          data={offers.flatMap(({ value, label }) => (value === by ? [] : [{ value, label }]))}
          value={place.crossed.map(judgedByName).filter((value) => offers.some((offer) => offer.value === value))}
          placeholder={place.crossed.length === 0 ? 'nothing' : ''}
          onChange={(values) => setPlace({ crossed: values.flatMap(offerOf), reference: 'overall' })}
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
      {data && data.groups.length === 0 && <NoGroups data={data} />}
      {data && policy && at && at.length > 0 && (
        <>
          <Rail data={data} policy={policy} live={live} />
          <Criteria data={data} live={live} />
        </>
      )}
    </div>
  );
}

function NoGroups({ data }: { data: JudgedCriteria }) {
  if (data.rows === 0)
    return (
      <Empty title="Nobody decided about this policy yet">
        The criteria hold scores against what people decided in Triage: actions under this policy, and posts that were
        kept.
      </Empty>
    );
  return (
    <Empty title={`No groups by ${data.attribute}`}>
      {counted(data.rows, 'judged post')}, but no group of at least ten of them, by ten authors where posts are grouped
      by these. Choose something else to group by.
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
                  {criterionWords[name].name}{' '}
                  <span className={styles.judged} data-stale={live.isStale}>
                    <VerdictMark verdict={verdict} />
                  </span>{' '}
                  <kbd aria-hidden>{keys[name]}</kbd>
                </span>
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {criterionNames.map((name) => (
          <Tabs.Panel key={name} value={name} className={styles.panel}>
            <CriterionTable name={name} data={data} at={live.at ?? []} isStale={live.isStale} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}
