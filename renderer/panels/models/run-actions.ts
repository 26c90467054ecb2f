import type { Run } from '../../../engine/contract/models.ts';
import { tableId } from '../../ui/data-table.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { pickerId } from './compare-subject.tsx';
import { useAlgorithms } from './data.ts';
import { usePlace, useTab } from './place.ts';
import { draftOf, type TrainKind } from './train.ts';
import { firstChoiceId } from './use-start.ts';

/** What can be done from a run that leads to another section. */
export function useRunActions() {
  const [, go] = useTab();
  const [marks] = usePlace('marks');
  const [pair, setPair] = usePlace('pair');
  const [draft, setDraft] = usePlace('draft');
  const [, setJob] = usePlace('job');
  const { data: algorithms = [] } = useAlgorithms();
  const prefill = (run: Run, kind: TrainKind) => {
    setDraft(draftOf(run, algorithms, kind, draft));
    setJob(null);
    go('train');
    focusSoon(firstChoiceId);
  };
  return {
    /** Sets the run against the first other marked one; without one, Compare asks for it. */
    compareWith: (run: Run) => {
      const other = marks.find((id) => id !== run.id) ?? null;
      const isFirst = other === null || marks[0] === run.id;
      setPair({ ...pair, a: isFirst ? run.id : other, b: isFirst ? other : run.id, user: null });
      go('compare');
      focusSoon(other === null ? pickerId(isFirst ? 'b' : 'a') : tableId('models.metrics'));
    },
    /** Sets the first two marked runs face to face. */
    compareMarked: () => {
      setPair({ ...pair, a: marks[0] ?? null, b: marks[1] ?? null, user: null });
      go('compare');
      focusSoon(tableId('models.metrics'));
    },
    trainAgain: (run: Run) => prefill(run, 'evaluate'),
    fitAsVersion: (run: Run) => prefill(run, 'fit'),
  };
}
