import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { CatalogSummary } from '../../../engine/contract/catalog.ts';
import type { Job } from '../../../engine/contract/jobs.ts';
import type { AlgorithmInfo } from '../../../engine/contract/models.ts';
import { printKey } from '../../app/keys.ts';
import { useKeys, useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { usePlace } from './place.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { inputOf, planOf, problemsOf, problemText } from './train.ts';
import { FitFields, ProtocolFields, TuneFields } from './train-fields.tsx';
import { ModelChoice } from './train-models.tsx';
import { trainKinds } from './use-start.ts';

/** What will be trained, and how. Everything is checked while it is typed, and the foot says what Start will do. */
export function TrainForm({
  algorithms,
  data,
  onStarted,
}: {
  algorithms: readonly AlgorithmInfo[];
  data: CatalogSummary;
  onStarted: (job: Job) => void;
}) {
  const { client, cache, queries } = useWorkbench();
  const [draft, setDraft] = usePlace('draft');
  const problems = problemsOf(draft, algorithms, data);
  const wrong = Object.entries(problems).map(([field, problem]) => problemText(field, problem));
  const start = useMutation({
    mutationFn: () => {
      const input = inputOf(draft, algorithms);
      if (draft.kind === 'tune') return client.models.tune(input.tune);
      return draft.kind === 'fit' ? client.models.fit(input.fit) : client.models.evaluate(input.evaluate);
    },
    onSuccess: async (job) => {
      // The list of jobs must know the new one before it is shown.
      await cache.invalidateQueries({ queryKey: queries.jobs.list.key() });
      onStarted(job);
    },
  });
  const name = trainKinds.find(({ id }) => id === draft.kind)?.name ?? 'Train';
  const submit = () => {
    if (wrong.length === 0 && !start.isPending) start.mutate();
  };
  useKeys([{ key: 'Mod+enter', does: `${name}, as the form stands`, group: 'Train', everywhere: true, run: submit }]);
  const fields = { draft, problems, onChange: setDraft };
  return (
    <form
      className={train.form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <header className={styles.head}>
        <h1>{name}</h1>
      </header>
      <div className={train.body}>
        {start.error && <ProblemNote error={start.error} />}
        <ModelChoice {...fields} algorithms={algorithms} data={data} />
        {draft.kind === 'tune' && <TuneFields {...fields} />}
        {draft.kind === 'fit' && <FitFields {...fields} />}
        <ProtocolFields {...fields} />
      </div>
      <footer className={train.foot}>
        <p className={train.plan} role="status">
          {wrong.length === 0 ? (
            planOf(draft, algorithms)
          ) : (
            <span className={draft.models.length === 0 ? 'dim' : train.wrong}>
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
          {name}
        </Button>
      </footer>
    </form>
  );
}
