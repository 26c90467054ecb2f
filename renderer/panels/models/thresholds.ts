import type { Thresholds } from '../../../engine/contract/review.ts';

/** The thresholds of a policy in the order of their gravity, with what each does. */
export const thresholdWords: { id: keyof Thresholds; name: string; does: string; min: number }[] = [
  {
    id: 'remove',
    name: 'Remove at once',
    does: 'Removed without a person, from here on. Never under 0.995.',
    min: 0.995,
  },
  { id: 'review', name: 'Remove queue', does: 'Shown to fewer people and proposed for removal, from here on.', min: 0 },
  {
    id: 'reduce',
    name: 'Reduce queue',
    does: 'Shown to fewer people and proposed for reduction, from here on.',
    min: 0,
  },
  { id: 'inform', name: 'Inform queue', does: 'Given the notice and proposed for it, from here on.', min: 0 },
];

/** What is wrong with a threshold as typed; null where nothing is. An empty one is off. */
export function thresholdProblem(id: keyof Thresholds, value: number | null): string | null {
  if (value === null) return null;
  if (Number.isNaN(value) || value < 0 || value > 1) return 'A probability from 0 to 1';
  if (id === 'remove' && value < 0.995) return 'At least 0.995: nothing less sure removes without a person';
  return null;
}

/** The first problem of a whole set, or null. */
export function thresholdsProblem(thresholds: Thresholds): string | null {
  for (const { id } of thresholdWords) {
    const problem = thresholdProblem(id, thresholds[id]);
    if (problem) return problem;
  }
  return null;
}
