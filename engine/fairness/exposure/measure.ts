import { evaluationTask } from '../../recommend/evaluation-task.ts';
import { PreparedTask } from '../../recommend/run.ts';
import { type ExposureInput, type ExposureReport, exposureReport } from './report.ts';

/** What a thread needs to tell how fair the lists of a run are to items. */
export interface ExposureRequest extends Omit<ExposureInput, 'train' | 'relevant'> {
  /** What says how the run's data was parted. */
  task: Parameters<typeof evaluationTask>[0];
}

/** Parts the data as the run did, and measures its lists. */
export function measureExposure({ task, ...input }: ExposureRequest): ExposureReport {
  const { train, relevant } = new PreparedTask(evaluationTask(task));
  return exposureReport({ ...input, train, relevant });
}
