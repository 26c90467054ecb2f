import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo } from 'react';
import { count } from '../../ui/format.ts';
import { useData, useRuns } from './data.ts';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { facetIds, facetNames, facets, facetText, isEmpty, noFilter, toggled } from './run-filter.ts';

export const filterId = 'runs-filter';

/** Left: what narrows the runs down, with the number of runs that each choice would show. */
export function RunsSubject() {
  const { rows, data: loaded } = useRuns();
  const { data } = useData();
  const [filter, setFilter] = usePlace('filter');
  const found = useMemo(() => facets(rows, filter), [rows, filter]);
  return (
    <section className={styles.subject} aria-label="Filter runs">
      <TextInput
        id={filterId}
        label="Filter"
        placeholder="name, algorithm, factors=64"
        aria-keyshortcuts="/"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter.text}
        onChange={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' && event.key !== 'Enter') return;
          if (event.key === 'Escape' && filter.text) setFilter({ ...filter, text: '' });
          else event.currentTarget.blur();
        }}
      />
      {loaded && rows.length === 0 && <p className="dim">Runs can be narrowed down here once there are some.</p>}
      {(rows.length > 0 ? facetIds : []).map((id) => (
        <div key={id}>
          <h2 className={styles.heading} id={`facet-${id}`}>
            {facetNames[id]}
          </h2>
          <fieldset className={styles.plain} aria-labelledby={`facet-${id}`}>
            <div className={styles.row}>
              {found[id].map(({ value, n, isChosen }) => (
                <button
                  key={value}
                  type="button"
                  className={styles.chip}
                  aria-pressed={isChosen}
                  data-empty={n === 0}
                  title={id === 'data' ? value : undefined}
                  onClick={() => setFilter(toggled(filter, id, value))}
                >
                  <span className={styles.chipText}>
                    {facetText(id, value)}
                    {id === 'data' && value === data?.hash && ' (now)'}
                  </span>
                  <span className="dim">{count(n)}</span>
                </button>
              ))}
            </div>
          </fieldset>
        </div>
      ))}
      <div className={styles.actions}>
        <Button size="compact-xs" disabled={isEmpty(filter)} onClick={() => setFilter(noFilter)}>
          Show all runs
        </Button>
      </div>
    </section>
  );
}
