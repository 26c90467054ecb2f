import type { Figure, Mitigation, MitigationMethod, MitigationPoint } from '../../../engine/contract/mitigation.ts';
import { figure } from './words.ts';

/** What is asked for in the form. */
export interface MitigationDraft {
  run: number | null;
  by: string | null;
  methods: readonly MitigationMethod[];
  metric: 'ndcg' | 'recall';
  /** Percent, as it is typed. */
  budget: string;
  categories: string | null;
}

export const newMitigation: MitigationDraft = {
  run: null,
  by: null,
  methods: [],
  metric: 'ndcg',
  budget: '5',
  categories: null,
};

/** What each method is called and does, in the same words everywhere; `letter` marks it in the chart. */
export const methodWords: Record<MitigationMethod, { name: string; letter: string; does: string; knob: string }> = {
  reweigh: {
    name: 'Reweigh users',
    letter: 'W',
    does: 'Pairs of small groups count more when the model learns.',
    knob: 'power of the weight',
  },
  ips: {
    name: 'Inverse propensity',
    letter: 'I',
    does: 'Pairs with rare items count more when the model learns.',
    knob: 'power of the weight',
  },
  regulariser: {
    name: 'Parity in the fit',
    letter: 'R',
    does: 'The fit is charged for predicting more for one group than for the other.',
    knob: 'weight of the penalty',
  },
  floor: {
    name: 'Exposure floor',
    letter: 'F',
    does: 'The tail of the items has at least this share of all exposure.',
    knob: 'share of exposure',
  },
  fair: {
    name: 'FA*IR',
    letter: 'A',
    does: 'Every prefix of every list shows about this share of the tail.',
    knob: 'share of places',
  },
  calibrated: {
    name: 'Calibrated',
    letter: 'C',
    does: 'Each list follows what its user takes, by category.',
    knob: 'weight of calibration',
  },
  cp: {
    name: 'Both sides at once',
    letter: 'B',
    does: 'Items are exchanged while predicted gaps of people and of items fall by more than relevance does.',
    knob: 'weight of both gaps',
  },
};

/** A point by its method and strength: what the panel remembers. */
export function pointKey({ method, strength }: Pick<MitigationPoint, 'method' | 'strength'>): string {
  return `${method} ${strength}`;
}

/** 'Exposure floor 0.2'. */
export function pointName({ method, strength }: Pick<MitigationPoint, 'method' | 'strength'>): string {
  return `${methodWords[method].name} ${strength}`;
}

/** '0.43 (0.42 to 0.44)'. */
export function withInterval({ value, low, high }: Figure): string {
  return `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

/** Whether an interval of a difference lies on one side of nothing. */
export function isClear({ low, high }: Figure): boolean {
  return low > 0 || high < 0;
}

/** What a point did to the gap and to the metric, in a sentence that says no more than the intervals. */
export function inShort(
  { change, test }: MitigationPoint,
  { spec, base, better, worse }: Pick<Mitigation, 'spec' | 'base' | 'better' | 'worse'>,
): string {
  const before = Math.abs(base.test.gap.value);
  const after = Math.abs(test.gap.value);
  const gap = !isClear(change.gap)
    ? 'It leaves the gap as it was, as far as these users can tell'
    : `It brings the gap from ${figure(before)} to ${figure(after)}`;
  const metric = change[spec.metric];
  const cost = !isClear(metric)
    ? `at no cost in ${spec.metric} that these users can tell`
    : `and ${metric.value < 0 ? 'costs' : 'gains'} ${figure(Math.abs(metric.value))} of ${spec.metric}`;
  const valueIn = (measure: MitigationPoint['test'], name: string) =>
    measure.groups.find(({ group }) => group === name)?.value ?? 0;
  const isLevelled =
    isClear(change.gap) &&
    after < before &&
    valueIn(test, worse) <= valueIn(base.test, worse) &&
    valueIn(test, better) < valueIn(base.test, better);
  const levelled = isLevelled ? ` No group gains: '${better}' is brought down towards '${worse}'.` : '';
  return `${gap}, ${cost}.${levelled}`;
}

/** How a point is put to work, in a sentence. */
export function howToApply({ method, strength }: MitigationPoint): string {
  switch (method) {
    case 'floor':
      return `In a feed’s configuration, choose the allocator lp and add a floor of ${strength} for a value of a category: items of the tail need one of their own for that.`;
    case 'fair':
      return `No feed’s configuration has prefixes; nearest is the allocator lp with a floor of ${strength} for a value of a category.`;
    case 'calibrated':
      return `In a feed’s configuration, choose the allocator calibrated with lambda ${strength}.`;
    case 'cp':
      return 'It looks at the lists of all users at once, so that no feed can do it alone: use it for lists made in one go.';
    default:
      return 'It changes what the model learns from. Versions are not trained with it yet: it tells what such a training would bring.';
  }
}
