import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import { PathField } from '../../app/folder-field.tsx';
import { tellProblem } from '../../app/workbench.tsx';
import styles from './data.module.css';

const endings = '.csv,.tsv,.jsonl,.ndjson,.txt,.dat,.data,.user,.item,.parquet,.gz';

/** Three ways to a file: drop it, pick it, or type where it lies on the engine's machine. */
export function FileChoice({
  path,
  onPathChange,
  onFile,
  onPath,
}: {
  /** What was typed so far; kept by the caller, so that a path that failed can be mended. */
  path: string;
  onPathChange: (path: string) => void;
  onFile: (file: File) => void;
  onPath: (path: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const bridge = window.steward;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  // The desktop knows the path: the engine reads the file where it lies, and nothing has to be copied first.
  const pick = async () => {
    if (!bridge) return input.current?.click();
    try {
      const chosen = await bridge.pickFile({ title: 'Choose a file to import' });
      if (!chosen) return;
      onPathChange(chosen);
      onPath(chosen);
    } catch (error) {
      tellProblem(error);
    }
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
        <p>Drop a CSV, TSV, JSONL, Parquet or MovieLens .dat file here, plain or gzip</p>
        <p className="dim">
          Posts, reports, interactions, users or items: what it holds is guessed, and you can change it.
        </p>
        <Button data-autofocus data-first variant="filled" onClick={() => void pick()}>
          Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="File to import"
          accept={endings}
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
        <div className={styles.grow}>
          <PathField
            label="Or the path of a file on this machine"
            value={path}
            onChange={onPathChange}
            pick={{ kind: 'file', title: 'Choose a file to import' }}
          />
        </div>
        <Button type="submit" disabled={!path.trim()}>
          Look at it
        </Button>
      </form>
    </>
  );
}
