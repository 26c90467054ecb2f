import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { SourceCalibration } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';
import { isSameModel } from '../same-model.ts';

/** What the scores of sources were found to be worth, with what has become other since. */
export class SourceCalibrations {
  readonly #store: Pick<Store, 'calibrations' | 'versions'>;
  readonly #data: () => Promise<CatalogData>;

  constructor(store: Pick<Store, 'calibrations' | 'versions'>, data: () => Promise<CatalogData>) {
    this.#store = store;
    this.#data = data;
  }

  /** The latest calibration of each slot, by slot. */
  async list(): Promise<SourceCalibration[]> {
    const { calibrations, versions } = this.#store;
    const slots = calibrations.slots();
    if (slots.length === 0) return [];
    const { hash } = await this.#data();
    return slots.map((slot) => {
      const found = calibrations.latest(slot)!;
      const behind: SourceCalibration['behind'] = found.dataHash === hash ? [] : ['data'];
      if (!isSameModel(versions.active(slot) ?? null, found.model)) behind.push('model');
      return { ...found, behind };
    });
  }
}
