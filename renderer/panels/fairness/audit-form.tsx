import { Button, Select, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { auditMetrics, auditSides } from '../../../engine/contract/fairness.ts';
import type { Job } from '../../../engine/contract/jobs.ts';
import { printKey } from '../../app/keys.ts';
import { useKeys, useWorkbench } from '../../app/workbench.tsx';
import { age, count, counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { metricName } from '../models/metrics.ts';
import styles from '../models/recommender.module.css';
import train from '../models/train.module.css';
import { fieldOrder } from '../models/train-models.tsx';
import {
  type AuditDraft,
  type AuditOffer,
  chosenAttributes,
  chosenRuns,
  commonMetrics,
  type NumberField,
  planOf,
  problemsOf,
  specOf,
} from './audit-draft.ts';
import { usePlace } from './place.ts';
import { questionId } from './use-new-audit.ts';

const sideNames: Record<(typeof auditSides)[number], string> = {
  people: 'People',
  items: 'Items',
  moderation: 'Moderation',
};

const numberFields: readonly { field: NumberField; label: string; about: string }[] = [
  { field: 'hideBelow', label: 'Hide groups below', about: 'Their values are not shown, and they are not tested.' },
  { field: 'markBelow', label: 'Mark groups below', about: 'They are shown, and marked as small.' },
  { field: 'alpha', label: 'Alpha', about: 'The chance of a false alarm that is accepted, after correction.' },
  { field: 'margin', label: 'Margin', about: 'Gaps below this share of the overall mean count as equal enough.' },
  { field: 'draws', label: 'Draws', about: 'Of the bootstrap and of permutation, each.' },
  { field: 'seed', label: 'Seed', about: 'The same seed gives the same audit.' },
];

/** What will be audited, and how. Everything is checked while it is typed, and the foot says what Start will do. */
export function AuditForm({ offer, onStarted }: { offer: AuditOffer; onStarted: (job: Job) => void }) {
  const { client, cache, queries } = useWorkbench();
  const [draft, setDraft] = usePlace('draft');
  const set = (change: Partial<AuditDraft>) => setDraft({ ...draft, ...change });
  const problems = problemsOf(draft, offer);
  const wrong = Object.values(problems);
  const start = useMutation({
    mutationFn: () => client.fairness.audit(specOf(draft, offer)),
    onSuccess: async (job) => {
      // The list of jobs must know the new one before it is shown.
      await cache.invalidateQueries({ queryKey: queries.jobs.list.key() });
      onStarted(job);
    },
  });
  const submit = () => {
    if (wrong.length === 0 && !start.isPending) start.mutate();
  };
  useKeys([{ key: 'Mod+enter', does: 'Start the audit', group: 'Fairness', everywhere: true, run: submit }]);
  const runs = chosenRuns(draft, offer);
  const attributes = chosenAttributes(draft, offer);
  const metrics = commonMetrics(
    offer.runs.filter(({ id }) => runs.includes(id)),
    auditMetrics,
  );
  const chosenMetrics = draft.metrics ?? metrics;
  return (
    <form
      className={train.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <header className={styles.head}>
        <h1>New audit</h1>
      </header>
      <div className={train.body}>
        {start.error && <ProblemNote error={start.error} />}
        <TextInput
          id={questionId}
          label="Question"
          placeholder="Do women and men get equally good lists?"
          autoComplete="off"
          maxLength={500}
          style={{ maxInlineSize: 640 }}
          value={draft.question}
          onChange={(event) => set({ question: event.currentTarget.value })}
        />
        <Chips title="Sides" problem={problems.sides}>
          {auditSides.map((side) => (
            <Chip
              key={side}
              isOn={draft.sides.includes(side)}
              onToggle={() => set({ sides: auditSides.filter((id) => draft.sides.includes(id) !== (id === side)) })}
            >
              {sideNames[side]}
            </Chip>
          ))}
        </Chips>
        <Chips title="Runs" problem={problems.runs}>
          {offer.runs.map(({ id, name, createdAt, users }) => (
            <Chip
              key={id}
              isOn={runs.includes(id)}
              onToggle={() => set({ runs: toggled(runs, id) })}
              more={`run ${id}, ${counted(users, 'user')}, ${age(createdAt, Date.now())}`}
            >
              {name}
            </Chip>
          ))}
        </Chips>
        <Chips title="Attributes of people" problem={problems.attributes}>
          {offer.groupings.map(({ name, groups, unknown }) => (
            <Chip
              key={name}
              isOn={attributes.includes(name)}
              onToggle={() => set({ attributes: toggled(attributes, name) })}
              more={`${counted(groups.length, 'group')}, ${sizesText(groups)}`}
              title={[
                ...groups.map(({ group, n }) => `${group} ${count(n)}`),
                ...(unknown > 0 ? [`unknown ${count(unknown)}`] : []),
              ].join(', ')}
            >
              {name}
            </Chip>
          ))}
        </Chips>
        <Chips title="Metrics" problem={problems.metrics}>
          {metrics.map((metric) => (
            <Chip
              key={metric}
              isOn={chosenMetrics.includes(metric)}
              onToggle={() => set({ metrics: toggled(chosenMetrics, metric) })}
            >
              {metricName(metric, null)}
            </Chip>
          ))}
        </Chips>
        <h2>How</h2>
        <div className={train.fields}>
          <Select
            inputWrapperOrder={fieldOrder}
            label="Crosses"
            description="Groups of several attributes at once, such as women of one age."
            allowDeselect={false}
            data={[
              { value: '1', label: 'each attribute alone' },
              { value: '2', label: 'of up to two' },
              { value: '3', label: 'of up to three' },
            ]}
            value={String(draft.intersections)}
            onChange={(value) => set({ intersections: Number(value) as AuditDraft['intersections'] })}
          />
          <Select
            inputWrapperOrder={fieldOrder}
            label="Control"
            description="Groups are compared within each group of this one too (Simpson’s check)."
            placeholder="none"
            clearable
            data={offer.groupings.map(({ name }) => name)}
            value={draft.control}
            onChange={(control) => set({ control })}
          />
          {numberFields.map(({ field, label, about }) => (
            <TextInput
              key={field}
              inputWrapperOrder={fieldOrder}
              label={label}
              description={about}
              inputMode="decimal"
              autoComplete="off"
              value={draft[field]}
              error={problems[field]}
              onChange={(event) => set({ [field]: event.currentTarget.value })}
            />
          ))}
        </div>
      </div>
      <footer className={train.foot}>
        <p className={train.plan} role="status">
          {wrong.length === 0 ? (
            planOf(draft, offer)
          ) : (
            <span className={train.wrong}>
              {wrong.length === 1 ? wrong[0] : `${counted(wrong.length, 'thing')} to put right: ${wrong[0]}`}
            </span>
          )}
        </p>
        <Button
          type="submit"
          variant="filled"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>{printKey('Mod+Enter', navigator.platform)}</kbd>}
          loading={start.isPending}
          disabled={wrong.length > 0}
        >
          Start the audit
        </Button>
      </footer>
    </form>
  );
}

function toggled<Value>(chosen: readonly Value[], value: Value): Value[] {
  return chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
}

function sizesText(groups: readonly { n: number }[]): string {
  const sizes = groups.map(({ n }) => n);
  return `n = ${count(Math.min(...sizes))} to ${count(Math.max(...sizes))}`;
}

function Chips({ title, problem, children }: { title: string; problem: string | undefined; children: ReactNode }) {
  return (
    <fieldset className={styles.plain}>
      <legend style={{ padding: 0 }}>
        <h2>{title}</h2>
      </legend>
      <div className={styles.row}>{children}</div>
      {problem && <p className={train.wrong}>{problem}</p>}
    </fieldset>
  );
}

function Chip({
  isOn,
  onToggle,
  more,
  title,
  children,
}: {
  isOn: boolean;
  onToggle: () => void;
  more?: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <button type="button" className={styles.chip} aria-pressed={isOn} title={title} onClick={onToggle}>
      <span className={styles.chipText}>{children}</span>
      {more && <span className="dim">{more}</span>}
    </button>
  );
}
