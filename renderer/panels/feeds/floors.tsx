import { ActionIcon, Button, Select } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { Knob } from './knob.tsx';
import styles from './subject.module.css';

/** As many floors as the engine takes. */
const mostFloors = 10;

/** The least share of exposure for items of some value of a category, such as a topic that few see. */
export function Floors({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.catalog.summary.queryOptions());
  const categories = (data?.attributes ?? []).filter(
    ({ subject, type, values }) => subject === 'item' && (type === 'category' || type === 'set') && values.length > 0,
  );
  const { floors } = config;
  const valuesOf = (attribute: string) =>
    categories.find(({ name }) => name === attribute)?.values.map(({ value }) => value) ?? [];
  const set = (at: number, change: Partial<(typeof floors)[number]>) =>
    onChange({ ...config, floors: floors.map((floor, index) => (index === at ? { ...floor, ...change } : floor)) });
  const first = categories[0];
  return (
    <fieldset className={styles.floors}>
      <legend>Exposure floors</legend>
      {floors.map((floor, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a floor is its place in the list
        <div key={at} className={styles.floor}>
          <Select
            aria-label="Attribute"
            allowDeselect={false}
            data={[...new Set([floor.attribute, ...categories.map(({ name }) => name)])]}
            value={floor.attribute}
            onChange={(attribute) => attribute && set(at, { attribute, value: valuesOf(attribute)[0] ?? '' })}
          />
          <Select
            aria-label="Value"
            allowDeselect={false}
            searchable
            data={[...new Set([floor.value, ...valuesOf(floor.attribute)])].filter(Boolean)}
            value={floor.value}
            onChange={(value) => value && set(at, { value })}
          />
          <ActionIcon
            aria-label={`Remove the floor of ${floor.value}`}
            onClick={() => onChange({ ...config, floors: floors.filter((_, index) => index !== at) })}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
          <div className={styles.floorKnob}>
            <Knob
              name="At least"
              about={`The least share of exposure for items whose ${floor.attribute} is ${floor.value}.`}
              value={floor.share}
              write={(share) => `${Math.round(100 * share)}% of exposure`}
              onChange={(share) => set(at, { share })}
            />
          </div>
        </div>
      ))}
      {first && floors.length < mostFloors && (
        <Button
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() =>
            onChange({
              ...config,
              floors: [...floors, { attribute: first.name, value: first.values.at(-1)?.value ?? '', share: 0.1 }],
            })
          }
        >
          Add a floor
        </Button>
      )}
      {data && !first && <p className="dim">Items have no categories that a floor could be for.</p>}
    </fieldset>
  );
}
