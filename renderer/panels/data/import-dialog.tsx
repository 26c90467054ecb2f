import { Button, Modal, Progress, SegmentedControl, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { FileFormat, FileSource } from '../../../engine/contract/content.ts';
import { tell, useWorkbench } from '../../app/workbench.tsx';
import { bytes } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';
import { ImportPreview } from './import-preview.tsx';
import type { ImportKind } from './mapping.ts';
import { stageFile } from './stage.ts';

/** From a file to a running import: choose it, see what its columns are, start. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { client, queries } = useWorkbench();
  const [kind, setKind] = useState<ImportKind>('content');
  const [source, setSource] = useState<FileSource | null>(null);
  const [staging, setStaging] = useState<{ name: string; sent: number; size: number } | null>(null);
  const cancel = useRef(new AbortController());
  useEffect(() => () => cancel.current.abort(), []);

  const preview = useMutation(queries.content.preview.mutationOptions());
  const look = (next: FileSource, format?: FileFormat) => {
    setSource(next);
    preview.mutate({ source: next, format });
  };
  const stage = useMutation({
    mutationFn: (file: File) => {
      setStaging({ name: file.name, sent: 0, size: file.size });
      return stageFile(
        client.content.stage,
        file,
        (sent) => setStaging({ name: file.name, sent, size: file.size }),
        cancel.current.signal,
      );
    },
    onSuccess: (upload) => look({ upload }),
    onSettled: () => setStaging(null),
  });
  const start = useMutation({
    mutationFn: ({ map, format }: { map: Record<string, string>; format: FileFormat }) => {
      if (!source) throw new Error('There is no file to import.');
      const input = { source, map, format };
      return kind === 'content' ? client.content.import(input) : client.content.importReports(input);
    },
    onSuccess: (job) => {
      tell('Import started', job.title);
      onClose();
    },
  });

  const error = stage.error ?? preview.error ?? start.error;
  return (
    <Modal opened onClose={onClose} title="Import a file" size="80rem" closeOnClickOutside={!staging}>
      <div className={styles.dialog}>
        <SegmentedControl
          size="xs"
          aria-label="What the file holds"
          value={kind}
          onChange={(value) => setKind(value === 'reports' ? 'reports' : 'content')}
          data={[
            { value: 'content', label: 'Posts' },
            { value: 'reports', label: 'Reports by users' },
          ]}
        />
        {error && <ProblemNote error={error} />}
        {!preview.data && !staging && !preview.isPending && (
          <FileChoice onFile={(file) => stage.mutate(file)} onPath={(path) => look({ path })} />
        )}
        {staging && (
          <div>
            <p role="status">
              Reading {staging.name}: {bytes(staging.sent)} of {bytes(staging.size)}
            </p>
            <Progress
              aria-label={`Reading ${staging.name}`}
              value={staging.size === 0 ? 100 : (100 * staging.sent) / staging.size}
            />
          </div>
        )}
        {preview.isPending && <Waiting lines={5} />}
        {preview.data && source && (
          <ImportPreview
            key={`${kind} ${preview.data.format}`}
            preview={preview.data}
            kind={kind}
            isStarting={start.isPending}
            onFormat={(format) => look(source, format)}
            onBack={() => {
              preview.reset();
              start.reset();
              setSource(null);
            }}
            onStart={(map) => start.mutate({ map, format: preview.data.format })}
          />
        )}
      </div>
    </Modal>
  );
}

/** Three ways to a file: drop it, pick it, or type where it lies on the engine's machine. */
function FileChoice({ onFile, onPath }: { onFile: (file: File) => void; onPath: (path: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState('');
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button does the same */}
      <div
        className={styles.drop}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <IconUpload size={24} aria-hidden />
        <p>Drop a CSV, TSV or JSONL file here, plain or gzip</p>
        <Button data-autofocus variant="filled" onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="File to import"
          accept=".csv,.tsv,.jsonl,.ndjson,.txt,.gz"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) onFile(file);
          }}
        />
      </div>
      <form
        className={styles.pathRow}
        onSubmit={(event) => {
          event.preventDefault();
          onPath(path.trim());
        }}
      >
        <TextInput
          className={styles.grow}
          label="Or the path of a file on this machine"
          value={path}
          spellCheck={false}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!path.trim()}>
          Look at it
        </Button>
      </form>
    </>
  );
}
