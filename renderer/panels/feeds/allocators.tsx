import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Feed } from '../../../engine/contract/feed-result.ts';
import type { AllocatorOutcome } from '../../../engine/contract/feeds.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Figure } from '../../ui/figure.tsx';
import { counted, decimal, percent, signed } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './allocators.module.css';
import { withAllocator } from './config.ts';
import { useFeeds } from './feeds-context.tsx';
import { allocatorsTable } from './use-items.ts';
import { allocatorName, millis } from './words.ts';
import { change, measures, written } from './worth.ts';

/** Columns whose figures need more room than others, or less, in px. */
const widths: Partial<Record<string, number>> = { topics: 50, freshDays: 58, publisherGini: 90, tail: 54, revenue: 60 };
/** All allocators are slower than one: knobs rest for longer before they are compared again, in milliseconds. */
const restMs = 250;
const noRows: readonly AllocatorOutcome[] = [];

/** What each allocator makes of the candidates of a feed: its measures, and what it gains and loses against the one in use. */
export function Allocators({ feed }: { feed: Feed }) {
  const { queries } = useWorkbench();
  const { a } = useFeeds();
  const [config] = useDebouncedValue(a.config, restMs, { leading: true });
  const [chosen, setChosen] = useState<string | null>(null);
  const compared = useQuery({
    ...queries.feeds.compareAllocators.queryOptions({ input: { key: feed.key, config: config! } }),
    enabled: config !== undefined,
    placeholderData: keepPreviousData,
  });
  const { data, error } = compared;
  const rows = data?.rows ?? noRows;
  const present = rows.find(({ isPresent }) => isPresent);
  const row = rows.find(({ id }) => id === chosen) ?? present;
  const take = ({ id }: AllocatorOutcome) => a.config && a.change(withAllocator(a.config, id));
  if (error) return <ProblemNote error={error} onRetry={a.refetch} />;
  if (!data) return <Waiting lines={10} />;
  if (!present || !row)
    return (
      <Empty title="Nothing to order">Every candidate was dropped; the funnel on the right says where and why.</Empty>
    );
  return (
    <div className={styles.allocators} aria-busy={compared.isPlaceholderData}>
      <DataTable
        label="Allocators on the same candidates"
        columns={columnsOf(present, data.candidates)}
        rows={rows}
        rowId={({ id }) => id}
        chosen={row.id}
        onChoose={({ id }) => setChosen(id)}
        onOpen={take}
        rowHeight={44}
        minWidth={880 + 84 * present.floors.length}
        remember={allocatorsTable}
        keys={{ group: 'Feeds', row: 'allocator', open: 'Use the allocator' }}
      />
      <Details row={row} present={present} onTake={() => take(row)} />
    </div>
  );
}

function columnsOf(present: AllocatorOutcome, candidates: number): Column<AllocatorOutcome>[] {
  const n = `${counted(present.items.length, 'item')} of ${counted(candidates, 'candidate')}`;
  return [
    {
      id: 'name',
      name: 'Allocator',
      about: 'What orders the candidates, and the milliseconds that it took.',
      width: 'minmax(196px, 1fr)',
      value: ({ id }) => allocatorName(id),
      cell: ({ id, isPresent, ms }) => (
        <span className={styles.two}>
          <span className={styles.name}>{allocatorName(id)}</span>
          <span className="dim">{`${isPresent ? 'in use' : id}, ${millis(ms)}`}</span>
        </span>
      ),
    },
    ...measures.map((measure): Column<AllocatorOutcome> => {
      const { id, name, about } = measure;
      return {
        id,
        name,
        width: `${widths[id] ?? 66}px`,
        isNumber: true,
        about,
        value: (row) => row.measures[id],
        cell: (row) => (
          <Cell means={about} n={n} change={row.isPresent ? '' : change(measure, present.measures, row.measures)}>
            {written(measure, row.measures)}
          </Cell>
        ),
      };
    }),
    ...present.floors.map(({ words, atLeast }, at): Column<AllocatorOutcome> => {
      const about = `The share of exposure for ${words}; at least ${percent(atLeast, 1)} is asked for.`;
      return {
        id: `floor ${at}`,
        name: words,
        width: '84px',
        isNumber: true,
        about,
        value: ({ floors }) => floors[at]?.share ?? null,
        cell: (row) => (
          <Cell
            means={about}
            n={n}
            change={row.isPresent ? '' : `${signed(100 * (row.floors[at]!.share - present.floors[at]!.share), 1)} pp`}
          >
            {`${decimal(100 * row.floors[at]!.share, 1)}%`}
          </Cell>
        ),
      };
    }),
    {
      id: 'relaxed',
      name: 'Relaxed',
      width: '58px',
      isNumber: true,
      about: 'How many constraints could not be held.',
      value: ({ relaxed }) => relaxed.length,
      cell: ({ relaxed }) => relaxed.length,
    },
  ];
}

function Cell({ children, change, means, n }: { children: string; change: string; means: string; n: string }) {
  return (
    <span className={styles.two}>
      <Figure means={means} n={n}>
        {children}
      </Figure>
      <span className="dim">{change || '\u00a0'}</span>
    </span>
  );
}

/** What there is to say of one allocator, and the way to use it; its place is always kept. */
function Details({ row, present, onTake }: { row: AllocatorOutcome; present: AllocatorOutcome; onTake: () => void }) {
  const { queries } = useWorkbench();
  const { data: infos = [] } = useQuery(queries.feeds.allocators.queryOptions());
  const shared = row.items.filter((item) => present.items.includes(item)).length;
  const params = Object.entries(row.params).map(([name, value]) => `${name} ${value}`);
  return (
    <section className={styles.details} aria-label={`About ${allocatorName(row.id)}`}>
      <div className={styles.detailsHead}>
        <h2>{allocatorName(row.id)}</h2>
        <Button
          size="compact-xs"
          variant="filled"
          disabled={row.isPresent}
          rightSection={<kbd aria-hidden>⏎</kbd>}
          onClick={onTake}
        >
          {row.isPresent ? 'In use' : 'Use it'}
        </Button>
      </div>
      <p>{infos.find(({ id }) => id === row.id)?.about ?? ''}</p>
      <p className="dim">
        {params.length > 0 ? `${params.join(', ')}. ` : ''}
        {!row.isPresent && `${shared} of ${present.items.length} items are those of the allocator in use.`}
      </p>
      {row.relaxed.length > 0 && (
        <ul aria-label="Relaxed constraints">
          {row.relaxed.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
