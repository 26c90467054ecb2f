import { ActionIcon, Button, Select } from '@mantine/core';
import { IconArrowsExchange, IconX } from '@tabler/icons-react';
import { useKeys } from '../../app/workbench.tsx';
import { age, count } from '../../ui/format.ts';
import { marked, markLetters } from './compare.ts';
import { useRuns } from './data.ts';
import { Mark } from './mark.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import { protocolText } from './run-words.ts';
import { usePair } from './use-pair.ts';

/** The id of the field that picks one of the two runs. */
export function pickerId(side: 'a' | 'b'): string {
  return `compare-${side}`;
}

/** Left: which two runs are face to face, and the marked ones to pick from. */
export function CompareSubject() {
  const { rows } = useRuns();
  const { pair, setPair } = usePair();
  const [marks, setMarks] = usePlace('marks');
  const options = rows.map((run) => ({
    value: String(run.id),
    label: `${run.name} · ${protocolText(run.protocol)} · ${age(run.createdAt, Date.now())} · #${run.id}`,
  }));
  const pick = (side: 'a' | 'b', value: string | null) =>
    setPair({ [side]: value === null ? null : Number(value), user: null });
  const swap = () => setPair({ a: pair.b, b: pair.a });
  useKeys([{ key: 's', does: 'Swap A and B', group: 'Compare', run: swap }]);
  const known = marks.flatMap((id) => rows.find((run) => run.id === id) ?? []);
  return (
    <section className={styles.subject} aria-label="Runs to compare">
      <div className={styles.stack}>
        {(['a', 'b'] as const).map((side, index) => (
          <Select
            key={side}
            label={`Run ${side.toUpperCase()}`}
            placeholder="Choose a run"
            id={pickerId(side)}
            leftSection={<Mark letter={markLetters[index]} />}
            searchable
            clearable
            limit={100}
            // What is typed searches anew, and does not go into the name that stands there.
            onFocus={(event) => event.currentTarget.select()}
            onClick={(event) => event.currentTarget.select()}
            nothingFoundMessage="No run by that name"
            data={options}
            value={pair[side] === null ? null : String(pair[side])}
            onChange={(value) => pick(side, value)}
          />
        ))}
        <div>
          <Button
            size="compact-xs"
            leftSection={<IconArrowsExchange size={14} aria-hidden />}
            rightSection={<kbd aria-hidden>s</kbd>}
            onClick={swap}
          >
            Swap A and B
          </Button>
        </div>
      </div>
      <h2 className={styles.heading}>
        Marked runs <span className="dim">{count(known.length)}</span>
      </h2>
      {known.length === 0 && (
        <p className="dim">
          In Runs, <kbd>c</kbd> marks a run. Marked runs wait here, and their learning curves lie over each other.
        </p>
      )}
      {known.map((run, index) => (
        <div key={run.id} className={styles.markedRun}>
          <Mark letter={markLetters[index]} />
          <span className={styles.chipText} title={run.name}>
            {run.name}
          </span>
          <Button
            size="compact-xs"
            variant={pair.a === run.id ? 'default' : 'subtle'}
            aria-label={`${run.name} as A`}
            aria-pressed={pair.a === run.id}
            onClick={() => setPair({ a: run.id, b: pair.b === run.id ? pair.a : pair.b, user: null })}
          >
            as A
          </Button>
          <Button
            size="compact-xs"
            variant={pair.b === run.id ? 'default' : 'subtle'}
            aria-label={`${run.name} as B`}
            aria-pressed={pair.b === run.id}
            onClick={() => setPair({ b: run.id, a: pair.a === run.id ? pair.b : pair.a, user: null })}
          >
            as B
          </Button>
          <ActionIcon
            size={24}
            aria-label={`Unmark ${run.name}`}
            title="Unmark"
            onClick={() => setMarks(marked(marks, run.id))}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
    </section>
  );
}
