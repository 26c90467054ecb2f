import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { FilePreview } from '../../../engine/contract/content.ts';
import styles from './data.module.css';
import { FirstProblems, ImportFoot } from './import-foot.tsx';
import { kindWords } from './import-kinds.ts';
import { cleaned, fieldsOf, missing, type PostsKind, suggested } from './mapping.ts';
import { SampleRows } from './sample-table.tsx';

/** A file of posts or reports: which column becomes what. */
export function PostsImport({
  preview,
  kind,
  isStarting,
  onBack,
  onStart,
}: {
  preview: FilePreview;
  kind: PostsKind;
  isStarting: boolean;
  onBack: () => void;
  onStart: (map: Record<string, string>) => void;
}) {
  const [map, setMap] = useState(() => suggested(preview, kind));
  const lacking = missing(kind, map);
  return (
    <>
      <fieldset className={styles.mapping}>
        <legend>Which column is what</legend>
        {fieldsOf(kind).map(([field, { name, hint, isRequired }]) => (
          <NativeSelect
            key={field}
            size="xs"
            label={name}
            description={hint}
            withAsterisk={isRequired ?? false}
            value={map[field] ?? ''}
            data={[{ value: '', label: '– not in this file –' }, ...preview.columns]}
            onChange={(event) => setMap({ ...map, [field]: event.currentTarget.value || undefined })}
          />
        ))}
      </fieldset>
      <SampleRows
        columns={preview.columns}
        rows={preview.rows}
        becomes={(column) => Object.entries(map).find(([, mapped]) => mapped === column)?.[0] ?? null}
        isWritten={() => true}
      />
      <FirstProblems problems={preview.problems} />
      <ImportFoot
        lacking={lacking.length > 0 ? `Choose a column for: ${lacking.join(', ')}` : null}
        button={kindWords[kind].button}
        isStarting={isStarting}
        onBack={onBack}
        onStart={() => onStart(cleaned(kind, map))}
      />
    </>
  );
}
