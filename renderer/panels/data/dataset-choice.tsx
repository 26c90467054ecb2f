import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { DatasetFolder } from '../../../engine/contract/catalog.ts';
import type { Job } from '../../../engine/contract/jobs.ts';
import { PathField } from '../../app/folder-field.tsx';
import { useWorkbench } from '../../app/workbench.tsx';
import { bytes } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';
import own from './import.module.css';
import { WhatWillHappen } from './import-foot.tsx';

/** A folder of a research data set: name it, see what would be read, import it all in one job. */
export function DatasetChoice({ onStarted }: { onStarted: (job: Job) => void }) {
  const { queries } = useWorkbench();
  const [dir, setDir] = useState('');
  const inspect = useMutation(queries.catalog.inspectDataset.mutationOptions());
  const start = useMutation(queries.catalog.importDataset.mutationOptions({ onSuccess: onStarted }));
  const found = inspect.data;
  const looked = inspect.variables?.dir;
  return (
    <>
      <form
        className={styles.pathRow}
        onSubmit={(event) => {
          event.preventDefault();
          start.reset();
          inspect.mutate({ dir: dir.trim() });
        }}
      >
        <div className={styles.grow}>
          <PathField
            label="Folder of the data set on this machine"
            value={dir}
            onChange={setDir}
            placeholder="A folder as it was unpacked, such as ml-100k"
            pick={{ kind: 'folder', title: 'Choose the folder of a data set' }}
          />
        </div>
        <Button type="submit" disabled={!dir.trim()} loading={inspect.isPending}>
          Look at it
        </Button>
      </form>
      {inspect.error && <ProblemNote error={inspect.error} />}
      {start.error && <ProblemNote error={start.error} />}
      {inspect.isPending && <Waiting />}
      {!found && !inspect.isPending && (
        <p className="dim">
          Known are MovieLens 100K, 1M and later, MovieTweetings and Book-Crossing, as their authors publish them. Any
          other data comes in file by file.
        </p>
      )}
      {found && looked && (
        <FoundDataset
          key={looked}
          found={found}
          isStarting={start.isPending}
          onStart={() => start.mutate({ dir: looked })}
        />
      )}
    </>
  );
}

function FoundDataset({
  found,
  isStarting,
  onStart,
}: {
  found: DatasetFolder;
  isStarting: boolean;
  onStart: () => void;
}) {
  const total = found.files.reduce((sum, file) => sum + file.bytes, 0);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that led here is still there; this is what was asked for.
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <section aria-label="What the folder holds">
        <h3 ref={heading} tabIndex={-1} className={own.found}>
          {found.name}
        </h3>
        <table className={own.files}>
          <thead>
            <tr>
              <th scope="col">Holds</th>
              <th scope="col">File</th>
              <th scope="col">Size</th>
            </tr>
          </thead>
          <tbody>
            {found.files.map(({ kind, file, bytes: size }) => (
              <tr key={`${kind} ${file}`}>
                <th scope="row">{kind}</th>
                <td>{file}</td>
                <td>{bytes(size)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <WhatWillHappen
        will={[
          `These files, ${bytes(total)} in all, are read in one job that can be cancelled and resumed.`,
          'What is here already stays; the same data again changes nothing.',
          'Rows that cannot be read are set aside with line and reason.',
        ]}
      />
      <div className={styles.dialogFoot}>
        <Button variant="filled" loading={isStarting} onClick={onStart}>
          Import the data set
        </Button>
      </div>
    </>
  );
}
