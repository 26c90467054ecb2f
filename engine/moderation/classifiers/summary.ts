import type { ClassifierSummary, Measurement } from '../../contract/index.ts';
import type { Card } from './card.ts';
import type { ClassifierInfo } from './pool.ts';

/** A classifier as people see it: what its card says of where it comes from and how well it does. */
export function summarise({ card, ...info }: ClassifierInfo): ClassifierSummary {
  return {
    ...info,
    description: [card?.description, card?.intendedUse].filter(Boolean).join(' '),
    licences: [...new Set([card?.licence, ...(card?.data ?? []).map(({ licence }) => licence)])].filter(
      (licence) => licence !== undefined,
    ),
    calibration: card?.calibration?.method ?? null,
    reliability: (card?.reliability ?? []).map(({ mean, observed, count }) => ({
      predicted: mean,
      observed,
      n: count,
    })),
    measurements: card ? measurements(card) : [],
  };
}

function measurements(card: Card): Measurement[] {
  const sets: [string, Card['measured']][] = [['all sets', card.measured], ...Object.entries(card.perDataSet ?? {})];
  return sets.flatMap(([dataset, measured]) => {
    if (!measured) return [];
    const { rows, positives, rocAuc, averagePrecision, f1, ece } = measured;
    const threshold = card.threshold ?? null;
    return [
      {
        label: card.labels[0]!,
        dataset,
        part: 'test',
        n: rows,
        positives,
        rocAuc,
        averagePrecision,
        f1,
        threshold,
        ece,
      },
    ];
  });
}
