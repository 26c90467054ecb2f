import { focusSoon } from '../../ui/focus-soon.ts';
import { usePlace, useTab } from './place.ts';
import type { TrainKind } from './train.ts';

/** The first algorithm to choose, where the focus goes when the form comes up. */
export const firstChoiceId = 'train-first-choice';

/** The kinds of training, each with a key and what it is for. */
export const trainKinds: readonly { id: TrainKind; key: string; name: string; about: string }[] = [
  { id: 'evaluate', key: 'e', name: 'Evaluate', about: 'Measure one or several models on data held out.' },
  { id: 'tune', key: 'u', name: 'Tune', about: 'Search for the parameters that measure best.' },
  { id: 'fit', key: 'f', name: 'Fit a version', about: 'Learn from all data, to recommend with.' },
];

/** Brings the form for a kind of training up, from wherever a person is; the models chosen last stay. */
export function useStart(): (kind: TrainKind) => void {
  const [draft, setDraft] = usePlace('draft');
  const [, setJob] = usePlace('job');
  const [, go] = useTab();
  return (kind) => {
    setDraft({ ...draft, kind });
    setJob(null);
    go('train');
    focusSoon(firstChoiceId);
  };
}
