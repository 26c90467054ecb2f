import { ActionIcon, NumberInput } from '@mantine/core';
import { IconPinnedOff } from '@tabler/icons-react';
import type { FeedConfig } from '../../../engine/contract/feed-config.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { withPin } from './config.ts';
import { useFeeds } from './feeds-context.tsx';
import styles from './subject.module.css';

/** Items with a place of their own, and where that is. */
export function Pins({ config, onChange }: { config: FeedConfig; onChange: (config: FeedConfig) => void }) {
  const { current } = useFeeds();
  const known = new Map(
    [...(current.feed?.dropped ?? []), ...(current.feed?.items ?? [])].map((one) => [one.item, one]),
  );
  return (
    <fieldset className={styles.floors}>
      <legend>Pinned</legend>
      {config.fixed.map(({ item, place }) => (
        <div key={item} className={styles.pin}>
          <NumberInput
            aria-label={`Place of ${item}`}
            min={1}
            max={200}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            value={place}
            onChange={(next) => typeof next === 'number' && next >= 1 && onChange(withPin(config, item, next))}
          />
          <span className={styles.historyName} title={item}>
            <MaskedLine line={known.get(item)?.title ?? item} />
          </span>
          <ActionIcon aria-label={`Unpin ${item}`} onClick={() => onChange(withPin(config, item, null))}>
            <IconPinnedOff size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {config.fixed.length === 0 && (
        <p className="dim">
          None: <kbd>p</kbd> pins the chosen item to its place.
        </p>
      )}
    </fieldset>
  );
}
