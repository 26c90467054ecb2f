import { Button, Select, Switch, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Job } from '../../../engine/contract/jobs.ts';
import { type RankerKind, rankerKinds } from '../../../engine/contract/rankers.ts';
import { printKey } from '../../app/keys.ts';
import { useKeys, useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import { kindWords, labelWords, type RankerDraft, rankerInput, rankerPlan, rankerProblems } from './rankers.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { fieldOrder } from './train-models.tsx';
import { firstFieldId } from './use-rankers.ts';

type Labels = RankerDraft['labels'];

/** What a ranker learns from, and how; the foot says what Train will do. */
export function RankerForm({ onStarted }: { onStarted: (job: Job) => void }) {
  const { client, cache, queries } = useWorkbench();
  const [draft, setDraft] = usePlace('rankerDraft');
  const [, setView] = usePlace('rankerView');
  const problems = rankerProblems(draft);
  const isRight = Object.keys(problems).length === 0;
  const set = (change: Partial<RankerDraft>) => setDraft({ ...draft, ...change });
  const start = useMutation({
    mutationFn: () => client.rankers.fit(rankerInput(draft)),
    onSuccess: async (job) => {
      // The list of jobs must know the new one before it is shown.
      await cache.invalidateQueries({ queryKey: queries.jobs.list.key() });
      onStarted(job);
    },
  });
  const submit = () => {
    if (isRight && !start.isPending) start.mutate();
  };
  useKeys([
    { key: 'Mod+enter', does: 'Train, as the form stands', group: 'Rankers', everywhere: true, run: submit },
    { key: 'Escape', does: 'Back to the list', group: 'Rankers', run: () => setView('list') },
  ]);
  const text = (field: 'popularity' | 'epochs' | 'seed' | 'slot', label: string, description: string) => (
    <TextInput
      inputWrapperOrder={fieldOrder}
      label={label}
      description={description}
      inputMode={field === 'slot' ? 'text' : 'decimal'}
      autoComplete="off"
      value={draft[field]}
      error={problems[field]}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <form
      className={train.form}
      aria-label="Train a ranker"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <header className={styles.head}>
        <h1>Train a ranker</h1>
      </header>
      <div className={train.body}>
        {start.error && <ProblemNote error={start.error} />}
        <h2>What it learns from</h2>
        <div className={train.fields}>
          <Select
            id={firstFieldId}
            inputWrapperOrder={fieldOrder}
            label="Learn from"
            description={labelWords[draft.labels].about}
            allowDeselect={false}
            data={Object.entries(labelWords).map(([value, { name }]) => ({ value, label: name }))}
            value={draft.labels}
            onChange={(labels) => labels && set({ labels: labels as Labels })}
          />
          <Select
            inputWrapperOrder={fieldOrder}
            label="Kind"
            description={kindWords[draft.kind].about}
            allowDeselect={false}
            data={rankerKinds.map((value) => ({ value, label: kindWords[value].name }))}
            value={draft.kind}
            onChange={(kind) => kind && set({ kind: kind as RankerKind })}
          />
          {text('epochs', 'Passes', 'Over the rows at most; it ends where later rows get worse.')}
          {text('seed', 'Seed', 'The same data and seed give the same ranker.')}
        </div>
        <h2>What is corrected for</h2>
        <div className={train.fields}>
          {text('popularity', 'Popularity', 'From 0, nothing, to 1: popular items count less.')}
          {draft.labels !== 'interactions' && (
            <Switch
              label="Places"
              description="Of impressions: what stands above is looked at more."
              checked={draft.positions}
              onChange={(event) => set({ positions: event.currentTarget.checked })}
            />
          )}
          {draft.labels !== 'impressions' && (
            <Switch
              label="Sampling"
              description="Of interactions: popular items are drawn more often as what was not wanted."
              checked={draft.logQ}
              onChange={(event) => set({ logQ: event.currentTarget.checked })}
            />
          )}
        </div>
        <h2>Where it goes</h2>
        <div className={train.fields}>
          {text('slot', 'Slot', 'Each slot has one active ranker at most.')}
          <Switch
            label="Make it the active ranker"
            description="The one before is retired and can be made active again."
            checked={draft.activate}
            onChange={(event) => set({ activate: event.currentTarget.checked })}
          />
        </div>
      </div>
      <footer className={train.foot}>
        <p className={train.plan} role="status">
          {isRight ? rankerPlan(draft) : <span className={train.wrong}>{Object.values(problems)[0]}</span>}
        </p>
        <Button
          type="submit"
          variant="filled"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>{printKey('Mod+Enter', navigator.platform)}</kbd>}
          loading={start.isPending}
          disabled={!isRight}
        >
          Train
        </Button>
      </footer>
    </form>
  );
}
