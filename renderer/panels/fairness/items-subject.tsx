import { Select } from '@mantine/core';
import type { Audit } from '../../../engine/contract/fairness.ts';
import { useKeys } from '../../app/workbench.tsx';
import styles from './items.module.css';
import { useItemsPlace } from './items-place.ts';
import { sidesOf } from './items-work.tsx';

/** The run that is looked at, and one to compare it with. */
export function ItemRuns({ audit }: { audit: Audit }) {
  const [place, setPlace] = useItemsPlace();
  const { a, b } = sidesOf(audit, place);
  const swap = () => a && b && setPlace({ a: b.run, b: a.run });
  useKeys([{ key: 's', does: 'Swap the runs', group: 'Items', run: swap }]);
  if (!a) return null;
  const options = audit.items.map(({ run, subject }) => ({ value: String(run), label: `${subject} · #${run}` }));
  return (
    <div className={styles.runs}>
      <Select
        label="Run"
        data={options}
        allowDeselect={false}
        value={String(a.run)}
        onChange={(value) => value && setPlace({ a: Number(value), b: Number(value) === b?.run ? a.run : place.b })}
      />
      <Select
        label="Compared with"
        placeholder={options.length > 1 ? 'No other run' : 'The audit has one run'}
        data={options.filter(({ value }) => value !== String(a.run))}
        clearable
        value={b ? String(b.run) : null}
        onChange={(value) => setPlace({ b: value === null ? null : Number(value) })}
      />
    </div>
  );
}
