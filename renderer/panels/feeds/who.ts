import type { FeedFor, Persona } from '../../../engine/contract/feeds.ts';

/** One item of a history made by hand; the title is for the screen. */
export interface HistoryItem {
  item: string;
  title: string | null;
}

/** Whom a person previews for. What was chosen in one way stays when another way is tried. */
export interface WhoChoice {
  kind: 'user' | 'persona' | 'visitor';
  user: string | null;
  persona: string | null;
  history: readonly HistoryItem[];
}

export const noOne: WhoChoice = { kind: 'user', user: null, persona: null, history: [] };

/** The choice as the engine is asked; null while it is not made. The most active user stands in until there is one. */
export function feedForOf(choice: WhoChoice, personas: readonly Persona[], mostActive: string | null): FeedFor | null {
  if (choice.kind === 'visitor') {
    return {
      visitor: { history: choice.history.map(({ item }) => ({ item, value: 1 })), attributes: {}, dislikes: [] },
    };
  }
  if (choice.kind === 'persona') return personas.find(({ name }) => name === choice.persona)?.who ?? null;
  const user = choice.user ?? mostActive;
  return user === null ? null : { user };
}

/** The history with an item at its end; once is enough. */
export function withItem(choice: WhoChoice, item: HistoryItem): WhoChoice {
  return { ...choice, history: [...withoutItem(choice, item.item).history, item] };
}

/** The history without an item. */
export function withoutItem(choice: WhoChoice, item: string): WhoChoice {
  return { ...choice, history: choice.history.filter((one) => one.item !== item) };
}

/** A person in words. */
export function whoWords(who: FeedFor): string {
  if ('user' in who) return `user ${who.user}`;
  const n = who.visitor.history.length;
  return n === 0 ? 'a visitor nobody knows' : `a visitor with ${n} ${n === 1 ? 'item' : 'items'}`;
}

/** A moment for a field of date and time, in the person's own time zone. */
export function fieldMoment(at: number | null): string {
  if (at === null) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The moment that a field of date and time says; null where it says none. */
export function momentOf(text: string): number | null {
  const at = Date.parse(text);
  return Number.isNaN(at) || at < 0 ? null : at;
}
