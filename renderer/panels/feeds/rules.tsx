import { ActionIcon, Button, MultiSelect, Select, Switch } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import styles from './subject.module.css';

/** As many rules as the engine takes. */
const mostRules = 50;
type Rule = FeedConfig['filters']['rules'][number];

/** What may be shown at all: what the user had or not, and only or none of some values of what items are. */
export function Rules({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { queries } = useWorkbench();
  const { data } = useQuery(queries.catalog.summary.queryOptions());
  const categories = (data?.attributes ?? []).filter(
    ({ subject, type, values }) => subject === 'item' && (type === 'category' || type === 'set') && values.length > 0,
  );
  const { filters } = config;
  const { rules } = filters;
  const change = (next: readonly Rule[]) => onChange({ ...config, filters: { ...filters, rules: [...next] } });
  const set = (at: number, to: Partial<Rule>) =>
    change(rules.map((rule, index) => (index === at ? { ...rule, ...to } : rule)));
  const valuesOf = (attribute: string) =>
    categories.find(({ name }) => name === attribute)?.values.map(({ value }) => value) ?? [];
  const first = categories[0];
  return (
    <fieldset className={styles.floors}>
      <legend>What may be shown</legend>
      <Switch
        size="xs"
        label="Leave out what the user had"
        checked={filters.seen}
        onChange={(event) => onChange({ ...config, filters: { ...filters, seen: event.currentTarget.checked } })}
      />
      {rules.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list
        <div key={at} className={styles.floor}>
          <Select
            aria-label="What the rule does"
            allowDeselect={false}
            data={[
              { value: 'deny', label: 'None whose' },
              { value: 'allow', label: 'Only those whose' },
            ]}
            value={rule.is}
            onChange={(is) => is && set(at, { is })}
          />
          <Select
            aria-label="Attribute of the rule"
            allowDeselect={false}
            data={[...new Set([rule.attribute, ...categories.map(({ name }) => name)])]}
            value={rule.attribute}
            onChange={(attribute) => attribute && set(at, { attribute, values: [] })}
          />
          <ActionIcon
            aria-label={`Remove the rule on ${rule.attribute}`}
            onClick={() => change(rules.filter((_, index) => index !== at))}
          >
            <IconTrash size={15} aria-hidden />
          </ActionIcon>
          <MultiSelect
            className={styles.floorKnob}
            aria-label={`Values of ${rule.attribute}`}
            placeholder={
              rule.values.length > 0
                ? ''
                : rule.is === 'deny'
                  ? 'is … (no value yet)'
                  : 'is … (no value yet: nothing passes)'
            }
            searchable
            hidePickedOptions
            data={[...new Set([...rule.values, ...valuesOf(rule.attribute)])]}
            value={rule.values}
            onChange={(values) => set(at, { values })}
          />
        </div>
      ))}
      {first && rules.length < mostRules && (
        <Button
          size="compact-xs"
          leftSection={<IconPlus size={13} aria-hidden />}
          onClick={() => change([...rules, { attribute: first.name, is: 'deny', values: [] }])}
        >
          Add a rule
        </Button>
      )}
    </fieldset>
  );
}
