import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AttributeMap, AttributeType, DataPreview } from '../../../engine/contract/catalog.ts';
import { count } from '../../ui/format.ts';
import {
  type AttributeRow,
  attributeMapOf,
  attributeProblems,
  attributeRows,
  attributesWill,
  attributeTypeList,
  isWritten,
  knownItemNames,
  suggestedAttributes,
  typeWords,
  withRow,
} from './attribute-mapping.ts';
import styles from './data.module.css';
import own from './import.module.css';
import { FirstProblems, ImportFoot, WhatWillHappen } from './import-foot.tsx';
import { SampleRows } from './sample-table.tsx';

/** A file of users or items: the column of the id, and what is kept of the others, as what. */
export function AttributesImport({
  preview,
  kind,
  isStarting,
  onBack,
  onStart,
}: {
  preview: DataPreview;
  kind: 'users' | 'items';
  isStarting: boolean;
  onBack: () => void;
  onStart: (map: AttributeMap) => void;
}) {
  const [edit, setEdit] = useState(() => suggestedAttributes(preview));
  const [start] = useState(edit);
  const problems = attributeProblems(edit);
  const map = attributeMapOf(edit);
  const rows = attributeRows(edit);
  const kept = rows.filter(({ isKept }) => isKept);
  const one = kind === 'users' ? 'user' : 'item';
  return (
    <>
      <div className={own.kindRow}>
        <span id="id-column">The id is in</span>
        <NativeSelect
          size="xs"
          aria-labelledby="id-column"
          value={edit.id ?? ''}
          data={[{ value: '', label: '– choose a column –' }, ...preview.columns]}
          onChange={(event) => setEdit({ ...edit, id: event.currentTarget.value || null })}
        />
        <span className="dim">as interactions name the {one}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <section className={own.attributes} tabIndex={0} aria-label="What to keep of the other columns">
        <table>
          <thead>
            <tr>
              <th scope="col">
                Keep <span className="dim">{`${count(kept.length)} of ${count(rows.length)}`}</span>
              </th>
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">For example</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <AttributeLine
                key={row.column}
                row={row}
                problem={problems.get(row.column)}
                onChange={(change) => setEdit(withRow(edit, row.column, change))}
              />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && <p className={`dim ${own.none}`}>There is no other column.</p>}
      </section>
      {kind === 'items' && (
        <>
          <p className="dim">
            These names mean more: {knownItemNames.join(', ')}. Feeds show them and audits read them.
          </p>
          <datalist id="known-attributes">
            {knownItemNames.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
      <div className={own.sides}>
        <div>
          <SampleRows
            columns={preview.columns}
            rows={preview.rows}
            becomes={(column) =>
              column === edit.id ? 'the id' : (kept.find((row) => row.column === column)?.name.trim() ?? null)
            }
            isWritten={(column) => rows.some((row) => row.column === column && isWritten(row))}
          />
        </div>
        <div>
          <WhatWillHappen will={attributesWill(preview.name, kind, edit)} />
          <FirstProblems problems={preview.problems} isStale={edit !== start} />
        </div>
      </div>
      <ImportFoot
        lacking={
          edit.id === null
            ? 'Choose the column of the id'
            : problems.size > 0
              ? `${[...problems.keys()][0]}: ${[...problems.values()][0]}`
              : null
        }
        button={`Import ${kind}`}
        isStarting={isStarting}
        onBack={onBack}
        onStart={() => map && onStart(map)}
      />
    </>
  );
}

function AttributeLine({
  row,
  problem,
  onChange,
}: {
  row: AttributeRow;
  problem: string | undefined;
  onChange: (change: Partial<AttributeRow>) => void;
}) {
  return (
    <tr data-kept={row.isKept}>
      <th scope="row">
        <Checkbox
          size="xs"
          label={row.column}
          checked={row.isKept}
          onChange={(event) => onChange({ isKept: event.currentTarget.checked })}
        />
      </th>
      <td>
        <TextInput
          aria-label={`Name of ${row.column}`}
          list="known-attributes"
          value={row.name}
          disabled={!row.isKept}
          error={problem}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      </td>
      <td>
        <NativeSelect
          size="xs"
          aria-label={`Type of ${row.column}`}
          value={row.type}
          disabled={!row.isKept}
          data={attributeTypeList.map((type) => ({
            value: type,
            label: `${typeWords[type].name}: ${typeWords[type].hint}`,
          }))}
          onChange={(event) => onChange({ type: event.currentTarget.value as AttributeType })}
        />
      </td>
      <td className="dim">
        {isWritten(row) ? 'words, masked below' : <span className={styles.value}>{row.examples.join(' · ')}</span>}
      </td>
    </tr>
  );
}
