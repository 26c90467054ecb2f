import { usePreference } from '../../app/preferences.ts';
import { useOpenWorkspace } from '../../app/workbench.tsx';
import type { Draft } from './config.ts';
import { noOne, type WhoChoice } from './who.ts';

/** The two feeds of a comparison; A is the one that is always there. */
export type Side = 'a' | 'b';
/** What the middle shows: one feed, two of them, or what each allocator makes of the same candidates. */
export type View = 'feed' | 'compare' | 'allocators';
export type WhyTab = 'funnel' | 'item' | 'dropped';

const firstDraft: Draft = { base: 'default', changed: null };

/** Everything that the panel remembers of where a person was, with what it begins as. */
const beginnings = {
  who: noOne as WhoChoice,
  asOf: null as number | null,
  a: firstDraft,
  b: firstDraft,
  view: 'feed' as View,
  /** The side that the knobs turn. */
  side: 'a' as Side,
  item: null as string | null,
  why: 'funnel' as WhyTab,
};
type Places = typeof beginnings;

/** One thing that the panel remembers. Ids mean something in one workspace only, so that each has its own memory. */
export function usePlace<Name extends keyof Places>(name: Name): [Places[Name], (value: Places[Name]) => void] {
  const workspace = useOpenWorkspace();
  return usePreference<Places[Name]>(`feeds.${name} ${workspace?.dir ?? ''}`, beginnings[name]);
}
