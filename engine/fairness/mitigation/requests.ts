import type { Grouping } from '../../catalog/interactions/groups.ts';
import type { MitigationSpec } from '../../contract/index.ts';
import type { Csr } from '../../numeric/csr.ts';
import type { MeasureRequest, TrainingSource } from '../../recommend/threads/requests.ts';
import type { Outcome } from './experiment.ts';
import type { AskedMethod } from './methods.ts';

/** A run's own request, but for the part, and what is to be tried on it. */
export interface MitigationRequest extends Omit<MeasureRequest, 'part'> {
  spec: MitigationSpec;
  methods: readonly AskedMethod[];
  grouping: Grouping;
  categories: Csr | null;
}

/** What a mitigation thread is started with. */
export type MitigationSource = Omit<TrainingSource, 'userRows' | 'itemRows'>;

export type MitigationRequests = {
  mitigate: {
    input: MitigationRequest;
    result: Outcome;
    progress: { done: number; total: number; what: string };
  };
};
