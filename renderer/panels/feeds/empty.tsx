import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { NoDataYet } from '../../app/no-data.tsx';
import { goTo } from '../../app/route.ts';
import { useStart } from '../models/use-start.ts';
import styles from './work.module.css';

/** Where there is nothing that a feed could show: the two ways to something. */
export function NoItems() {
  return (
    <NoDataYet what="items">
      A feed orders items for a user: a file of ratings, views or purchases is enough, and titles make it readable.
    </NoDataYet>
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
