import { Tabs } from '@mantine/core';
import { Empty, Waiting } from '../../ui/states.tsx';
import { Dropped } from './dropped.tsx';
import { useFeeds } from './feeds-context.tsx';
import { Funnel } from './funnel.tsx';
import { Journeys } from './journey.tsx';
import { usePlace, type WhyTab } from './place.ts';
import styles from './why.module.css';

const tabs: readonly { id: WhyTab; name: string; key: string }[] = [
  { id: 'funnel', name: 'Funnel', key: 'f' },
  { id: 'item', name: 'Journey', key: 'Enter' },
  { id: 'dropped', name: 'Dropped', key: 'd' },
];

/** Right: how many candidates fell where, how one item came to its place, and what was dropped. */
export function FeedsWhy() {
  const { current, isComparing, who } = useFeeds();
  const [tab, setTab] = usePlace('why');
  const { feed, error } = current;
  return (
    <Tabs
      className={styles.tabs}
      value={tab}
      onChange={(value) => {
        const next = tabs.find(({ id }) => id === value);
        if (next) setTab(next.id);
      }}
    >
      <Tabs.List aria-label="Why">
        {tabs.map(({ id, name, key }) => (
          <Tabs.Tab key={id} value={id} className={styles.tab}>
            {name} <kbd aria-hidden>{key === 'Enter' ? '⏎' : key}</kbd>
          </Tabs.Tab>
        ))}
        {isComparing && <span className={styles.which}>of {current.id.toUpperCase()}</span>}
      </Tabs.List>
      {tabs.map(({ id }) => (
        <Tabs.Panel key={id} value={id} className={styles.panel} tabIndex={0}>
          {who === null && (
            <Empty title="Nothing to explain yet">How a feed came about stands here once there is one.</Empty>
          )}
          {feed ? (
            <>
              {id === 'funnel' && <Funnel feed={feed} />}
              {id === 'item' && <Journeys />}
              {id === 'dropped' && <Dropped feed={feed} />}
            </>
          ) : (
            who !== null && !error && <Waiting lines={8} />
          )}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
