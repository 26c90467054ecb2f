import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DataPreview, InteractionMap } from '../../../engine/contract/catalog.ts';
import styles from './data.module.css';
import own from './import.module.css';
import { FirstProblems, ImportFoot, WhatWillHappen } from './import-foot.tsx';
import {
  type InteractionEdit,
  interactionEntries,
  interactionProblems,
  interactionsWill,
  usualKind,
  withField,
} from './interaction-mapping.ts';
import { SampleRows } from './sample-table.tsx';
import { useSummary } from './use-catalog.ts';

/** A file of interactions: which column becomes what, and of which kind they are where no column says it. */
export function InteractionsImport({
  preview,
  isStarting,
  onBack,
  onStart,
}: {
  preview: DataPreview;
  isStarting: boolean;
  onBack: () => void;
  onStart: (chosen: { map: InteractionMap; as: string | undefined }) => void;
}) {
  const { data: summary } = useSummary();
  const [edit, setEdit] = useState<InteractionEdit>({ map: preview.interactionMap ?? {}, as: '' });
  const problems = interactionProblems(edit);
  const isChanged = JSON.stringify(edit.map) !== JSON.stringify(preview.interactionMap ?? {});
  return (
    <>
      <fieldset className={`${styles.mapping} ${own.six}`}>
        <legend>Which column is what</legend>
        {interactionEntries.map(([field, { name, hint, isRequired }]) => (
          <NativeSelect
            key={field}
            size="xs"
            label={name}
            description={hint}
            withAsterisk={isRequired ?? false}
            value={edit.map[field] ?? ''}
            data={[
              { value: '', label: field === 'kind' ? '– one kind for all –' : '– not in this file –' },
              ...preview.columns,
            ]}
            error={edit.map[field] === undefined ? undefined : problems[field]}
            onChange={(event) =>
              setEdit({ ...edit, map: withField(edit.map, field, event.currentTarget.value || null) })
            }
          />
        ))}
        <TextInput
          label="One kind for all"
          description={edit.map.kind ? 'The column says it' : 'Such as rating or view'}
          list="known-kinds"
          placeholder={usualKind(edit.map)}
          disabled={edit.map.kind !== undefined}
          value={edit.map.kind === undefined ? edit.as : ''}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setEdit({ ...edit, as: event.currentTarget.value })}
        />
        <datalist id="known-kinds">
          {summary?.kinds.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </fieldset>
      <div className={own.sides}>
        <div>
          <SampleRows
            columns={preview.columns}
            rows={preview.rows}
            becomes={(column) => interactionEntries.find(([field]) => edit.map[field] === column)?.[0] ?? null}
            isWritten={(column) => !Object.values(edit.map).includes(column)}
          />
        </div>
        <div>
          <WhatWillHappen will={interactionsWill(preview.name, edit)} />
          <FirstProblems problems={preview.problems} isStale={isChanged} />
        </div>
      </div>
      <ImportFoot
        lacking={Object.values(problems)[0] ?? null}
        button="Import interactions"
        isStarting={isStarting}
        onBack={onBack}
        onStart={() =>
          onStart({ map: edit.map, as: edit.map.kind === undefined ? edit.as.trim() || undefined : undefined })
        }
      />
    </>
  );
}
