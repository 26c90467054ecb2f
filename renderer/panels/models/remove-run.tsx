import { useMutation } from '@tanstack/react-query';
import type { Run } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { usePlace } from './place.ts';

/** Removes a run after its name was typed; the run that stands next is chosen in its place. */
export function RemoveRun({ run, next, onClose }: { run: Run; next: number | null; onClose: () => void }) {
  const { queries, cache } = useWorkbench();
  const [, setChosen] = usePlace('run');
  const [marks, setMarks] = usePlace('marks');
  const remove = useMutation(
    queries.models.removeRun.mutationOptions({
      onSuccess: () => {
        if (marks.includes(run.id)) setMarks(marks.filter((id) => id !== run.id));
        setChosen(next);
        void cache.invalidateQueries({ queryKey: queries.models.runs.key() });
        onClose();
        focusSoon(tableId('models.runs'));
      },
    }),
  );
  return (
    <ConfirmName
      title="Remove a run"
      name={run.name}
      verb="Remove"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: run.id })}
      onClose={onClose}
    >
      Its figures, its learning curve and the values of each user go with it, for good. Versions that were fitted with
      the same parameters stay.
    </ConfirmName>
  );
}
