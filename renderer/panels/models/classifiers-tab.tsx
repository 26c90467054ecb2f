import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconPlayerPlay, IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { usePreference } from '../../app/preferences.ts';
import { tell, tellProblem, useActions, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { count, counted, shortVersion } from '../../ui/format.ts';
import { Empty, ProblemNote, Waiting } from '../../ui/states.tsx';
import { SeverityMark } from '../../ui/verdict.tsx';
import { ClassifierCard } from './classifier-card.tsx';
import { ClassifierDetails } from './classifiers-why.tsx';
import styles from './models.module.css';
import { PolicyCard } from './policy-card.tsx';

/** The classifiers and policies, and which of them is looked at. */
function useShelf() {
  const { queries } = useWorkbench();
  const list = useQuery(queries.classifiers.list.queryOptions());
  const { data: policies = [] } = useQuery(queries.policies.list.queryOptions());
  const [chosen, setChosen] = usePreference<string>('models.chosen', '');
  const classifiers = list.data?.classifiers ?? [];
  const ids = [...classifiers.map(({ id }) => `classifier:${id}`), ...policies.map(({ id }) => `policy:${id}`)];
  const current = ids.includes(chosen) ? chosen : (ids[0] ?? '');
  return {
    list,
    classifiers,
    policies,
    current,
    choose: setChosen,
    classifier: classifiers.find(({ id }) => `classifier:${id}` === current),
    policy: policies.find(({ id }) => `policy:${id}` === current),
    move: (by: number) => {
      const next = ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(current) + by))];
      if (next) setChosen(next);
    },
  };
}

/** Left: every classifier and policy, and the work that they can be set to. */
export function ClassifiersSubject() {
  const { queries, cache } = useWorkbench();
  const { list, classifiers, policies, current, choose } = useShelf();
  const rescan = useMutation(
    queries.classifiers.rescan.mutationOptions({
      onSuccess: ({ ready, broken }) => {
        tell('Looked at the classifier folders', `${count(ready)} ready, ${count(broken)} broken`);
        void cache.invalidateQueries({ queryKey: queries.classifiers.key() });
      },
      onError: tellProblem,
    }),
  );
  const run = useMutation(queries.moderation.run.mutationOptions({ onError: tellProblem }));
  useActions([
    { id: 'rescan', label: 'Rescan the classifier folders', group: 'Models', run: () => rescan.mutate({}) },
    { id: 'moderate', label: 'Score what waits', group: 'Models', run: () => run.mutate({}) },
  ]);
  return (
    <section className={styles.subject} aria-label="Classifiers and policies">
      <div className={styles.actions}>
        <Button
          loading={rescan.isPending}
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={() => rescan.mutate({})}
        >
          Rescan
        </Button>
        <Button
          variant="filled"
          loading={run.isPending}
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          onClick={() => run.mutate({})}
        >
          Score what waits
        </Button>
      </div>
      {list.error && <ProblemNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.problem && <p className={styles.degraded}>{list.data.problem}</p>}
      {!list.data && !list.error && <Waiting />}
      <h2 className={styles.heading}>
        Classifiers <span className="dim">{counted(classifiers.length, 'folder')}</span>
      </h2>
      <ul className={styles.list}>
        {classifiers.map(({ id, name, version, status }) => (
          <Entry key={id} id={`classifier:${id}`} current={current} onChoose={choose}>
            {status === 'ready' ? (
              <IconCheck size={16} className={styles.ready} aria-hidden />
            ) : (
              <IconAlertTriangle size={16} className={styles.broken} aria-hidden />
            )}
            <span className={styles.entryName}>{name}</span>
            <span className="dim">{status === 'ready' ? shortVersion(version) : 'broken'}</span>
          </Entry>
        ))}
      </ul>
      <h2 className={styles.heading}>
        Policies <span className="dim">{count(policies.length)}</span>
      </h2>
      <ul className={styles.list}>
        {policies.map(({ id, name, severity, enabled, classifier: reader }) => (
          <Entry key={id} id={`policy:${id}`} current={current} onChoose={choose}>
            <SeverityMark severity={severity} />
            <span className={styles.entryName}>{name}</span>
            <span className="dim">{!enabled ? 'off' : reader ? 'on' : 'reports only'}</span>
          </Entry>
        ))}
      </ul>
    </section>
  );
}

/** Middle: the card of the one that is chosen. */
export function ClassifiersWork() {
  const { list, classifier, policy, move } = useShelf();
  const group = 'Classifiers and policies';
  useKeys([
    { key: 'j', does: 'Next classifier or policy', group, repeats: true, run: () => move(1) },
    { key: 'k', does: 'Previous classifier or policy', group, repeats: true, run: () => move(-1) },
  ]);
  return (
    <section className={styles.work} aria-label="Card">
      {classifier && <ClassifierCard classifier={classifier} />}
      {policy && <PolicyCard key={`${policy.id} ${policy.version}`} policy={policy} />}
      {list.data && !classifier && !policy && (
        <Empty title="No classifiers">
          A folder with model.onnx and card.json in the workspace’s “models” is picked up by Rescan.
        </Empty>
      )}
    </section>
  );
}

/** Right: where it comes from and what it did lately. */
export function ClassifiersWhy() {
  const { classifier, policy } = useShelf();
  return <ClassifierDetails classifier={classifier} policy={policy} />;
}

function Entry({
  id,
  current,
  onChoose,
  children,
}: {
  id: string;
  current: string;
  onChoose: (id: string) => void;
  children: ReactNode;
}) {
  return (
    <li>
      <button type="button" className={styles.entry} aria-current={id === current} onClick={() => onChoose(id)}>
        {children}
      </button>
    </li>
  );
}
