import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { NoDataYet } from '../../app/no-data.tsx';
import { useActions, useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { useAlgorithms, useData } from './data.ts';
import { usePlace, useTab } from './place.ts';
import { firstModels, newDraft } from './train.ts';

/** Where nothing can be learnt yet: the two ways to something to learn from. */
export function NoData() {
  return (
    <NoDataYet what="interactions">
      Models learn from who did what: a file with a user and an item on each line, such as ratings, views or purchases.
    </NoDataYet>
  );
}

/** Where nothing was measured yet: one button that measures four models with their defaults. */
export function NoRuns() {
  const { queries } = useWorkbench();
  const { data, error } = useData();
  const { data: algorithms } = useAlgorithms();
  const [, go] = useTab();
  const [, setJob] = usePlace('job');
  const known = firstModels.filter((id) => algorithms?.some((algorithm) => algorithm.id === id));
  const evaluate = useMutation(
    queries.models.evaluate.mutationOptions({
      onSuccess: ({ id }) => {
        setJob(id);
        go('train');
      },
    }),
  );
  const start = () =>
    evaluate.mutate({
      models: known.map((algorithm) => ({ algorithm })),
      seed: Number(newDraft.seed),
    });
  const isReady = data !== undefined && data.interactions > 0;
  useActions(
    isReady ? [{ id: 'models.first', label: 'Evaluate four models with defaults', group: 'Models', run: start }] : [],
  );
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Waiting />;
  if (!isReady) return <NoData />;
  return (
    <>
      {evaluate.error && <ProblemNote error={evaluate.error} />}
      <Empty
        title="Nothing measured yet"
        action={
          <Button
            variant="filled"
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            loading={evaluate.isPending}
            disabled={known.length === 0}
            onClick={start}
          >
            Evaluate {counted(known.length, 'model')}
          </Button>
        }
      >
        Fits {known.map((id) => algorithms?.find((algorithm) => algorithm.id === id)?.name ?? id).join(', ')} with their
        defaults, hides a fifth of each user’s items and measures how well they are found again. On{' '}
        {counted(data.interactions, 'interaction')} that takes about a minute or less.
      </Empty>
    </>
  );
}
