import { useMutation } from '@tanstack/react-query';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ConfirmName } from '../../ui/confirm-name.tsx';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { bytes } from '../../ui/format.ts';
import { usePlace } from './place.ts';
import { versionName } from './versions.ts';

/** Removes a version and its file after its name was typed. */
export function RemoveVersion({ version, onClose }: { version: ModelVersion; onClose: () => void }) {
  const { queries, cache } = useWorkbench();
  const [, setChosen] = usePlace('version');
  const remove = useMutation(
    queries.models.removeVersion.mutationOptions({
      onSuccess: () => {
        setChosen(null);
        void cache.invalidateQueries({ queryKey: queries.models.versions.key() });
        onClose();
        focusSoon(tableId('models.versions'));
      },
    }),
  );
  return (
    <ConfirmName
      title="Remove a version"
      name={versionName(version)}
      verb="Remove"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ id: version.id })}
      onClose={onClose}
    >
      The version and its file of {bytes(version.bytes)} are deleted. It can be fitted again from the same data with the
      same parameters and seed.
    </ConfirmName>
  );
}
