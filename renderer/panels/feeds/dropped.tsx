import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { DroppedItem, Feed } from '../../../engine/contract/feed-result.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count } from '../../ui/format.ts';
import { Empty } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import styles from './why.module.css';
import { dropWords, findDropped } from './words.ts';

export const droppedSearchId = 'feeds-dropped';

const columns: readonly Column<DroppedItem>[] = [
  {
    id: 'item',
    name: 'Item',
    width: 'minmax(120px, 1.4fr)',
    // The text of what moderators removed stays away from here.
    cell: ({ item, title, reason }) => <span title={item}>{reason === 'removed' ? item : (title ?? item)}</span>,
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

/** The best of what was dropped; choosing one tells its journey. */
export function Dropped({ feed }: { feed: Feed }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = usePlace('item');
  const [, setWhy] = usePlace('why');
  const rows = useMemo(() => findDropped(feed.dropped, text), [feed, text]);
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
      <span className="dim" role="status">
        {text ? `${count(rows.length)} of ${count(feed.dropped.length)}` : `${count(feed.dropped.length)}, best first`}
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
            chosen={chosen}
            onChoose={({ item }) => setChosen(item)}
            onOpen={({ item }) => {
              setChosen(item);
              setWhy('item');
            }}
          />
        </div>
      )}
      {rows.some(({ item }) => item === chosen) && (
        <p className={styles.droppedWords}>{rows.find(({ item }) => item === chosen)?.words}</p>
      )}
    </div>
  );
}
