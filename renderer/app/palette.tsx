import { openSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { printKey } from './keys.ts';
import { writePreference } from './preferences.ts';
import { goTo } from './route.ts';
import { type Action, useKeys, useWorkbench } from './workbench.tsx';

/** Ctrl/Cmd-K: every action, panel, policy, recent workspace and job, found by typing a part of its name. */
export function Palette() {
  const { actions, queries } = useWorkbench();
  const contributed = useSyncExternalStore(actions.subscribe, actions.getAll);
  const { data: policies = [] } = useQuery(queries.policies.list.queryOptions());
  useKeys([
    {
      key: 'Mod+k',
      does: 'Search or act',
      group: 'Everywhere',
      everywhere: true,
      aboveDialogs: true,
      run: openSpotlight,
    },
  ]);
  const groups = useMemo(
    () =>
      grouped([
        ...contributed,
        ...policies.map(({ id, name, description }) => ({
          id: `policy.${id}`,
          label: `Policy: ${name}`,
          description,
          group: 'Policies',
          run: () => {
            writePreference('models.chosen', `policy:${id}`);
            writePreference('models.tab', 'classifiers');
            goTo('models');
          },
        })),
      ]),
    [contributed, policies],
  );
  return (
    <Spotlight
      actions={groups}
      // The workbench binds the key itself, so that the help overlay lists it with the others.
      shortcut={null}
      scrollable
      maxHeight={420}
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      nothingFound="Nothing by that name"
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: 'Search or act',
        'aria-label': 'Search or act',
      }}
    />
  );
}

/** The groups of the palette: what is at hand first, what is rare last. */
const groupOrder = [
  'Triage',
  'Feeds',
  'Data',
  'Models',
  'Panels',
  'Policies',
  'Jobs',
  'Recent workspaces',
  'Workspace',
  'Workbench',
];

function grouped(actions: readonly Action[]): SpotlightActionGroupData[] {
  const groups = [...Map.groupBy(actions, ({ group }) => group)].sort(
    ([a], [b]) => groupOrder.indexOf(a) - groupOrder.indexOf(b),
  );
  return groups.map(([group, items]) => ({
    group,
    actions: items.map(({ id, label, description, keys, run }) => ({
      id,
      label,
      description,
      onClick: run,
      rightSection: keys && <kbd>{printKey(keys, navigator.platform)}</kbd>,
    })),
  }));
}
