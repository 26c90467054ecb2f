import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Mitigation, MitigationPoint } from '../../../engine/contract/mitigation.ts';
import { tell, useKeys, useWorkbench } from '../../app/workbench.tsx';
import confirm from '../../ui/confirm-name.module.css';
import { ProblemNote } from '../../ui/states.tsx';
import { canApply, pointName } from './mitigation-words.ts';

interface Chosen {
  of: Mitigation;
  point: MitigationPoint;
}

/** Puts a point to work: one of training as a version, one of re-ranking as a configuration of feeds. Asks before. */
export function ApplyPoint({ of, point }: Chosen) {
  const [isOpen, setOpen] = useState(false);
  const isTraining = point.stage === 'training';
  const name = isTraining ? 'Fit this as a version' : 'Save as configuration';
  const isPossible = canApply(point, of);
  const open = () => setOpen(true);
  useKeys(isPossible ? [{ key: 'p', does: `${name}: the point that is chosen`, group: 'Fairness', run: open }] : []);
  if (!isPossible) return null;
  const close = () => setOpen(false);
  return (
    <>
      <Button size="compact-xs" rightSection={<kbd aria-hidden>p</kbd>} onClick={open}>
        {name}…
      </Button>
      {isOpen &&
        (isTraining ? (
          <FitPoint of={of} point={point} onClose={close} />
        ) : (
          <SavePoint of={of} point={point} onClose={close} />
        ))}
    </>
  );
}

function FitPoint({ of, point, onClose }: Chosen & { onClose: () => void }) {
  const { queries, cache } = useWorkbench();
  const [slot, setSlot] = useState('default');
  const fit = useMutation(
    queries.fairness.fitPoint.mutationOptions({
      onSuccess: async (job) => {
        await cache.invalidateQueries({ queryKey: queries.jobs.list.key() });
        tell(job.title, 'It will be a candidate under Models, Versions.');
        onClose();
      },
    }),
  );
  const isReady = slot.trim() !== '';
  return (
    <Modal opened onClose={onClose} title="Fit this as a version">
      <form
        className={confirm.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) fit.mutate({ ...choiceOf(of, point), slot: slot.trim() });
        }}
      >
        <p>
          {of.algorithm} learns from all data with the parameters of run {of.spec.run} and {pointName(point)}, as a job.
          What is active stays active: the version waits as a candidate.
        </p>
        {fit.error && <ProblemNote error={fit.error} />}
        <TextInput
          data-autofocus
          label="Slot"
          description="What the version is for."
          value={slot}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setSlot(event.currentTarget.value)}
        />
        <Foot verb="Fit" isReady={isReady} isBusy={fit.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}

function SavePoint({ of, point, onClose }: Chosen & { onClose: () => void }) {
  const { queries, cache } = useWorkbench();
  const { data: configs = [] } = useQuery(queries.feeds.configs.queryOptions());
  const [name, setName] = useState(`${point.method} ${point.strength}`);
  const [base, setBase] = useState('default');
  const save = useMutation(
    queries.fairness.savePoint.mutationOptions({
      onSuccess: async (saved) => {
        await cache.invalidateQueries({ queryKey: queries.feeds.configs.key() });
        tell(`Saved “${saved.name}”`, `Version ${saved.version}, under Feeds, Configuration`);
        onClose();
      },
    }),
  );
  const same = configs.find((config) => config.name === name.trim());
  const isReady = name.trim() !== '';
  return (
    <Modal opened onClose={onClose} title="Save as configuration">
      <form
        className={confirm.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.mutate({ ...choiceOf(of, point), name: name.trim(), base });
        }}
      >
        <p>
          A configuration of feeds that does what {pointName(point)} does. Nobody is shown other feeds until it is used.
        </p>
        {save.error && <ProblemNote error={save.error} />}
        <TextInput
          data-autofocus
          label="Name"
          description={same ? `Becomes version ${same.version + 1}` : 'A new configuration'}
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="All else as in"
          allowDeselect={false}
          data={[...new Set(['default', ...configs.map((config) => config.name)])]}
          value={base}
          onChange={(value) => value && setBase(value)}
        />
        <Foot verb="Save" isReady={isReady} isBusy={save.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}

function Foot({
  verb,
  isReady,
  isBusy,
  onClose,
}: {
  verb: string;
  isReady: boolean;
  isBusy: boolean;
  onClose: () => void;
}) {
  return (
    <div className={confirm.foot}>
      <Button onClick={onClose}>Leave it as it is</Button>
      <Button type="submit" variant="filled" loading={isBusy} disabled={!isReady}>
        {verb}
      </Button>
    </div>
  );
}

function choiceOf({ id }: Mitigation, { method, strength }: MitigationPoint) {
  return { mitigation: id, method, strength };
}
