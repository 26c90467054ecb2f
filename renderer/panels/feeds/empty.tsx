import { Button } from '@mantine/core';
import { IconFileImport, IconFlask, IconPlayerPlay } from '@tabler/icons-react';
import { goTo } from '../../app/route.ts';
import { useWorkspaceActions } from '../../app/use-workspace.ts';
import { tellProblem } from '../../app/workbench.tsx';
import { Empty } from '../../ui/states.tsx';
import { useStart } from '../models/use-start.ts';
import styles from './work.module.css';

/** Where there is nothing that a feed could show: the two ways to something. */
export function NoItems() {
  const { demo } = useWorkspaceActions();
  return (
    <Empty
      title="No items yet"
      action={
        <>
          <Button variant="filled" leftSection={<IconFileImport size={15} aria-hidden />} onClick={() => goTo('data')}>
            Import items
          </Button>
          <Button
            leftSection={<IconFlask size={15} aria-hidden />}
            loading={demo.isPending}
            onClick={() => demo.mutate({}, { onError: tellProblem })}
          >
            Try the demo
          </Button>
        </>
      }
    >
      A feed orders items for a user: a file of ratings, views or purchases is enough, and titles make it readable.
    </Empty>
  );
}

/** Goes to the form that fits a model from all data. */
export function useFitModel(): () => void {
  const start = useStart();
  return () => {
    goTo('models');
    start('fit');
  };
}

/** Says what the feed does without, and how to come by it. */
export function NoModelHint() {
  const fit = useFitModel();
  return (
    <div className={styles.hint} role="note">
      <p>No model yet: the feed goes by what is popular and fresh. A model learns what this user likes.</p>
      <Button size="compact-xs" leftSection={<IconPlayerPlay size={13} aria-hidden />} onClick={fit}>
        Fit a model
      </Button>
    </div>
  );
}
