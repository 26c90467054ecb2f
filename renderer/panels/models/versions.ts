import type { FairTraining } from '../../../engine/contract/fair-training.ts';
import type { ModelVersion } from '../../../engine/contract/models.ts';

/** A slot with what stands in it. */
export interface Slot {
  name: string;
  versions: readonly ModelVersion[];
  active: ModelVersion | undefined;
}

/** The slots in the order of their names, 'default' first. */
export function slotsOf(versions: readonly ModelVersion[]): Slot[] {
  return [...Map.groupBy(versions, ({ slot }) => slot)]
    .map(([name, own]) => ({ name, versions: own, active: own.find(({ state }) => state === 'active') }))
    .sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default') || a.name.localeCompare(b.name));
}

/** What a version is called where its name is asked for: its algorithm and number. */
export function versionName({ algorithm, id }: ModelVersion): string {
  return `${algorithm} ${id}`;
}

/**
 * What activating the latest version has to be taken back by: the version that was active before it in its slot. Null
 * where there was none.
 */
export function previousOf(versions: readonly ModelVersion[], active: ModelVersion): ModelVersion | null {
  const retired = versions
    .filter(({ slot, state, retiredAt }) => slot === active.slot && state === 'retired' && retiredAt !== null)
    .sort((a, b) => (b.retiredAt ?? 0) - (a.retiredAt ?? 0));
  return retired[0] ?? null;
}

/** The version that became active last, in whichever slot. */
export function latestActive(versions: readonly ModelVersion[]): ModelVersion | undefined {
  return versions
    .filter(({ state }) => state === 'active')
    .sort((a, b) => (b.activatedAt ?? 0) - (a.activatedAt ?? 0))[0];
}

/** How a version was trained to be fairer: 'reweigh 1 by gender', 'regulariser 0.1 by gender (F, M)'. */
export function trainingWords({ method, strength, by, between }: FairTraining): string {
  return `${method} ${strength}${by === null ? '' : ` by ${by}`}${between === null ? '' : ` (${between.join(', ')})`}`;
}
