import { IconArchive, IconCircleCheck, IconCircleDashed } from '@tabler/icons-react';
import type { ModelVersion } from '../../../engine/contract/models.ts';
import styles from './version-mark.module.css';

/** What each state of a version is called and means, in the same words everywhere. */
export const stateWords = {
  active: { name: 'Active', icon: IconCircleCheck, means: 'The one that recommends in its slot' },
  candidate: { name: 'Candidate', icon: IconCircleDashed, means: 'Ready, and not in use yet' },
  retired: { name: 'Retired', icon: IconArchive, means: 'Was active once and can be again' },
} as const;

/** The state of a version as icon, word and colour. */
export function VersionMark({ state }: { state: ModelVersion['state'] }) {
  const { name, icon: Icon, means } = stateWords[state];
  return (
    <span className={styles.mark} data-state={state} title={means}>
      <Icon size={15} aria-hidden />
      {name}
    </span>
  );
}
