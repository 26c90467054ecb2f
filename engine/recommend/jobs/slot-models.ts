import { builtInRules } from '../../catalog/interactions/signals.ts';
import { type FeedConfig, type MeasuredModel, rankerCard, type SignalRule } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import type { SlotModel, SlotRanker } from '../offline/requests.ts';
import { algorithmOf } from '../params.ts';
import { loadAlgorithms, type PlannedModel } from '../plan.ts';

/**
 * The versions that configurations go by, each once with its rule: those that they name, and the active ones of the slots
 * of all of them, with which sources are calibrated. What is not there is left out.
 */
export function modelsOf(
  { versions, rules }: Pick<Store, 'versions' | 'rules'>,
  configs: readonly Pick<FeedConfig, 'slot' | 'model'>[],
): SlotModel[] {
  const found = configs.flatMap(({ slot, model }) =>
    [versions.active(slot), model === null ? [] : versions.read(model)].flat(),
  );
  const byId = new Map(found.flatMap((version) => (version ? [[version.id, version] as const] : [])));
  return [...byId.values()].map((version) => ({ version, rule: rules.get(version.rule, version.ruleVersion) }));
}

/** The active ranker of each slot that has one, with what it learns by. */
export function rankersOf({ rankers }: Pick<Store, 'rankers'>, slots: readonly string[]): Record<string, SlotRanker> {
  const found = [...new Set(slots)].flatMap((slot): [string, SlotRanker][] => {
    const version = rankers.active(slot);
    return version ? [[slot, { version, settings: rankerCard.parse(version.card).settings }]] : [];
  });
  return Object.fromEntries(found);
}

/** A version as a job would fit it. */
export async function plannedOf({ version, rule }: SlotModel): Promise<PlannedModel> {
  const algorithm = algorithmOf(await loadAlgorithms(), version.algorithm);
  return { name: version.algorithm, algorithm, params: version.params, rule };
}

/** What counts of what people did next: what the model learns from, or everything where there is none. */
export function ruleFor(model: SlotModel | undefined): SignalRule {
  return model?.rule ?? builtInRules.find(({ name }) => name === 'any')!;
}

/** What is kept of a version that feeds were made with. */
export function measuredModelOf(model: SlotModel | undefined): MeasuredModel | null {
  if (!model) return null;
  const { id, algorithm, params, rule, ruleVersion } = model.version;
  return { version: id, algorithm, params, rule, ruleVersion };
}
