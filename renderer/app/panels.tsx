import { IconBrain, IconDatabase, IconGavel, IconLayoutList, IconScale } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { DataPanel } from '../panels/data/panel.tsx';
import { FairnessPanel } from '../panels/fairness/panel.tsx';
import { FeedsPanel } from '../panels/feeds/panel.tsx';
import { ModelsPanel } from '../panels/models/panel.tsx';
import { TriagePanel } from '../panels/triage/panel.tsx';
import type { PanelId } from './route.ts';

/** A panel as the rail shows it. */
interface PanelEntry {
  id: PanelId;
  letter: string;
  name: string;
  icon: typeof IconGavel;
  panel: ComponentType;
}

/** The panels of the workbench, in the order of the rail. A new panel is a line here and an id in route.ts. */
export const panels: readonly PanelEntry[] = [
  { id: 'triage', letter: 'T', name: 'Triage', icon: IconGavel, panel: TriagePanel },
  { id: 'feeds', letter: 'F', name: 'Feeds', icon: IconLayoutList, panel: FeedsPanel },
  { id: 'fairness', letter: 'A', name: 'Fairness', icon: IconScale, panel: FairnessPanel },
  { id: 'models', letter: 'M', name: 'Models', icon: IconBrain, panel: ModelsPanel },
  { id: 'data', letter: 'D', name: 'Data', icon: IconDatabase, panel: DataPanel },
];
