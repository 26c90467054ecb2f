import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { DataImport } from '../../../engine/contract/catalog.ts';
import type { DataFormat, FileFormat, FileSource } from '../../../engine/contract/content.ts';
import type { Job } from '../../../engine/contract/jobs.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { bytes, counted } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import { AttributesImport } from './attributes-import.tsx';
import styles from './data.module.css';
import own from './import.module.css';
import { type ImportKind, importKinds, isDataKind, kindWords } from './import-kinds.ts';
import { InteractionsImport } from './interactions-import.tsx';
import { PostsImport } from './posts-import.tsx';
import type { usePreviews } from './use-previews.ts';

const postsFormats: FileFormat[] = ['csv', 'tsv', 'jsonl'];
const allFormats: DataFormat[] = [...postsFormats, 'dat', 'parquet'];

/** A file that was looked at: what it holds, which column is what, and the start. */
export function FileImport({
  source,
  previews: { kind, posts, data, error, isReading },
  onKind,
  onFormat,
  onBack,
  onStarted,
}: {
  source: FileSource;
  previews: ReturnType<typeof usePreviews>;
  onKind: (kind: ImportKind) => void;
  onFormat: (format: DataFormat) => void;
  onBack: () => void;
  onStarted: (job: Job) => void;
}) {
  const { client } = useWorkbench();
  const startPosts = useMutation({
    mutationFn: ({ map, format }: { map: Record<string, string>; format: FileFormat }) =>
      kind === 'content'
        ? client.content.import({ source, map, format })
        : client.content.importReports({ source, map, format }),
    onSuccess: onStarted,
  });
  const startData = useMutation({
    mutationFn: (input: DataImport) => client.catalog.import(input),
    onSuccess: onStarted,
  });
  const preview = isDataKind(kind) ? data : posts;
  const startError = isDataKind(kind) ? startData.error : startPosts.error;
  const common = { isStarting: startPosts.isPending || startData.isPending, onBack };
  const head = preview ?? posts ?? data;
  return (
    <>
      <div className={styles.previewHead}>
        <b data-first tabIndex={-1}>
          {head?.name}
        </b>
        {head && (
          <span className="dim">
            {bytes(head.bytes)}
            {head.gzip && ', gzip'}, {counted(head.columns.length, 'column')}
          </span>
        )}
        {preview && (
          <NativeSelect
            size="xs"
            aria-label="Format"
            value={preview.format}
            data={isDataKind(kind) ? allFormats : postsFormats}
            onChange={(event) => onFormat(event.currentTarget.value as DataFormat)}
          />
        )}
      </div>
      <div className={own.kindRow}>
        <span id="file-holds">This file holds</span>
        <SegmentedControl
          size="xs"
          aria-labelledby="file-holds"
          value={kind}
          onChange={(value) => onKind(value as ImportKind)}
          data={importKinds.map((value) => ({ value, label: kindWords[value].name }))}
        />
      </div>
      {isReading && <Waiting lines={8} />}
      {error && (
        <>
          <ProblemNote error={error} />
          <div className={styles.dialogFoot}>
            <Button onClick={onBack}>Choose another file</Button>
          </div>
        </>
      )}
      {startError && <ProblemNote error={startError} />}
      {!isDataKind(kind) && posts && (
        <PostsImport
          key={`${kind} ${posts.format}`}
          {...common}
          preview={posts}
          kind={kind}
          onStart={(map) => startPosts.mutate({ map, format: posts.format })}
        />
      )}
      {kind === 'interactions' && data && (
        <InteractionsImport
          key={data.format}
          {...common}
          preview={data}
          onStart={({ map, as }) => startData.mutate({ kind, source, format: data.format, map, as })}
        />
      )}
      {(kind === 'users' || kind === 'items') && data && (
        <AttributesImport
          key={`${kind} ${data.format}`}
          {...common}
          preview={data}
          kind={kind}
          onStart={(map) => startData.mutate({ kind, source, format: data.format, map })}
        />
      )}
    </>
  );
}
