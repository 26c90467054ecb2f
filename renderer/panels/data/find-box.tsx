import { SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useState } from 'react';
import type { Found } from '../../../engine/contract/catalog.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './catalog.module.css';
import { tableHeight } from './kinds-table.tsx';
import { useFind } from './use-catalog.ts';

/** The id of the field, for what leads there. */
export const findBox = 'catalog-find';
const limit = 100;
const id: Column<Found> = {
  id: 'id',
  name: 'Id',
  width: 'minmax(96px, 1fr)',
  cell: (row) => row.id,
  value: (row) => row.id,
};
const title: Column<Found> = {
  id: 'title',
  name: 'Title',
  width: 'minmax(140px, 2fr)',
  cell: (row) => row.title ?? <span className="dim">–</span>,
  value: (row) => row.title ?? '',
};
const interactions: Column<Found> = {
  id: 'interactions',
  name: 'Interactions',
  width: '96px',
  isNumber: true,
  cell: (row) => count(row.interactions),
  value: (row) => row.interactions,
};

/** Finds users and items by the beginning of their id or title; before anything is typed, the most active ones. */
export function FindBox() {
  const [subject, setSubject] = useState<'user' | 'item'>('item');
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  const { data, error } = useFind({ subject, text: asked, limit });
  return (
    <>
      <div className={styles.find}>
        <SegmentedControl
          size="xs"
          aria-label="Find among"
          value={subject}
          onChange={(value) => setSubject(value === 'user' ? 'user' : 'item')}
          data={[
            { value: 'item', label: 'Items' },
            { value: 'user', label: 'Users' },
          ]}
        />
        <TextInput
          id={findBox}
          className={styles.findInput}
          type="search"
          aria-label={`Find ${subject}s`}
          placeholder={subject === 'item' ? 'Beginning of an id or a title' : 'Beginning of an id'}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span role="status" className="dim">
          {data && (data.length === limit ? `the first ${count(limit)}` : counted(data.length, subject))}
          {data && asked === '' && ', most active first'}
        </span>
      </div>
      <div className={styles.table} style={{ blockSize: tableHeight(8) }}>
        {error && <ProblemNote error={error} />}
        {!data && !error && <Waiting lines={5} />}
        {data?.length === 0 && (
          <Empty title={`No ${subject} begins like this`}>Capitals make no difference; the beginning counts.</Empty>
        )}
        {data && data.length > 0 && (
          <DataTable
            label={subject === 'item' ? 'Items found' : 'Users found'}
            columns={subject === 'item' ? [id, title, interactions] : [id, interactions]}
            rows={data}
            rowId={(row) => row.id}
          />
        )}
      </div>
    </>
  );
}
