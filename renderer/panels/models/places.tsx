import {
  IconArrowsDiff,
  IconChartBar,
  IconPlayerPlay,
  IconShieldCheck,
  IconSortDescending,
  IconVersions,
} from '@tabler/icons-react';
import { type SectionEntry, Sections, useSectionKeys } from '../../app/sections.tsx';
import { useActions } from '../../app/workbench.tsx';
import { moment } from '../../ui/format.ts';
import { useRuns } from './data.ts';
import { type TabId, usePlace, useTab } from './place.ts';
import { noFilter } from './run-filter.ts';
import { protocolText } from './run-words.ts';
import { trainKinds, useStart } from './use-start.ts';

/** The sections of the panel, in their order; each is a digit on the keyboard. */
const places: readonly SectionEntry<TabId>[] = [
  { id: 'runs', name: 'Runs', icon: IconChartBar },
  { id: 'compare', name: 'Compare', icon: IconArrowsDiff },
  { id: 'versions', name: 'Versions', icon: IconVersions },
  { id: 'train', name: 'Train', icon: IconPlayerPlay },
  { id: 'classifiers', name: 'Classifiers and policies', icon: IconShieldCheck },
  { id: 'rankers', name: 'Rankers', icon: IconSortDescending },
];

/** The newest runs are found by name in the palette; older ones by the filter of Runs. */
const runsInPalette = 50;

/** The keys and actions that go between the sections; they work with the left column hidden as well. */
export function usePlaceKeys() {
  const [, setTab] = useTab();
  useSectionKeys('Models', places, setTab);
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
  return <Sections panel="Models" sections={places} current={tab} onGo={setTab} />;
}
