import {
  type AllocatorParam,
  type FeedConfig,
  type StoredConfig,
  sourceIds,
} from '../../../engine/contract/feed-config.ts';

/** A configuration as somebody works on it: a saved one, and what was changed of it; null where nothing was. */
export interface Draft {
  base: string;
  changed: FeedConfig | null;
}

/** A number of an allocator's own that the panel has a knob for. */
export interface AllocatorKnob {
  param: string;
  name: string;
  about: string;
  /** What the allocator takes where the parameter is left out. */
  fallback: number;
  low: number;
  high: number;
  step: number;
  /** Whether the parameter is the weight of relevance, so that the knob shows what is left of it. */
  isInverted: boolean;
}

const share = { low: 0, high: 1, step: 0.05 };
const diversity = {
  ...share,
  name: 'Diversity',
  about: 'What is not given to relevance goes to being unlike what stands above.',
  isInverted: true,
};

/** The knobs of the allocators; those without any are not listed. */
const allocatorKnobs: Readonly<Record<string, readonly AllocatorKnob[]>> = {
  mmr: [{ ...diversity, param: 'lambda', fallback: 0.7 }],
  facility: [
    {
      ...diversity,
      name: 'Coverage',
      about: 'What is not given to relevance goes to standing for all candidates.',
      param: 'lambda',
      fallback: 0.5,
    },
  ],
  dpp: [{ ...diversity, param: 'theta', fallback: 0.7 }],
  window: [
    { ...diversity, param: 'theta', fallback: 0.7 },
    {
      param: 'size',
      name: 'Window',
      about: 'How many places that follow each other are to be diverse.',
      fallback: 8,
      low: 2,
      high: 50,
      step: 1,
      isInverted: false,
    },
  ],
  kcenter: [
    {
      param: 'pool',
      name: 'Spread',
      about: 'Over how many candidates the feed is spread, as a multiple of its places.',
      fallback: 4,
      low: 1,
      high: 20,
      step: 1,
      isInverted: false,
    },
  ],
  calibrated: [
    {
      ...share,
      param: 'lambda',
      name: 'Calibration',
      about: 'The weight of having the topics in the proportions of the user’s taste.',
      fallback: 0.5,
      isInverted: false,
    },
  ],
};

/** The knobs of an allocator, none where it has none. */
export function knobsOf(allocator: string): readonly AllocatorKnob[] {
  return allocatorKnobs[allocator] ?? [];
}

/** The parameters of an allocator that have no knob of their own, as the allocator tells them. */
export function otherParams(allocator: string, params: readonly AllocatorParam[]): AllocatorParam[] {
  const own = new Set(knobsOf(allocator).map(({ param }) => param));
  return params.filter(({ name }) => !own.has(name));
}

/** The configuration with one parameter of its allocator set; null leaves it to the allocator. */
export function withParam(config: FeedConfig, name: string, value: number | string | boolean | null): FeedConfig {
  const { [name]: _, ...rest } = config.allocatorParams;
  return { ...config, allocatorParams: value === null ? rest : { ...rest, [name]: value } };
}

/** The place that an item is pinned to; null where it has none of its own. */
export function pinOf({ fixed }: FeedConfig, item: string): number | null {
  return fixed.find((pin) => pin.item === item)?.place ?? null;
}

/** The configuration with an item pinned to a place, which whoever was pinned there leaves; null unpins it. */
export function withPin(config: FeedConfig, item: string, place: number | null): FeedConfig {
  const others = config.fixed.filter((pin) => pin.item !== item && pin.place !== place);
  const fixed = place === null ? others : [...others, { item, place }].sort((a, b) => a.place - b.place);
  return { ...config, fixed };
}

/** Where an allocator's knob stands. */
export function knobValue({ allocatorParams }: FeedConfig, knob: AllocatorKnob): number {
  const given = allocatorParams[knob.param];
  const value = typeof given === 'number' ? given : knob.fallback;
  return knob.isInverted ? tidy(1 - value) : value;
}

/** The configuration with an allocator's knob moved. */
export function withKnob(config: FeedConfig, knob: AllocatorKnob, value: number): FeedConfig {
  const given = knob.isInverted ? tidy(1 - value) : value;
  return { ...config, allocatorParams: { ...config.allocatorParams, [knob.param]: given } };
}

/** The configuration with another allocator: parameters of the one before mean nothing to it. */
export function withAllocator(config: FeedConfig, allocator: string): FeedConfig {
  return config.allocator === allocator ? config : { ...config, allocator, allocatorParams: {} };
}

/** Revenue's part in what is maximised, 0 to 1. */
export function revenueShare({ objective: { engagement, revenue } }: FeedConfig): number {
  const sum = engagement + revenue;
  return sum === 0 ? 0 : tidy(revenue / sum);
}

/** The configuration with another mix of engagement and revenue. */
export function withRevenue(config: FeedConfig, revenue: number): FeedConfig {
  return { ...config, objective: { engagement: tidy(1 - revenue), revenue: tidy(revenue) } };
}

/** How many candidates a source may bring; 0 where it is left out. */
export function quotaOf({ sources }: FeedConfig, id: (typeof sourceIds)[number]): number {
  return sources.find((source) => source.id === id)?.quota ?? 0;
}

/** The configuration with another quota of a source; a quota of 0 takes it out. */
export function withQuota(config: FeedConfig, id: (typeof sourceIds)[number], quota: number): FeedConfig {
  const quotas = sourceIds.map((source) => ({ id: source, quota: source === id ? quota : quotaOf(config, source) }));
  return { ...config, sources: quotas.filter((source) => source.quota > 0) };
}

/** What somebody saves: a stored configuration without the traces of its saving. */
export function plainConfig({ version: _, at: __, actor: ___, isBuiltIn: ____, ...config }: StoredConfig): FeedConfig {
  return config;
}

/** Whether two configurations make the same feed; what they are called and are for makes no difference. */
export function isSameFeed(a: FeedConfig, b: FeedConfig): boolean {
  return canonical({ ...a, name: '', about: '' }) === canonical({ ...b, name: '', about: '' });
}

/** The draft after a change; where the change leads back to what is saved, nothing is changed any more. */
export function changedDraft(saved: StoredConfig, next: FeedConfig): Draft {
  const isAsSaved = isSameFeed(plainConfig(saved), next);
  return { base: saved.name, changed: isAsSaved ? null : { ...next, name: saved.name } };
}

/**
 * What is asked for to show a draft: the preview that brings its candidates, which stays as long as only the third pass
 * changes, and the configuration to rank them by again, null where the preview is the feed already.
 */
export function requestsOf(saved: StoredConfig, draft: FeedConfig | null) {
  if (!draft) return { preview: saved.name, rerank: null };
  const own = plainConfig(saved);
  const { slot, model, sources, merge } = draft;
  const base: FeedConfig = { ...own, slot, model, sources, merge };
  return {
    preview: isSameFeed(base, own) ? saved.name : base,
    rerank: isSameFeed(base, draft) ? null : draft,
  };
}

/** Without the digits that only binary fractions have. */
function tidy(value: number): number {
  return Number(value.toFixed(4));
}

/** As text with the keys of all objects in one order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
