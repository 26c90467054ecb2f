import { Button, Select, TextInput } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type MitigationMethod, mitigationMethods } from '../../../engine/contract/mitigation.ts';
import { printKey } from '../../app/keys.ts';
import { useKeys, useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import train from '../models/train.module.css';
import { fieldOrder } from '../models/train-models.tsx';
import { auditable } from './audit-draft.ts';
import { useGroupings } from './data.ts';
import { NoRunsYet } from './empty.tsx';
import { type MitigationDraft, methodWords } from './mitigation-words.ts';
import { usePlace } from './place.ts';

/** The first field of the form. */
export const mitigationRunId = 'mitigation-run';

/** Methods that change what a model learns from work with these models only; the engine has the last word. */
const trainable: Partial<Record<MitigationMethod, readonly string[]>> = {
  reweigh: ['ials', 'bprmf'],
  ips: ['ials', 'bprmf'],
  regulariser: ['ials'],
};

/** Which run is to be made fairer between whom, and by which methods. */
export function MitigationForm({ onStarted, onBack }: { onStarted: (job: number) => void; onBack: () => void }) {
  const { client, cache, queries } = useWorkbench();
  const [draft, setDraft] = usePlace('mitigating');
  const set = (change: Partial<MitigationDraft>) => setDraft({ ...draft, ...change });
  const groupings = useGroupings();
  const summary = useQuery(queries.catalog.summary.queryOptions());
  const runs = useQuery(queries.models.runs.queryOptions({ input: { limit: 5000 } }));
  const usable = summary.data && runs.data ? auditable(runs.data.rows, summary.data.hash) : [];
  const run = usable.find(({ id }) => id === draft.run) ?? usable[0];
  const by = groupings.data?.find(({ name }) => name === draft.by)?.name ?? groupings.data?.[0]?.name;
  const budget = Number(draft.budget);
  const budgetProblem = budget >= 0 && budget <= 100 && draft.budget.trim() !== '' ? undefined : 'A percentage.';
  const methods = mitigationMethods.filter((method) => run && (trainable[method]?.includes(run.algorithm) ?? true));
  const chosen = methods.filter((method) => draft.methods.length === 0 || draft.methods.includes(method));
  const isReady = run !== undefined && by !== undefined && !budgetProblem && chosen.length > 0;
  const start = useMutation({
    mutationFn: () =>
      client.fairness.mitigate({
        run: run!.id,
        by: by!,
        methods: chosen,
        metric: draft.metric,
        budget: budget / 100,
        categories: draft.categories?.trim() || null,
      }),
    onSuccess: async (job) => {
      await cache.invalidateQueries({ queryKey: queries.jobs.list.key() });
      onStarted(job.id);
    },
  });
  const submit = () => {
    if (isReady && !start.isPending) start.mutate();
  };
  useKeys([
    { key: 'Mod+enter', does: 'Try the methods', group: 'Fairness', everywhere: true, run: submit },
    { key: 'Escape', does: 'Back to what was tried', group: 'Fairness', run: onBack },
  ]);
  const error = summary.error ?? runs.error ?? groupings.error;
  if (error) return <ProblemNote error={error} />;
  if (!summary.data || !runs.data || !groupings.data) return <Waiting lines={8} />;
  if (!run) return <NoRunsYet title="No run was measured on the present data" />;
  return (
    <form
      className={train.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <header className={styles.head}>
        <h1>Try mitigations</h1>
      </header>
      <div className={train.body}>
        {start.error && <ProblemNote error={start.error} />}
        <div className={train.fields}>
          <Select
            id={mitigationRunId}
            inputWrapperOrder={fieldOrder}
            label="Run"
            description="Its model, data and protocol are what everything is measured with."
            allowDeselect={false}
            data={usable.map(({ id, name }) => ({ value: String(id), label: `${name}, run ${id}` }))}
            value={String(run.id)}
            onChange={(value) => set({ run: Number(value) })}
          />
          <Select
            inputWrapperOrder={fieldOrder}
            label="Between"
            description="The gap is between the best and the worst served group, as the validation part has them."
            allowDeselect={false}
            data={groupings.data.map(({ name }) => name)}
            value={by ?? null}
            onChange={(value) => set({ by: value })}
          />
          <Select
            inputWrapperOrder={fieldOrder}
            label="Metric"
            description="Whose gap and cost are looked at."
            allowDeselect={false}
            data={['ndcg', 'recall']}
            value={draft.metric}
            onChange={(value) => set({ metric: value as MitigationDraft['metric'] })}
          />
          <TextInput
            inputWrapperOrder={fieldOrder}
            label="Budget"
            description="Percent of the metric that a chosen strength may lose on the validation part."
            inputMode="decimal"
            autoComplete="off"
            value={draft.budget}
            error={budgetProblem}
            onChange={(event) => set({ budget: event.currentTarget.value })}
          />
          <TextInput
            inputWrapperOrder={fieldOrder}
            label="Categories"
            description="An attribute of items that calibration follows; empty for head and tail of popularity."
            autoComplete="off"
            value={draft.categories ?? ''}
            onChange={(event) => set({ categories: event.currentTarget.value })}
          />
        </div>
        <fieldset className={styles.plain}>
          <legend style={{ padding: 0 }}>
            <h2>Methods</h2>
          </legend>
          <div className={styles.row}>
            {methods.map((method) => (
              <button
                key={method}
                type="button"
                className={styles.chip}
                aria-pressed={chosen.includes(method)}
                title={methodWords[method].does}
                onClick={() =>
                  set({ methods: methods.filter((other) => chosen.includes(other) !== (other === method)) })
                }
              >
                <span className={styles.chipText}>{methodWords[method].name}</span>
              </button>
            ))}
          </div>
        </fieldset>
      </div>
      <footer className={train.foot}>
        <p className={train.plan} role="status">
          {isReady
            ? `${counted(chosen.length, 'method')} on ${run.name} between groups of ${by}, each at several strengths: fitted and measured on a validation part, then on the test part.`
            : 'Something is to be put right first.'}
        </p>
        <Button
          type="submit"
          variant="filled"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          rightSection={<kbd aria-hidden>{printKey('Mod+Enter', navigator.platform)}</kbd>}
          loading={start.isPending}
          disabled={!isReady}
        >
          Try them
        </Button>
      </footer>
    </form>
  );
}
