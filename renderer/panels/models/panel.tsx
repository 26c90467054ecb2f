import type { ComponentType } from 'react';
import { Columns } from '../../app/columns.tsx';
import { ClassifiersSubject, ClassifiersWhy, ClassifiersWork } from './classifiers-tab.tsx';
import { CompareSubject } from './compare-subject.tsx';
import { CompareWhy } from './compare-why.tsx';
import { CompareWork } from './compare-work.tsx';
import { type TabId, useTab } from './place.ts';
import { Places, usePlaceKeys } from './places.tsx';
import { RankersSubject } from './rankers-subject.tsx';
import { RankersWhy } from './rankers-why.tsx';
import { RankersWork } from './rankers-work.tsx';
import { RunsSubject } from './runs-subject.tsx';
import { RunsWhy } from './runs-why.tsx';
import { RunsWork } from './runs-work.tsx';
import { TrainSubject } from './train-subject.tsx';
import { TrainWhy } from './train-why.tsx';
import { TrainWork } from './train-work.tsx';
import { VersionsSubject } from './versions-subject.tsx';
import { VersionsWhy } from './versions-why.tsx';
import { VersionsWork } from './versions-work.tsx';

/** What each section puts into the three columns. They share what is chosen through `usePlace`. */
const sections: Record<TabId, { Subject: ComponentType; Work: ComponentType; Why: ComponentType }> = {
  runs: { Subject: RunsSubject, Work: RunsWork, Why: RunsWhy },
  compare: { Subject: CompareSubject, Work: CompareWork, Why: CompareWhy },
  versions: { Subject: VersionsSubject, Work: VersionsWork, Why: VersionsWhy },
  train: { Subject: TrainSubject, Work: TrainWork, Why: TrainWhy },
  classifiers: { Subject: ClassifiersSubject, Work: ClassifiersWork, Why: ClassifiersWhy },
  rankers: { Subject: RankersSubject, Work: RankersWork, Why: RankersWhy },
};

/** Models: what was measured, what is in use, what trains now; and the classifiers with the policies that they serve. */
export function ModelsPanel() {
  const [tab] = useTab();
  usePlaceKeys();
  const { Subject, Work, Why } = sections[tab] ?? sections.runs;
  return (
    <Columns
      panel="models"
      subject={
        <>
          <Places />
          <Subject />
        </>
      }
      work={<Work />}
      whyLabel="Details"
      why={<Why />}
    />
  );
}
