import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';

/** What stands for the active version of the slot, whichever it is. */
const active = 'active';

/** Which version brings candidates and scores: the active one of a slot, or one by its number. Another needs new candidates. */
export function ModelChoice({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { queries } = useWorkbench();
  const { data = [] } = useQuery(queries.models.versions.queryOptions());
  const inSlot = data.filter(({ slot }) => slot === config.slot);
  const used = inSlot.find(({ state }) => state === 'active');
  const isThere = config.model === null || inSlot.some(({ id }) => id === config.model);
  return (
    <>
      <Select
        size="xs"
        label="Model slot"
        allowDeselect={false}
        data={[...new Set([config.slot, ...data.map(({ slot }) => slot)])]}
        value={config.slot}
        onChange={(slot) => slot && slot !== config.slot && onChange({ ...config, slot, model: null })}
      />
      <Select
        size="xs"
        label="Model version"
        description={isThere ? undefined : 'It was removed: the feed goes without a model'}
        allowDeselect={false}
        data={[
          { value: active, label: used ? `the active one: ${versionName(used)}` : 'the active one: none here' },
          ...inSlot.map((version) => ({
            value: String(version.id),
            label: `${versionName(version)}, ${version.state}`,
          })),
          ...(isThere ? [] : [{ value: String(config.model), label: `version ${config.model}` }]),
        ]}
        value={config.model === null ? active : String(config.model)}
        onChange={(value) => value && onChange({ ...config, model: value === active ? null : Number(value) })}
      />
    </>
  );
}

function versionName({ algorithm, id }: ModelVersion): string {
  return `${algorithm}, version ${id}`;
}
