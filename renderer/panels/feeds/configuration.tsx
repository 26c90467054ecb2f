import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FeedConfig, StoredConfig } from '../../../engine/contract/feed-config.ts';
import { tell, useWorkbench } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { useFeeds } from './feeds-context.tsx';
import { Knobs } from './knobs.tsx';
import { Offline } from './offline.tsx';
import { usePlace } from './place.ts';
import styles from './subject.module.css';

export const configurationId = 'feeds-configuration';
const saveNameId = 'feeds-save-name';

/** The configuration of the feed under the knobs: which one it began as, and what is turned. */
export function Configuration() {
  const { current, isComparing, configs, error } = useFeeds();
  const [side, setSide] = usePlace('side');
  const [isSaving, setSaving] = useState(false);
  const { config, saved, isChanged } = current;
  if (error && configs.length === 0) return <ProblemNote error={error} />;
  if (!config || !saved) return <Waiting lines={8} />;
  return (
    <section className={styles.part} aria-label="Configuration">
      <h2>Configuration</h2>
      {isComparing && (
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="Side that the knobs turn"
          value={side}
          onChange={(value) => setSide(value === 'b' ? 'b' : 'a')}
          data={[
            { value: 'a', label: 'Knobs of A' },
            { value: 'b', label: 'Knobs of B' },
          ]}
        />
      )}
      <Select
        id={configurationId}
        aria-label="Saved configuration"
        allowDeselect={false}
        data={configs.map(({ name, version, isBuiltIn }) => ({
          value: name,
          label: isBuiltIn ? `${name} (built in)` : `${name} (version ${version})`,
        }))}
        value={saved.name}
        onChange={(name) => name && current.open(name)}
      />
      {/* Always here, so that the knobs below do not move when the first of them is turned. */}
      <div className={styles.row}>
        <span className="dim" role="status">
          {isChanged ? 'changed' : 'as saved'}
        </span>
        <span className={styles.push} />
        <Button size="compact-xs" disabled={!isChanged} rightSection={<kbd aria-hidden>r</kbd>} onClick={current.reset}>
          Reset
        </Button>
        <Button
          size="compact-xs"
          aria-expanded={isSaving}
          onClick={() => {
            setSaving(!isSaving);
            if (!isSaving) focusSoon(saveNameId);
          }}
        >
          Save as…
        </Button>
      </div>
      {isSaving && (
        <SaveForm
          config={config}
          name={saved.isBuiltIn ? '' : saved.name}
          onSaved={(name) => {
            setSaving(false);
            current.open(name);
            focusSoon(configurationId);
          }}
          onLeave={() => {
            setSaving(false);
            focusSoon(configurationId);
          }}
        />
      )}
      {!isComparing && <Offline configs={[saved]} isChanged={isChanged} />}
      <Knobs config={config} onChange={current.change} />
    </section>
  );
}

/** What saving under a name does, where there is one of that name already. */
function savingWill(same: StoredConfig | undefined): string {
  if (!same) return 'A new configuration';
  return same.isBuiltIn ? 'Stands in the place of the built-in one' : `Becomes version ${same.version + 1}`;
}

/** Saves the knobs as they stand under a name; a name that is there gets a new version. */
function SaveForm({
  config,
  name: first,
  onSaved,
  onLeave,
}: {
  config: FeedConfig;
  name: string;
  onSaved: (name: string) => void;
  onLeave: () => void;
}) {
  const { queries, cache } = useWorkbench();
  const { configs } = useFeeds();
  const [name, setName] = useState(first);
  const save = useMutation(
    queries.feeds.saveConfig.mutationOptions({
      onSuccess: async (saved) => {
        await cache.invalidateQueries({ queryKey: queries.feeds.configs.key() });
        tell(`Saved “${saved.name}”`, `Version ${saved.version}`);
        onSaved(saved.name);
      },
    }),
  );
  const same = configs.find((one) => one.name === name.trim());
  const isReady = name.trim() !== '';
  return (
    <form
      className={styles.save}
      aria-label="Save the configuration"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate({ ...config, name: name.trim() });
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onLeave();
      }}
    >
      {save.error && <ProblemNote error={save.error} />}
      <TextInput
        id={saveNameId}
        label="Name"
        description={savingWill(same)}
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={styles.row}>
        <Button type="submit" variant="filled" size="compact-sm" disabled={!isReady} loading={save.isPending}>
          Save
        </Button>
        <Button size="compact-sm" onClick={onLeave}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
