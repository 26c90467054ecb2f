import { Button, NumberInput, Switch, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Policy } from '../../../engine/contract/review.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import styles from './models.module.css';
import { thresholdProblem, thresholdsProblem, thresholdWords } from './thresholds.ts';

/** One policy: from which scores on it does what, whether it is on, and the notice that people read. */
export function PolicyCard({ policy }: { policy: Policy }) {
  const { queries, cache } = useWorkbench();
  const [thresholds, setThresholds] = useState(policy.thresholds);
  const [notice, setNotice] = useState(policy.notice);
  const update = useMutation(
    queries.policies.update.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.policies.key() }),
    }),
  );
  const isChanged =
    notice !== policy.notice || thresholdWords.some(({ id }) => thresholds[id] !== policy.thresholds[id]);
  return (
    <>
      <header className={styles.cardHead}>
        <h1>{policy.name}</h1>
        <span className="dim">version {policy.version}</span>
        <Switch
          className={styles.switch}
          label={policy.enabled ? 'On' : 'Off'}
          aria-label={`Policy ${policy.name} is ${policy.enabled ? 'on' : 'off'}`}
          checked={policy.enabled}
          onChange={(event) =>
            update.mutate({ id: policy.id, enabled: event.currentTarget.checked }, { onError: tellProblem })
          }
        />
      </header>
      <p className={styles.text}>{policy.description}</p>
      {!policy.classifier && (
        <p className={styles.degraded}>
          No working classifier gives the label “{policy.label}”: only reports bring posts here.
        </p>
      )}
      {update.error && <ProblemNote error={update.error} />}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ id: policy.id, thresholds, notice });
        }}
      >
        <div className={styles.thresholds}>
          {thresholdWords.map(({ id, name, does, min }) => (
            <NumberInput
              key={id}
              label={name}
              description={does}
              placeholder="never"
              min={min}
              max={1}
              step={id === 'remove' ? 0.001 : 0.01}
              decimalScale={4}
              clampBehavior="none"
              value={thresholds[id] ?? ''}
              error={thresholdProblem(id, thresholds[id])}
              onChange={(value) => setThresholds({ ...thresholds, [id]: value === '' ? null : Number(value) })}
            />
          ))}
        </div>
        <Textarea
          label="Notice"
          description="What people read beside a post that stays up under this policy."
          value={notice}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setNotice(event.currentTarget.value)}
        />
        <div className={styles.formFoot}>
          <Button
            type="submit"
            variant="filled"
            loading={update.isPending}
            disabled={!isChanged || thresholdsProblem(thresholds) !== null}
          >
            Save the policy
          </Button>
          <Button
            disabled={!isChanged}
            onClick={() => {
              setThresholds(policy.thresholds);
              setNotice(policy.notice);
            }}
          >
            Put back
          </Button>
        </div>
      </form>
    </>
  );
}
