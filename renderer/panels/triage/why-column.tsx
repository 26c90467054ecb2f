import { Tabs } from '@mantine/core';
import type { Policy, ReviewItem } from '../../../engine/contract/review.ts';
import { usePreference } from '../../app/preferences.ts';
import { useKeys } from '../../app/workbench.tsx';
import { Waiting } from '../../ui/states.tsx';
import { ScoresTab } from './scores-tab.tsx';
import styles from './why.module.css';
import { AuthorTab, DecisionsTab, PolicyTab, PriorityTab, ReportsTab } from './why-tabs.tsx';

const tabs = [
  { id: 'scores', key: 'c', name: 'Scores' },
  { id: 'author', key: 'a', name: 'Author' },
  { id: 'reports', key: 'r', name: 'Reports' },
  { id: 'decisions', key: 'd', name: 'Decisions' },
  { id: 'policy', key: 't', name: 'Policy' },
  { id: 'priority', key: 'p', name: 'Priority' },
] as const;

/** The right column: why this post is here, from every side there is. */
export function WhyColumn({
  item,
  policies,
  policy,
  onPolicy,
}: {
  item: ReviewItem | undefined;
  policies: readonly Policy[];
  policy: string | null;
  onPolicy: (policy: string) => void;
}) {
  const [tab, setTab] = usePreference<string>('triage.why', 'scores');
  useKeys(tabs.map(({ id, key, name }) => ({ key, does: name, group: 'Why', run: () => setTab(id) })));
  const counts: Record<string, number | undefined> = {
    reports: item?.reports.length,
    decisions: item?.decisions.length,
  };
  return (
    <Tabs
      value={tab}
      onChange={(next) => setTab(next ?? 'scores')}
      className={styles.tabs}
      classNames={{ tab: styles.tab }}
    >
      <Tabs.List aria-label="Why this post is here">
        {tabs.map(({ id, key, name }) => (
          <Tabs.Tab key={id} value={id} aria-keyshortcuts={key} title={`${name} (${key})`}>
            {name}
            {counts[id] ? <span className={styles.tabCount}>{counts[id]}</span> : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ id }) => (
        <Tabs.Panel key={id} value={id} className={styles.body} tabIndex={0}>
          {item ? <WhyTab id={id} item={item} policies={policies} policy={policy} onPolicy={onPolicy} /> : <Waiting />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function WhyTab({
  id,
  item,
  policies,
  policy,
  onPolicy,
}: {
  id: (typeof tabs)[number]['id'];
  item: ReviewItem;
  policies: readonly Policy[];
  policy: string | null;
  onPolicy: (policy: string) => void;
}) {
  switch (id) {
    case 'scores':
      return <ScoresTab item={item} policies={policies} policy={policy} onPolicy={onPolicy} />;
    case 'author':
      return <AuthorTab author={item.author} />;
    case 'reports':
      return <ReportsTab reports={item.reports} />;
    case 'decisions':
      return <DecisionsTab decisions={item.decisions} policies={policies} />;
    case 'policy':
      return <PolicyTab policy={policies.find((known) => known.id === (policy ?? item.job.policy))} />;
    case 'priority':
      return <PriorityTab item={item} />;
  }
}
