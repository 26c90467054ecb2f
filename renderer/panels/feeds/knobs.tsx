import { NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FeedConfig, merges } from '../../../engine/contract/feed-config.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { AllocatorChoice } from './allocator-choice.tsx';
import { revenueShare, withRevenue } from './config.ts';
import { Floors } from './floors.tsx';
import { Knob } from './knob.tsx';
import { ModelChoice } from './model-choice.tsx';
import { Pins } from './pins.tsx';
import { Rules } from './rules.tsx';
import { Sources } from './sources.tsx';
import styles from './subject.module.css';
import { TailFloor } from './tail-floor.tsx';
import { mergeWords, rankingWords } from './words.ts';

const rankings = Object.keys(rankingWords) as FeedConfig['ranking'][];
const percent = (share: number) => `${Math.round(100 * share)}%`;
/** What freshness begins with where it is switched on. */
const freshAtFirst = { halfLifeDays: 7, weight: 0.5 };

/** Everything that can be turned of a configuration. What turns only the order is seen at once. */
export function Knobs({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { queries } = useWorkbench();
  const { data: summary } = useQuery(queries.catalog.summary.queryOptions());
  const hasDates = summary?.attributes.some(({ subject, type }) => subject === 'item' && type === 'date') ?? true;
  const hasPrices = summary?.attributes.some(({ subject, name }) => subject === 'item' && name === 'price') ?? true;
  const set = (change: Partial<FeedConfig>) => onChange({ ...config, ...change });
  const { freshness, caps } = config;
  return (
    <div className={styles.knobs}>
      <Select
        size="xs"
        label="Scores by"
        description={rankingWords[config.ranking].about}
        data={rankings.map((value) => ({ value, label: rankingWords[value].name }))}
        value={config.ranking}
        allowDeselect={false}
        onChange={(value) => set({ ranking: rankings.find((one) => one === value) ?? 'auto' })}
      />
      <Select
        size="xs"
        label="Candidates merged by"
        description={mergeWords[config.merge].about}
        data={merges.map((value) => ({ value, label: mergeWords[value].name }))}
        value={config.merge}
        allowDeselect={false}
        onChange={(value) => set({ merge: merges.find((one) => one === value) ?? 'rank' })}
      />
      <AllocatorChoice config={config} onChange={onChange} />
      <Knob
        name="Revenue in the mix"
        about="What is maximised: at 0% engagement alone, at 100% revenue alone."
        value={revenueShare(config)}
        write={percent}
        absent={hasPrices ? null : 'No item has a price: engagement alone counts.'}
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
        description={hasDates ? undefined : 'No item says when it came out: age changes nothing.'}
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
      <Knob
        name="No two as alike as"
        about="The share of categories and tags that two items of the feed may have in common; at 100% there is no limit."
        value={config.distinct}
        write={(limit) => (limit < 1 ? percent(limit) : 'no limit')}
        onChange={(distinct) => set({ distinct })}
      />
      <Knob
        name="Like what is not wanted"
        about="How much an item loses that is like one the user is not interested in: its relevance times 1 − this × likeness."
        value={config.notInterested.strength}
        onChange={(strength) => set({ notInterested: { ...config.notInterested, strength } })}
      />
      <Knob
        name="Counts as like it from"
        about="The share of categories and tags in common from which an item counts as like one that is not wanted."
        value={config.notInterested.likeness}
        write={percent}
        onChange={(likeness) => set({ notInterested: { ...config.notInterested, likeness } })}
      />
      <Knob
        name="Places for new items"
        about="Places given to items that few people have met, to learn who likes them; at most a tenth of the feed."
        low={0}
        high={10}
        step={1}
        value={config.exploration?.budget ?? 0}
        write={(places) => (places === 0 ? 'none' : String(places))}
        onChange={(budget) =>
          set({ exploration: budget === 0 ? null : { policy: 'thompson', ...config.exploration, budget } })
        }
      />
      <TailFloor config={config} onChange={onChange} />
      <Floors config={config} onChange={onChange} />
      <Rules config={config} onChange={onChange} />
      <Pins config={config} onChange={onChange} />
      <ModelChoice config={config} onChange={onChange} />
      <Sources config={config} onChange={onChange} />
    </div>
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
