import { Button, Modal, Progress, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DataFormat } from '../../../engine/contract/content.ts';
import type { Job } from '../../../engine/contract/jobs.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { bytes } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';
import { DatasetChoice } from './dataset-choice.tsx';
import { FileChoice } from './file-choice.tsx';
import { FileImport } from './file-import.tsx';
import own from './import.module.css';
import type { ImportKind } from './import-kinds.ts';
import { stageFile } from './stage.ts';
import { type LookedAt, usePreviews } from './use-previews.ts';

/** What can be brought in: one file, or the folder of a known data set. */
export type ImportWay = 'file' | 'dataset';

/** From a file to a running import: choose it, see what its columns are, start. */
export function ImportDialog({
  way: initialWay,
  onStarted,
  onClose,
}: {
  way: ImportWay;
  onStarted: (job: Job) => void;
  onClose: () => void;
}) {
  const { client } = useWorkbench();
  const [way, setWay] = useState<ImportWay>(initialWay);
  const [path, setPath] = useState('');
  const [looked, setLooked] = useState<LookedAt | null>(null);
  const [format, setFormat] = useState<DataFormat | undefined>(undefined);
  const [chosen, setChosen] = useState<ImportKind | null>(null);
  const [staging, setStaging] = useState<{ name: string; sent: number; size: number } | null>(null);
  const previews = usePreviews(looked, format, chosen);

  const look = (source: LookedAt['source'] | null) => {
    setFormat(undefined);
    setChosen(null);
    setLooked((before) => source && { source, attempt: (before?.attempt ?? 0) + 1 });
  };
  const cancel = useRef(new AbortController());
  useEffect(() => () => cancel.current.abort(), []);
  const stage = useMutation({
    mutationFn: (file: File) => {
      cancel.current = new AbortController();
      look(null);
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

  const isChoosing = !staging && (looked === null || previews.isUnreadable);
  const step = staging ? 'staging' : isChoosing ? `choosing ${way}` : previews.isGuessed ? 'mapping' : 'reading';
  const body = useFocusOn(step);
  const isStopped = stage.error instanceof DOMException && stage.error.name === 'AbortError';
  return (
    <Modal opened onClose={onClose} title="Import a file" size="80rem" closeOnClickOutside={!staging && !looked}>
      <div ref={body} tabIndex={-1} className={styles.dialog} data-step={step}>
        {isChoosing && (
          <SegmentedControl
            size="xs"
            className={own.ways}
            aria-label="What to import"
            value={way}
            onChange={(value) => setWay(value === 'dataset' ? 'dataset' : 'file')}
            data={[
              { value: 'file', label: 'A file' },
              { value: 'dataset', label: 'A known data set' },
            ]}
          />
        )}
        {isChoosing && way === 'dataset' && <DatasetChoice onStarted={onStarted} />}
        {isChoosing && way === 'file' && (
          <>
            {stage.error && !isStopped && <ProblemNote error={stage.error} />}
            {previews.isUnreadable && <ProblemNote error={previews.error} />}
            <FileChoice
              path={path}
              onPathChange={setPath}
              onFile={(file) => stage.mutate(file)}
              onPath={(next) => {
                stage.reset();
                look({ path: next });
              }}
            />
          </>
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
            <div className={styles.dialogFoot}>
              <Button data-first onClick={() => cancel.current.abort()}>
                Cancel
              </Button>
            </div>
          </div>
        )}
        {step === 'reading' && <Waiting lines={8} />}
        {step === 'mapping' && looked && (
          <FileImport
            source={looked.source}
            previews={previews}
            onKind={setChosen}
            onFormat={setFormat}
            onBack={() => look(null)}
            onStarted={onStarted}
          />
        )}
      </div>
    </Modal>
  );
}

/**
 * Each step of the dialog takes the place of the one before it, and with it the control that had the focus: the first
 * thing of the new step gets it, or the dialog's body while there is nothing to act on.
 */
function useFocusOn(step: string) {
  const body = useRef<HTMLDivElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    if (body.current?.contains(document.activeElement) && document.activeElement !== body.current) return;
    (body.current?.querySelector<HTMLElement>('[data-first]') ?? body.current)?.focus();
  }, [step]);
  return body;
}
