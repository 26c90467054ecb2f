import { Button } from '@mantine/core';
import { IconArrowsDiff, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useColumns } from '../../app/columns.tsx';
import { useActions, useKeys } from '../../app/workbench.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { count, counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { marked, markLetters } from './compare.ts';
import { useRuns, useSettledRuns } from './data.ts';
import { NoRuns } from './empty.tsx';
import { Mark } from './mark.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { RemoveRun } from './remove-run.tsx';
import { useRunActions } from './run-actions.ts';
import { columnChoices, runColumns, widthOf } from './run-columns.tsx';
import { firstFigureId } from './run-details.tsx';
import { chips, facetNames, facetText, filterRuns, noFilter, toggled } from './run-filter.ts';
import { filterId } from './runs-subject.tsx';
import { useStart } from './use-start.ts';

/** Middle: every run that the filters let through, as a table. */
export function RunsWork() {
  const { rows, total, data, error, refetch } = useRuns();
  const { shown, fresh, showFresh } = useSettledRuns(rows);
  const [filter, setFilter] = usePlace('filter');
  const [chosen, setChosen] = usePlace('run');
  const [columnIds, setColumnIds] = usePlace('columns');
  const [marks, setMarks] = usePlace('marks');
  const start = useStart();
  const { showRight } = useColumns('models');
  const { compareMarked, trainAgain, fitAsVersion } = useRunActions();
  const [isRemoving, setRemoving] = useState(false);
  const filtered = useMemo(() => filterRuns(shown, filter), [shown, filter]);
  const columns = useMemo(() => runColumns(rows, columnIds, marks), [rows, columnIds, marks]);
  const choices = useMemo(() => columnChoices(rows), [rows]);
  const run = filtered.find(({ id }) => id === chosen);
  const at = run ? filtered.indexOf(run) : -1;
  const known = marks.flatMap((id) => rows.find((row) => row.id === id) ?? []);
  const open = () => showRight(true);
  const ask = () => {
    showRight(true);
    focusSoon(firstFigureId);
  };
  const group = 'Runs';
  const withRun = (does: string, key: string, act: (of: NonNullable<typeof run>) => void) =>
    run ? [{ key, does, group, run: () => act(run) }] : [];
  useKeys([
    { key: '/', does: 'Filter runs', group, run: () => document.getElementById(filterId)?.focus() },
    ...withRun('Mark the run for comparing, or unmark it', 'c', ({ id }) => setMarks(marked(marks, id))),
    ...(known.length > 1 ? [{ key: 'v', does: 'Compare the marked runs', group, run: compareMarked }] : []),
    ...withRun('What do the figures mean?', 'i', ask),
    ...withRun('Train again with these settings', 't', trainAgain),
    ...withRun('Fit as a version', 'f', fitAsVersion),
    ...withRun('Remove the run', 'Delete', () => setRemoving(true)),
    ...(fresh > 0 ? [{ key: 'n', does: 'Show what is new', group, run: showFresh }] : []),
  ]);
  useActions([
    { id: 'runs.filter', label: 'Show all runs', group: 'Models', run: () => setFilter(noFilter) },
    ...(known.length > 1
      ? [{ id: 'runs.compare', label: 'Compare the marked runs', group: 'Models', keys: 'v', run: compareMarked }]
      : []),
    ...(run
      ? [
          {
            id: 'run.again',
            label: `Train again: ${run.name}`,
            group: 'Models',
            keys: 't',
            run: () => trainAgain(run),
          },
          {
            id: 'run.fit',
            label: `Fit as a version: ${run.name}`,
            group: 'Models',
            keys: 'f',
            run: () => fitAsVersion(run),
          },
          { id: 'run.remove', label: `Remove the run: ${run.name}`, group: 'Models', run: () => setRemoving(true) },
        ]
      : []),
  ]);
  const active = chips(filter);
  return (
    <section className={styles.work} aria-label="Runs">
      <header className={styles.head}>
        <h1>Runs</h1>
        <span className="dim" role="status">
          {active.length > 0
            ? `${count(filtered.length)} of ${counted(shown.length, 'run')}`
            : counted(shown.length, 'run')}
          {total > rows.length && ` (the newest ${count(rows.length)} of ${count(total)})`}
        </span>
        {fresh > 0 && (
          <Button size="compact-xs" rightSection={<kbd aria-hidden>n</kbd>} onClick={showFresh}>
            {count(fresh)} new
          </Button>
        )}
        <span className={styles.push} />
        <ColumnMenu choices={choices} chosen={columnIds} onChange={setColumnIds} />
        <Button
          variant="filled"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() => start('evaluate')}
        >
          Train
        </Button>
      </header>
      <div className={styles.strip}>
        {active.map(({ id, value }) => (
          <Button
            key={`${id} ${value}`}
            size="compact-xs"
            rightSection={<IconX size={12} aria-hidden />}
            aria-label={`Remove the filter ${value}`}
            onClick={() => setFilter(id === 'text' ? { ...filter, text: '' } : toggled(filter, id, value))}
          >
            {id === 'text' ? `“${value}”` : `${facetNames[id]}: ${facetText(id, value)}`}
          </Button>
        ))}
        {known.map((mark, index) => (
          <Button
            key={mark.id}
            size="compact-xs"
            leftSection={<Mark letter={markLetters[index]} />}
            rightSection={<IconX size={12} aria-hidden />}
            aria-label={`Unmark ${mark.name}`}
            onClick={() => setMarks(marked(marks, mark.id))}
          >
            {mark.name}
          </Button>
        ))}
        {known.length > 1 && (
          <Button
            size="compact-xs"
            leftSection={<IconArrowsDiff size={14} aria-hidden />}
            rightSection={<kbd aria-hidden>v</kbd>}
            onClick={compareMarked}
          >
            Compare
          </Button>
        )}
        {known.length < 2 && rows.length > 1 && (
          <span className="dim">
            <kbd>c</kbd> marks {known.length === 0 ? 'a run' : 'another run'} for comparing
          </span>
        )}
      </div>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Waiting lines={8} />}
      {data && rows.length === 0 && <NoRuns />}
      {rows.length > 0 && filtered.length === 0 && (
        <Empty
          title="No run passes the filters"
          action={
            <Button variant="filled" onClick={() => setFilter(noFilter)}>
              Show all runs
            </Button>
          }
        />
      )}
      {filtered.length > 0 && (
        <DataTable
          label="Runs"
          remember="models.runs"
          columns={columns}
          rows={filtered}
          rowId={({ id }) => id}
          rowHeight={36}
          wraps={false}
          minWidth={widthOf(columns)}
          chosen={chosen}
          onChoose={({ id }) => setChosen(id)}
          onOpen={open}
          keys={{ group, row: 'run', open: 'Show the run’s details' }}
        />
      )}
      {isRemoving && run && (
        <RemoveRun
          run={run}
          next={(filtered[at + 1] ?? filtered[at - 1])?.id ?? null}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  );
}
