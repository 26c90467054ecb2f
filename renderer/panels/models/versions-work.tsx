import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import { useColumns } from '../../app/columns.tsx';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { age, bytes, count, counted, moment, shortVersion } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { useData, useVersions } from './data.ts';
import { NoData } from './empty.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { RemoveVersion } from './remove-version.tsx';
import { TryIt, tryId } from './try-it.tsx';
import { useActivation } from './use-activation.ts';
import { useStart } from './use-start.ts';
import { VersionMark } from './version-mark.tsx';
import own from './versions.module.css';
import { versionName } from './versions.ts';

const columns: readonly Column<ModelVersion>[] = [
  {
    id: 'state',
    name: 'State',
    width: '104px',
    cell: ({ state }) => <VersionMark state={state} />,
    value: ({ state }) => state,
  },
  {
    id: 'version',
    name: 'Version',
    width: 'minmax(100px, 1fr)',
    cell: (version) => <b>{versionName(version)}</b>,
    value: ({ id }) => id,
  },
  {
    id: 'slot',
    name: 'Slot',
    width: '92px',
    cell: ({ slot }) => <span title={slot}>{slot}</span>,
    value: ({ slot }) => slot,
  },
  {
    id: 'when',
    name: 'Age',
    width: '44px',
    isNumber: true,
    cell: ({ createdAt }) => <span title={moment(createdAt)}>{age(createdAt, Date.now())}</span>,
    value: ({ createdAt }) => -createdAt,
  },
  {
    id: 'pairs',
    name: 'Pairs',
    width: '76px',
    isNumber: true,
    cell: ({ pairs }) => count(pairs),
    value: ({ pairs }) => pairs,
  },
  {
    id: 'bytes',
    name: 'Size',
    width: '76px',
    isNumber: true,
    cell: (version) => bytes(version.bytes),
    value: (version) => version.bytes,
  },
  {
    id: 'data',
    name: 'Data',
    width: '92px',
    about: 'The beginning of the hash of the data that it learnt from.',
    cell: ({ dataHash }) => <code>{shortVersion(dataHash)}</code>,
    value: ({ dataHash }) => dataHash,
  },
  {
    id: 'note',
    name: 'Note',
    width: '168px',
    cell: ({ problem, isBehind }) =>
      problem ? (
        <span className={own.problem} title={problem}>
          <IconAlertTriangle size={14} aria-hidden /> cannot be used
        </span>
      ) : (
        isBehind && <span className={own.behind}>data changed since</span>
      ),
    value: ({ problem, isBehind }) => (problem ? 2 : isBehind ? 1 : 0),
  },
];

/** Middle: the versions of a slot, and what the chosen one recommends. */
export function VersionsWork() {
  const { data, error, refetch } = useVersions();
  const summary = useData();
  const [slot] = usePlace('slot');
  const [chosen, setChosen] = usePlace('version');
  const start = useStart();
  const { showRight } = useColumns('models');
  const { activate, undo, previous } = useActivation();
  const [isRemoving, setRemoving] = useState(false);
  const rows = useMemo(() => (data ?? []).filter((version) => slot === null || version.slot === slot), [data, slot]);
  const version = rows.find(({ id }) => id === chosen) ?? rows.find(({ state }) => state === 'active') ?? rows[0];
  const group = 'Versions';
  const canActivate = version && version.state !== 'active' && !version.problem;
  useKeys([
    ...(canActivate ? [{ key: 'a', does: 'Make the version active', group, run: () => activate(version) }] : []),
    ...(previous ? [{ key: 'z', does: `Undo: make ${versionName(previous)} active again`, group, run: undo }] : []),
    ...(version && version.state !== 'active'
      ? [{ key: 'Delete', does: 'Remove the version', group, run: () => setRemoving(true) }]
      : []),
    ...(version
      ? [{ key: 'r', does: 'Try it: recommend to a user', group, run: () => document.getElementById(tryId)?.focus() }]
      : []),
  ]);
  useActions([
    ...(canActivate
      ? [
          {
            id: 'version.activate',
            label: `Make ${versionName(version)} active`,
            group: 'Models',
            keys: 'a',
            run: () => activate(version),
          },
        ]
      : []),
    ...(previous
      ? [
          {
            id: 'version.undo',
            label: `Make ${versionName(previous)} active again`,
            group: 'Models',
            keys: 'z',
            run: undo,
          },
        ]
      : []),
  ]);
  return (
    <section className={styles.work} aria-label="Versions">
      <header className={styles.head}>
        <h1>Versions</h1>
        <span className="dim" role="status">
          {data && counted(rows.length, 'version')}
        </span>
        <span className={styles.push} />
        <Button
          data-disabled={!previous || undefined}
          aria-disabled={!previous}
          leftSection={<IconArrowBackUp size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>z</kbd>}
          onClick={undo}
        >
          {previous ? `Put ${versionName(previous)} back` : 'Nothing to put back'}
        </Button>
      </header>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting lines={5} />}
      {data && rows.length === 0 && summary.data?.interactions === 0 && <NoData />}
      {data && rows.length === 0 && summary.data && summary.data.interactions > 0 && (
        <Empty
          title="No versions yet"
          action={
            <Button variant="filled" onClick={() => start('fit')}>
              Fit a version
            </Button>
          }
        >
          A version is a model that learnt from all data and is kept in a file, for example EASE in the slot “default”.
        </Empty>
      )}
      {rows.length > 0 && (
        <>
          <div className={own.table} style={{ blockSize: Math.min(7.5, rows.length + 0.2) * 36 + 34 }}>
            <DataTable
              label="Versions"
              remember="models.versions"
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
              rowHeight={36}
              wraps={false}
              minWidth={850}
              chosen={version?.id ?? null}
              onChoose={({ id }) => setChosen(id)}
              onOpen={() => showRight(true)}
              keys={{ group, row: 'version', open: 'Show the version’s details' }}
            />
          </div>
          {version && <TryIt version={version} />}
        </>
      )}
      {isRemoving && version && <RemoveVersion version={version} onClose={() => setRemoving(false)} />}
    </section>
  );
}
