import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Ranker } from '../../../engine/contract/rankers.ts';
import { useColumns } from '../../app/columns.tsx';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { age, counted, interval, moment } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import { correctedFor, rankerName } from './rankers.ts';
import styles from './recommender.module.css';
import { RemoveRanker } from './remove-ranker.tsx';
import { useChosenRanker, useRankerStates, useRankers } from './use-rankers.ts';
import { VersionMark } from './version-mark.tsx';
import own from './versions.module.css';

type Metric = 'auc' | 'gauc' | 'logLoss';

function metric(id: Metric, name: string, about: string): Column<Ranker> {
  return {
    id,
    name,
    about,
    width: '134px',
    isNumber: true,
    cell: ({ card: { metrics } }) =>
      metrics ? (
        <>
          {metrics[id].mean.toFixed(3)} <span className="dim">{interval(metrics[id].low, metrics[id].high, 3)}</span>
        </>
      ) : (
        '–'
      ),
    value: ({ card: { metrics } }) => metrics?.[id].mean ?? null,
  };
}

const columns: readonly Column<Ranker>[] = [
  {
    id: 'state',
    name: 'State',
    width: '104px',
    cell: ({ state }) => <VersionMark state={state} />,
    value: ({ state }) => state,
  },
  {
    id: 'ranker',
    name: 'Ranker',
    width: '76px',
    cell: (ranker) => <b>{rankerName(ranker)}</b>,
    value: ({ id }) => id,
  },
  {
    id: 'slot',
    name: 'Slot',
    width: '84px',
    cell: ({ slot }) => <span title={slot}>{slot}</span>,
    value: ({ slot }) => slot,
  },
  metric('auc', 'AUC', 'The chance that a wanted row has the higher score of two. 95% interval over users.'),
  metric('gauc', 'GAUC', 'The AUC within each user, weighed by rows. 95% interval over users.'),
  metric('logLoss', 'Log loss', 'How far the chances are off, less is better. 95% interval over users.'),
  {
    id: 'source',
    name: 'Learnt from',
    width: 'minmax(96px, 1fr)',
    cell: (ranker) => <span title={`Corrected for ${correctedFor(ranker)}`}>{ranker.card.source}</span>,
    value: ({ card }) => card.source,
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
    id: 'note',
    name: 'Note',
    width: '144px',
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

/** All rankers, and what can be done with the chosen one. */
export function RankerList({ onTrain }: { onTrain: () => void }) {
  const { data, error, refetch } = useRankers();
  const ranker = useChosenRanker();
  const [, setChosen] = usePlace('ranker');
  const { showRight } = useColumns('models');
  const { activate, retire } = useRankerStates();
  const [isRemoving, setRemoving] = useState(false);
  const group = 'Rankers';
  const isActive = ranker?.state === 'active';
  const changes = [
    ...(ranker && !isActive && !ranker.problem
      ? [{ id: 'ranker.activate', key: 'a', does: `Make ${rankerName(ranker)} active`, run: () => activate(ranker) }]
      : []),
    ...(ranker && isActive
      ? [{ id: 'ranker.retire', key: 'x', does: `Retire ${rankerName(ranker)}`, run: () => retire(ranker) }]
      : []),
    ...(ranker && !isActive
      ? [{ id: 'ranker.remove', key: 'Delete', does: `Remove ${rankerName(ranker)}…`, run: () => setRemoving(true) }]
      : []),
  ];
  useKeys(changes.map(({ key, does, run }) => ({ key, does, group, run })));
  useActions(changes.map(({ id, key, does, run }) => ({ id, label: does, group: 'Models', keys: key, run })));
  return (
    <section className={styles.work} aria-label="Rankers">
      <header className={styles.head}>
        <h1>Rankers</h1>
        <span className="dim" role="status">
          {data && counted(data.length, 'ranker')}
        </span>
        <span className={styles.push} />
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>t</kbd>}
          onClick={onTrain}
        >
          Train a ranker
        </Button>
      </header>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting lines={5} />}
      {data && data.length === 0 && (
        <Empty
          title="No rankers yet"
          action={
            <Button variant="filled" onClick={onTrain}>
              Train a ranker
            </Button>
          }
        >
          A ranker orders the candidates of a feed by the chance that the person wants them, and says why. Without one,
          feeds are ordered by a blend of the scores of their sources.
        </Empty>
      )}
      {data && data.length > 0 && (
        <DataTable
          label="Rankers"
          remember="models.rankers"
          columns={columns}
          rows={data}
          rowId={({ id }) => id}
          rowHeight={36}
          wraps={false}
          minWidth={940}
          chosen={ranker?.id ?? null}
          onChoose={({ id }) => setChosen(id)}
          onOpen={() => showRight(true)}
          keys={{ group, row: 'ranker', open: 'Show the ranker’s card' }}
        />
      )}
      {isRemoving && ranker && <RemoveRanker ranker={ranker} onClose={() => setRemoving(false)} />}
    </section>
  );
}
