import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { counted } from '../../ui/format.ts';
import { useVersions } from './data.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { useStart } from './use-start.ts';
import { slotsOf } from './versions.ts';

/** Left: the slots, each with what recommends in it. */
export function VersionsSubject() {
  const { data } = useVersions();
  const slots = slotsOf(data ?? []);
  const [slot, setSlot] = usePlace('slot');
  const start = useStart();
  return (
    <section className={styles.subject} aria-label="Slots">
      <h2 className={styles.heading}>
        Slots <span className="dim">{data && slots.length}</span>
      </h2>
      <button type="button" className={train.choice} aria-current={slot === null} onClick={() => setSlot(null)}>
        <span>All slots</span>
        <span className="dim">{data ? counted(data.length, 'version') : '–'}</span>
      </button>
      {slots.map(({ name, versions, active }) => (
        <button
          key={name}
          type="button"
          className={train.choice}
          aria-current={slot === name}
          onClick={() => setSlot(name)}
        >
          <span className={styles.chipText}>{name}</span>
          <span className="dim">
            {active ? `${active.algorithm} ${active.id} active` : 'none active'}, {counted(versions.length, 'version')}
          </span>
        </button>
      ))}
      <div className={styles.actions}>
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => start('fit')}>
          Fit a version
        </Button>
      </div>
    </section>
  );
}
