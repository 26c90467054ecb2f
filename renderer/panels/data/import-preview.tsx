import { Button, NativeSelect } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { FileFormat, FilePreview } from '../../../engine/contract/content.ts';
import { bytes, counted } from '../../ui/format.ts';
import styles from './data.module.css';
import { cleaned, fieldsOf, type ImportKind, isHarmless, missing, suggested } from './mapping.ts';

const formats: FileFormat[] = ['csv', 'tsv', 'jsonl'];

/** The first rows of a file, and which column becomes what. */
export function ImportPreview({
  preview,
  kind,
  isStarting,
  onFormat,
  onBack,
  onStart,
}: {
  preview: FilePreview;
  kind: ImportKind;
  isStarting: boolean;
  onFormat: (format: FileFormat) => void;
  onBack: () => void;
  onStart: (map: Record<string, string>) => void;
}) {
  const [map, setMap] = useState(() => suggested(preview, kind));
  const [isMasked, setMasked] = useState(true);
  const lacking = missing(kind, map);
  return (
    <>
      <div className={styles.previewHead}>
        <b>{preview.name}</b>
        <span className="dim">
          {bytes(preview.bytes)}
          {preview.gzip && ', gzip'}, {counted(preview.columns.length, 'column')}
        </span>
        <NativeSelect
          size="xs"
          aria-label="Format"
          value={preview.format}
          data={formats}
          onChange={(event) => onFormat(event.currentTarget.value as FileFormat)}
        />
      </div>
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
      <div className={styles.previewHead}>
        <b>First rows</b>
        <Button
          size="compact-xs"
          aria-pressed={!isMasked}
          leftSection={isMasked ? <IconEye size={14} aria-hidden /> : <IconEyeOff size={14} aria-hidden />}
          onClick={() => setMasked(!isMasked)}
        >
          {isMasked ? 'Show masked values' : 'Mask values'}
        </Button>
      </div>
      <SampleTable preview={preview} map={map} isMasked={isMasked} />
      {preview.problems.length > 0 && (
        <section aria-label="Problems in the first rows">
          <b>{counted(preview.problems.length, 'problem')} in the first rows</b>
          <ul className={styles.problems}>
            {preview.problems.slice(0, 20).map(({ line, column, reason }) => (
              <li key={`${line}:${column}:${reason}`}>
                Line {line}
                {column && `, ${column}`}: {reason}
              </li>
            ))}
          </ul>
          <p className="dim">Such rows are set aside with their reason; the rest goes in.</p>
        </section>
      )}
      <div className={styles.dialogFoot}>
        {lacking.length > 0 && <span role="status">Choose a column for: {lacking.join(', ')}</span>}
        <Button onClick={onBack}>Choose another file</Button>
        <Button
          variant="filled"
          loading={isStarting}
          disabled={lacking.length > 0}
          onClick={() => onStart(cleaned(kind, map))}
        >
          Import {kind === 'content' ? 'posts' : 'reports'}
        </Button>
      </div>
    </>
  );
}

function SampleTable({
  preview,
  map,
  isMasked,
}: {
  preview: FilePreview;
  map: Partial<Record<string, string>>;
  isMasked: boolean;
}) {
  const fieldOf = (column: string) => Object.entries(map).find(([, mapped]) => mapped === column)?.[0];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <section className={styles.sample} tabIndex={0} aria-label="First rows of the file">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {preview.columns.map((column) => (
              <th key={column} scope="col">
                {column}
                <div className={styles.becomes}>{fieldOf(column) ? `→ ${fieldOf(column)}` : 'left out'}</div>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 12).map(({ line, values }) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {preview.columns.map((column, index) => (
                <td key={column}>
                  <SampleValue value={values[index] ?? ''} isMasked={isMasked} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SampleValue({ value, isMasked }: { value: string; isMasked: boolean }) {
  if (!isMasked || isHarmless(value)) return <span className={styles.value}>{value}</span>;
  const width = `${Math.min(28, Math.max(3, value.length))}ch`;
  return <span className={styles.maskedValue} role="img" aria-label="masked" style={{ inlineSize: width }} />;
}
