import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { DroppedItem, Feed } from '../../../engine/contract/feed-result.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { Empty } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import styles from './why.module.css';
import { dropCounts, dropWords, findDropped } from './words.ts';

export const droppedSearchId = 'feeds-dropped';
/** Further items of the workspace that a search offers. */
const mostOthers = 5;

const columns: readonly Column<DroppedItem>[] = [
  {
    id: 'item',
    name: 'Item',
    width: 'minmax(120px, 1.8fr)',
    // The text of what moderators removed stays away from here.
    cell: ({ item, title, reason }) => {
      const shown = reason === 'removed' ? item : (title ?? item);
      return (
        <span className={styles.droppedTitle} title={shown}>
          {shown}
        </span>
      );
    },
    value: ({ item, title }) => title ?? item,
  },
  {
    id: 'reason',
    name: 'Dropped because',
    width: 'minmax(110px, 1fr)',
    cell: ({ reason, words }) => <span title={words}>{dropWords[reason]}</span>,
    value: ({ reason }) => dropWords[reason],
  },
];

/** The best of what was dropped, and by a search any other item; choosing one tells its journey. */
export function Dropped({ feed }: { feed: Feed }) {
  const [text, setText] = useState('');
  const [reason, setReason] = useState<DroppedItem['reason'] | null>(null);
  const [chosen, setChosen] = usePlace('item');
  const [, setWhy] = usePlace('why');
  const counts = useMemo(() => dropCounts(feed.dropped), [feed]);
  // A reason that nothing is dropped for any more would show an empty list for no reason to be seen.
  const only = counts.some((one) => one.reason === reason) ? reason : null;
  const rows = useMemo(
    () => findDropped(feed.dropped, text).filter((row) => only === null || row.reason === only),
    [feed, text, only],
  );
  const open = (item: string) => {
    setChosen(item);
    setWhy('item');
  };
  return (
    <div className={styles.dropped}>
      <TextInput
        id={droppedSearchId}
        type="search"
        label="Find what was dropped"
        placeholder="Title, id or reason"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={text}
        autoComplete="off"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text === '') event.currentTarget.blur();
          else if (event.key === 'Escape') setText('');
        }}
      />
      <fieldset className={styles.reasonChips} aria-label="Only those dropped because">
        {counts.map((one) => (
          <button
            key={one.reason}
            type="button"
            className={styles.chip}
            aria-pressed={only === one.reason}
            onClick={() => setReason(only === one.reason ? null : one.reason)}
          >
            {dropWords[one.reason]} <span className="dim">{count(one.n)}</span>
          </button>
        ))}
      </fieldset>
      <span className="dim" role="status">
        {text || only
          ? `${count(rows.length)} of the best ${count(feed.dropped.length)}`
          : `The best ${count(feed.dropped.length)}, best first`}
      </span>
      {rows.length === 0 ? (
        <Empty title={text ? 'Nothing dropped by that name' : 'Nothing was dropped'} />
      ) : (
        <div className={styles.droppedTable}>
          <DataTable
            label="Dropped items"
            columns={columns}
            rows={rows}
            rowId={({ item }) => item}
            rowHeight={44}
            chosen={chosen}
            onChoose={({ item }) => setChosen(item)}
            onOpen={({ item }) => open(item)}
          />
        </div>
      )}
      {text.trim() !== '' && <Others feed={feed} text={text} rows={rows} onOpen={open} />}
      <p className={styles.droppedWords}>
        {rows.find(({ item }) => item === chosen)?.words ?? (
          <span className="dim">{rows.length > 0 && 'Enter tells the whole journey of the chosen one.'}</span>
        )}
      </p>
    </div>
  );
}

/** Items of the workspace that begin so and are not in the list: they tell their journey too. */
function Others({
  feed,
  text,
  rows,
  onOpen,
}: {
  feed: Feed;
  text: string;
  rows: readonly DroppedItem[];
  onOpen: (item: string) => void;
}) {
  const { queries } = useWorkbench();
  const [asked] = useDebouncedValue(text.trim(), 120);
  const { data = [] } = useQuery({
    ...queries.catalog.find.queryOptions({ input: { subject: 'item', text: asked, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const listed = new Set(rows.map(({ item }) => item));
  const others = data.filter(({ id }) => !listed.has(id)).slice(0, mostOthers);
  if (others.length === 0) return null;
  return (
    <section className={styles.others} aria-label="Other items of the workspace">
      <h3>Other items that begin so</h3>
      <ul>
        {others.map(({ id, title }) => {
          const place = feed.items.find(({ item }) => item === id)?.place;
          return (
            <li key={id}>
              <button type="button" title={title ?? id} onClick={() => onOpen(id)}>
                <span>
                  <MaskedLine line={title ?? id} />
                </span>
                <span className="dim">{place === undefined ? 'not among the best' : `shown at ${place}`}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
