import { Button } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import styles from './data.module.css';
import { isHarmless } from './mapping.ts';

/** The first rows of a file as they are, and above each column what it becomes. */
export function SampleRows({
  columns,
  rows,
  becomes,
  isWritten,
}: {
  columns: readonly string[];
  rows: readonly { line: number; values: readonly string[] }[];
  /** What a column becomes; null where it is left out. */
  becomes: (column: string) => string | null;
  /** Whether a column holds what people wrote: that is masked until somebody asks for it. */
  isWritten: (column: string) => boolean;
}) {
  const [isMasked, setMasked] = useState(true);
  const hasWritten = columns.some(isWritten);
  return (
    <>
      <div className={styles.previewHead}>
        <b>First rows</b>
        {hasWritten && (
          <Button
            size="compact-xs"
            aria-pressed={!isMasked}
            leftSection={isMasked ? <IconEye size={14} aria-hidden /> : <IconEyeOff size={14} aria-hidden />}
            onClick={() => setMasked(!isMasked)}
          >
            {isMasked ? 'Show masked values' : 'Mask values'}
          </Button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <section className={styles.sample} tabIndex={0} aria-label="First rows of the file">
        <table>
          <thead>
            <tr>
              <th scope="col">Line</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                  <div className={styles.becomes}>{becomes(column) ? `→ ${becomes(column)}` : 'left out'}</div>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 12).map(({ line, values }) => (
              <tr key={line}>
                <th scope="row">{line}</th>
                {columns.map((column, index) => (
                  <td key={column}>
                    <SampleValue value={values[index] ?? ''} isMasked={isMasked && isWritten(column)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function SampleValue({ value, isMasked }: { value: string; isMasked: boolean }) {
  if (!isMasked || isHarmless(value)) return <span className={styles.value}>{value}</span>;
  const width = `${Math.min(28, Math.max(3, value.length))}ch`;
  return <span className={styles.maskedValue} role="img" aria-label="masked" style={{ inlineSize: width }} />;
}
