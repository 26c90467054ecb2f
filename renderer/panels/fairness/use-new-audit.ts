import { focusSoon } from '../../ui/focus-soon.ts';
import { usePlace, useTab } from './place.ts';

/** The first field of the form. */
export const questionId = 'audit-question';

/** Brings the form of a new audit up, from wherever a person is; what was typed last stays. */
export function useNewAudit(): () => void {
  const [, setJob] = usePlace('job');
  const [, go] = useTab();
  return () => {
    setJob(null);
    go('audits');
    focusSoon(questionId);
  };
}
