import { Button } from '@mantine/core';
import { IconPlayerPlay, IconScale } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { NoDataYet } from '../../app/no-data.tsx';
import { goTo } from '../../app/route.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { useStart } from '../models/use-start.ts';
import { useNewAudit } from './use-new-audit.ts';

/** Where nothing was audited yet: what is needed first, or the way to an audit. */
export function NoAudits() {
  const { queries } = useWorkbench();
  const { data, error } = useQuery(queries.catalog.summary.queryOptions());
  const runs = useQuery(queries.models.runs.queryOptions({ input: { limit: 1 } }));
  const begin = useNewAudit();
  if (error ?? runs.error) return <ProblemNote error={error ?? runs.error} />;
  if (!data || !runs.data) return <Waiting />;
  if (data.interactions === 0)
    return (
      <NoDataYet what="interactions">
        An audit asks whom a model serves worse. It needs who did what, attributes of these people, and a model that was
        measured on them.
      </NoDataYet>
    );
  if (runs.data.total === 0) return <NoRunsYet />;
  return (
    <Empty
      title="No audit yet"
      action={
        <Button variant="filled" leftSection={<IconScale size={15} aria-hidden />} onClick={begin}>
          New audit
        </Button>
      }
    >
      An audit compares what groups of people get from each model, metric by metric, and says of every gap whether it is
      more than chance, small enough not to matter, or cannot be told.
    </Empty>
  );
}

/** Where no model was measured: the way to one that is. */
export function NoRunsYet({ title = 'No run to audit yet' }: { title?: string }) {
  const start = useStart();
  return (
    <Empty
      title={title}
      action={
        <Button
          variant="filled"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() => {
            goTo('models');
            start('evaluate');
          }}
        >
          Evaluate a model
        </Button>
      }
    >
      People and items are audited by what runs measured on the present data. Evaluate one model or several first.
    </Empty>
  );
}
