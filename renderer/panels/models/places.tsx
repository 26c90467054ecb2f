import {
  IconArrowsDiff,
  IconChartBar,
  IconPlayerPlay,
  IconShieldCheck,
  IconSortDescending,
  IconVersions,
} from '@tabler/icons-react';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { moment } from '../../ui/format.ts';
import { useRuns } from './data.ts';
import { type TabId, usePlace, useTab } from './place.ts';
import styles from './places.module.css';
import { noFilter } from './run-filter.ts';
import { protocolText } from './run-words.ts';
import { trainKinds, useStart } from './use-start.ts';

/** The sections of the panel, in their order; each is a digit on the keyboard. */
export const places = [
  { id: 'runs', name: 'Runs', icon: IconChartBar },
  { id: 'compare', name: 'Compare', icon: IconArrowsDiff },
  { id: 'versions', name: 'Versions', icon: IconVersions },
  { id: 'train', name: 'Train', icon: IconPlayerPlay },
  { id: 'classifiers', name: 'Classifiers and policies', icon: IconShieldCheck },
  { id: 'rankers', name: 'Rankers', icon: IconSortDescending },
] as const satisfies readonly { id: TabId; name: string; icon: typeof IconChartBar }[];

/** The newest runs are found by name in the palette; older ones by the filter of Runs. */
const runsInPalette = 50;

/** The keys and actions that go between the sections; they work with the left column hidden as well. */
export function usePlaceKeys() {
  const [, setTab] = useTab();
  useKeys(
    places.map(({ id, name }, index) => ({
      key: String(index + 1),
      does: name,
      group: 'Models',
      run: () => setTab(id),
    })),
  );
  useActions(
    places.map(({ id, name }, index) => ({
      id: `models.${id}`,
      label: `Models: ${name}`,
      group: 'Models',
      keys: String(index + 1),
      run: () => setTab(id),
    })),
  );
  const start = useStart();
  const { rows } = useRuns();
  const [, setRun] = usePlace('run');
  const [, setFilter] = usePlace('filter');
  useActions(
    rows.slice(0, runsInPalette).map((run) => ({
      id: `run.${run.id}`,
      label: `Run: ${run.name}`,
      description: `${protocolText(run.protocol)}, ${moment(run.createdAt)}`,
      group: 'Models',
      run: () => {
        setRun(run.id);
        // A filter from before must not hide what was asked for.
        setFilter(noFilter);
        setTab('runs');
      },
    })),
  );
  useActions(
    trainKinds.map(({ id, name, about }) => ({
      id: `train.${id}`,
      label: `${name}…`,
      description: about,
      group: 'Models',
      run: () => start(id),
    })),
  );
}

/** The way between the sections. */
export function Places() {
  const [tab, setTab] = useTab();
  return (
    <nav className={styles.nav} aria-label="Models">
      {places.map(({ id, name, icon: Icon }, index) => (
        <button
          key={id}
          type="button"
          className={styles.place}
          aria-current={id === tab ? 'page' : undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => setTab(id)}
        >
          <Icon size={16} aria-hidden />
          <span className={styles.name}>{name}</span>
          <kbd aria-hidden>{index + 1}</kbd>
        </button>
      ))}
    </nav>
  );
}
