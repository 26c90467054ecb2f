import { useMutation } from '@tanstack/react-query';
import type { Ranker } from '../../../engine/contract/rankers.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { bytes } from '../../ui/format.ts';
import { usePlace } from './place.ts';
import { rankerName } from './rankers.ts';

/** Removes a ranker and its file after its name was typed. */
export function RemoveRanker({ ranker, onClose }: { ranker: Ranker; onClose: () => void }) {
  const { queries, cache } = useWorkbench();
  const [, setChosen] = usePlace('ranker');
  const remove = useMutation(
    queries.rankers.remove.mutationOptions({
      onSuccess: () => {
        setChosen(null);
        void cache.invalidateQueries({ queryKey: queries.rankers.list.key() });
        onClose();
        focusSoon(tableId('models.rankers'));
      },
    }),
  );
  return (
    <ConfirmName
      title="Remove a ranker"
      name={rankerName(ranker)}
      verb="Remove"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: ranker.id })}
      onClose={onClose}
    >
      The ranker and its file of {bytes(ranker.bytes)} are deleted. It can be trained again from the same data with the
      same settings and seed.
    </ConfirmName>
  );
}
