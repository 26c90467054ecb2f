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

/** Whether a point can be put to work: feeds are calibrated to topics, not to head and tail. */
export function canApply({ method }: Pick<MitigationPoint, 'method'>, { spec }: Pick<Mitigation, 'spec'>): boolean {
  return method !== 'calibrated' || spec.categories !== null;
}

/** How a point is put to work, and what is lost on the way, in a sentence. */
export function howToApply(point: Pick<MitigationPoint, 'method'>, of: Pick<Mitigation, 'spec'>): string {
  if (!canApply(point, of)) {
    return 'This point is calibrated to head and tail; feeds are calibrated to topics. Try the methods again with the attribute that holds them as categories.';
  }
  switch (point.method) {
    case 'floor':
      return 'A feed holds the floor by itself, so that everybody pays for it: here it was held over all lists together, by those whom it costs least.';
    case 'fair':
      return 'A feed holds it as it was tried, in every prefix, on its own candidates.';
    case 'calibrated':
      return 'A feed is calibrated to the topics that its user takes, with this weight.';
    case 'cp':
      return 'Only the side of the items can be held by a feed alone: the tail keeps the share of exposure that it had on the validation part. The side of people looks at everybody’s lists at once.';
    default:
      return 'The model is fitted on all data, weighed or held as it was tried.';
  }
}
