import { Select, Switch } from '@mantine/core';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import { Knob } from './knob.tsx';

type Tail = NonNullable<FeedConfig['tail']>;

/** What it begins with where it is switched on. */
const atFirst: Tail = { share: 0.1, of: 'exposure' };

const ways: Record<Tail['of'], { name: string; about: string; write: (share: number) => string }> = {
  exposure: {
    name: 'Share of exposure',
    about: 'The least share of exposure for items of the tail, over the whole feed.',
    write: (share) => `${Math.round(100 * share)}% of exposure`,
  },
  prefixes: {
    name: 'Every prefix (FA*IR)',
    about: 'Every beginning of the feed shows as much of the tail as a fair coin of this share would.',
    write: (share) => `${Math.round(100 * share)}% of every prefix`,
  },
};

/** What the tail of the items has at least: those beyond the most popular ones that take 80 % of all interactions. */
export function TailFloor({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { tail } = config;
  const set = (next: FeedConfig['tail']) => onChange({ ...config, tail: next });
  return (
    <>
      <Switch
        size="xs"
        label="A floor for the tail"
        checked={tail !== null}
        onChange={(event) => set(event.currentTarget.checked ? atFirst : null)}
      />
      {tail && (
        <>
          <Select
            size="xs"
            label="Counted by"
            allowDeselect={false}
            data={Object.entries(ways).map(([value, { name }]) => ({ value, label: name }))}
            value={tail.of}
            onChange={(of) => of && set({ ...tail, of: of as Tail['of'] })}
          />
          <Knob
            name="Tail at least"
            about={ways[tail.of].about}
            value={tail.share}
            write={ways[tail.of].write}
            onChange={(share) => set({ ...tail, share })}
          />
        </>
      )}
    </>
  );
}
