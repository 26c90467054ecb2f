import { NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FeedConfig } from '../../../engine/contract/feeds.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import { knobsOf, knobValue, revenueShare, withAllocator, withKnob, withRevenue } from './config.ts';
import { Floors } from './floors.tsx';
import { Knob } from './knob.tsx';
import { Sources } from './sources.tsx';
import styles from './subject.module.css';
import { allocatorName } from './words.ts';

const percent = (share: number) => `${Math.round(100 * share)}%`;
/** What freshness begins with where it is switched on. */
const freshAtFirst = { halfLifeDays: 7, weight: 0.5 };

/** Everything that can be turned of a configuration. What turns only the order is seen at once. */
export function Knobs({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const set = (change: Partial<FeedConfig>) => onChange({ ...config, ...change });
  const { freshness, caps } = config;
  return (
    <div className={styles.knobs}>
      <AllocatorChoice config={config} onChange={onChange} />
      {knobsOf(config.allocator).map((knob) => (
        <Knob
          key={`${config.allocator} ${knob.param}`}
          name={knob.name}
          about={knob.about}
          low={knob.low}
          high={knob.high}
          step={knob.step}
          value={knobValue(config, knob)}
          write={(value) => (knob.step < 1 ? value.toFixed(2) : String(value))}
          onChange={(value) => onChange(withKnob(config, knob, value))}
        />
      ))}
      <Knob
        name="Revenue in the mix"
        about="What is maximised: at 0% engagement alone, at 100% revenue alone."
        value={revenueShare(config)}
        write={percent}
        onChange={(value) => onChange(withRevenue(config, value))}
      />
      <Knob
        name="Reduced by moderation"
        about="What the relevance of reduced items is multiplied by; 0 shows them last, 1 as any other."
        value={config.reduceFactor}
        write={(value) => `× ${value.toFixed(2)}`}
        onChange={(reduceFactor) => set({ reduceFactor })}
      />
      <Switch
        size="xs"
        label="Prefer what is fresh"
        checked={freshness !== null}
        onChange={(event) => set({ freshness: event.currentTarget.checked ? freshAtFirst : null })}
      />
      {freshness && (
        <>
          <Knob
            name="Half-life"
            about="After so many days an item counts half."
            low={0.5}
            high={60}
            step={0.5}
            value={freshness.halfLifeDays}
            write={(days) => `${days} ${days === 1 ? 'day' : 'days'}`}
            onChange={(halfLifeDays) => set({ freshness: { ...freshness, halfLifeDays } })}
          />
          <Knob
            name="Weight of age"
            about="How far relevance follows the half-life; 0 leaves age alone."
            value={freshness.weight}
            onChange={(weight) => set({ freshness: { ...freshness, weight } })}
          />
        </>
      )}
      <div className={styles.three}>
        <Whole label="Items" value={config.k} most={200} onChange={(k) => set({ k: k ?? 20 })} />
        <Whole
          label="Per publisher"
          value={caps.publisher}
          most={200}
          onChange={(publisher) => set({ caps: { ...caps, publisher } })}
        />
        <Whole
          label="Per topic"
          value={caps.topic}
          most={200}
          onChange={(topic) => set({ caps: { ...caps, topic } })}
        />
      </div>
      <Knob
        name="Caps hold within"
        about="No more than the caps say of one publisher or topic in any so many places that follow each other."
        low={2}
        high={50}
        step={1}
        value={caps.window}
        write={(places) => `${places} places`}
        onChange={(window) => set({ caps: { ...caps, window } })}
      />
      <Floors config={config} onChange={onChange} />
      <Sources config={config} onChange={onChange} />
    </div>
  );
}

function AllocatorChoice({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { queries } = useWorkbench();
  const { data, error } = useQuery(queries.feeds.allocators.queryOptions());
  const chosen = data?.find(({ id }) => id === config.allocator);
  const ids = data ? data.map(({ id }) => id) : [config.allocator];
  return (
    <>
      {error && <ProblemNote error={error} />}
      <Select
        label="Allocator"
        description={chosen?.about ?? ' '}
        allowDeselect={false}
        data={ids.map((id) => ({ value: id, label: allocatorName(id) }))}
        value={config.allocator}
        onChange={(id) => id && onChange(withAllocator(config, id))}
      />
    </>
  );
}

/** A whole number from 1; empty where there is no limit. */
function Whole({
  label,
  value,
  most,
  onChange,
}: {
  label: string;
  value: number | null;
  most: number;
  onChange: (value: number | null) => void;
}) {
  return (
    <NumberInput
      label={label}
      placeholder="no cap"
      min={1}
      max={most}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' && next >= 1 ? next : null)}
    />
  );
}
