import type { FeedFor, Persona, VisitorAnswer } from '../../../engine/contract/feed-result.ts';
import type { feedActions } from '../../../engine/contract/feeds.ts';
import { counted } from '../../ui/format.ts';

/** One item of a history made by hand; the title is for the screen. */
export interface HistoryItem {
  item: string;
  title: string | null;
  /** Seen, which counts half of a like. */
  isSeen?: boolean;
}

type Visitor = Extract<FeedFor, { visitor: unknown }>['visitor'];
type Action = (typeof feedActions)[number];
/** What a visitor said of an item that they were asked about; the title is for the screen. */
export interface AnswerGiven extends VisitorAnswer {
  title: string | null;
}

/** Whom a person previews for. What was chosen in one way stays when another way is tried. */
export interface WhoChoice {
  kind: 'user' | 'persona' | 'visitor';
  user: string | null;
  persona: string | null;
  history: readonly HistoryItem[];
  /** What the visitor is not interested in. */
  dislikes: readonly HistoryItem[];
  /** What is known of the visitor, as 'country' to 'NL'. */
  attributes: Readonly<Record<string, string>>;
  /** Whether the visitor is a typical member of those with the attributes, whose history is theirs. */
  isTypical: boolean;
  /** What the visitor answered, the latest last. */
  answers?: readonly AnswerGiven[];
  /** Whether the visitor is being asked. */
  isAsked?: boolean;
}

export const noOne: WhoChoice = {
  kind: 'user',
  user: null,
  persona: null,
  history: [],
  dislikes: [],
  attributes: {},
  isTypical: false,
};

/** What a view counts in a history made by hand, where a like counts 1. */
const seenCounts = 0.5;

/** The choice as the engine is asked; null while it is not made. The most active user stands in until there is one. */
export function feedForOf(choice: WhoChoice, personas: readonly Persona[], mostActive: string | null): FeedFor | null {
  if (choice.kind === 'visitor') {
    const attributes = { ...choice.attributes };
    if (choice.isTypical && Object.keys(attributes).length > 0) return { group: { attributes } };
    const answers = choice.answers?.map(({ item, answer }) => ({ item, answer })) ?? [];
    return {
      visitor: {
        history: choice.history.map(({ item, isSeen }) => ({ item, value: isSeen ? seenCounts : 1 })),
        attributes,
        dislikes: choice.dislikes.map(({ item }) => item),
        ...(answers.length > 0 && { answers }),
      },
    };
  }
  if (choice.kind === 'persona') return personas.find(({ name }) => name === choice.persona)?.who ?? null;
  const user = choice.user ?? mostActive;
  return user === null ? null : { user };
}

/** The history with an item at its end; once is enough. */
export function withItem(choice: WhoChoice, item: HistoryItem): WhoChoice {
  const without = withoutItem(choice, item.item);
  return { ...without, history: [...without.history, item] };
}

/** The choice without an item, liked, seen or not wanted. */
export function withoutItem(choice: WhoChoice, item: string): WhoChoice {
  const others = (list: readonly HistoryItem[]) => list.filter((one) => one.item !== item);
  return { ...choice, history: others(choice.history), dislikes: others(choice.dislikes) };
}

/** The choice after its visitor did something with an item. */
export function withAct(choice: WhoChoice, action: Action, { item, title }: HistoryItem): WhoChoice {
  if (action !== 'not-interested') return withItem(choice, { item, title, ...(action === 'seen' && { isSeen: true }) });
  const without = withoutItem(choice, item);
  return { ...without, dislikes: [...without.dislikes, { item, title }] };
}

/** What to work on a saved visitor by: its lists, without the titles that only the catalogue knows. */
export function choiceOf({
  history,
  dislikes,
  attributes,
  answers = [],
}: Visitor): Omit<WhoChoice, 'user' | 'persona'> {
  return {
    kind: 'visitor',
    history: history.map(({ item, value }) => ({ item, title: null, ...(value < 1 && { isSeen: true }) })),
    dislikes: dislikes.map((item) => ({ item, title: null })),
    attributes,
    answers: answers.map((answer) => ({ ...answer, title: null })),
    isTypical: false,
  };
}

/** A visitor as it was saved, after an action on an item; null takes back what was done with it. */
export function acted(visitor: Visitor, action: Action | null, item: string): Visitor {
  const history = visitor.history.filter((one) => one.item !== item);
  const dislikes = visitor.dislikes.filter((one) => one !== item);
  if (action === 'not-interested') return { ...visitor, history, dislikes: [...dislikes, item] };
  if (action === null) return { ...visitor, history, dislikes };
  return { ...visitor, history: [...history, { item, value: action === 'seen' ? seenCounts : 1 }], dislikes };
}

/** The choice after one more answer. */
export function withAnswer(choice: WhoChoice, answer: AnswerGiven): WhoChoice {
  return { ...choice, answers: [...(choice.answers ?? []), answer] };
}

/** The choice without the latest answer. */
export function withoutLatest(choice: WhoChoice): WhoChoice {
  return { ...choice, answers: choice.answers?.slice(0, -1) ?? [] };
}

/** A person in words. */
export function whoWords(who: FeedFor): string {
  if ('user' in who) return `user ${who.user}`;
  if ('group' in who) return `a typical member of ${attributeWords(who.group.attributes)}`;
  const { history, attributes, answers = [] } = who.visitor;
  const known = [
    ...(history.length > 0 ? [counted(history.length, 'item')] : []),
    ...(answers.length > 0 ? [counted(answers.length, 'answer')] : []),
  ];
  const about = Object.keys(attributes).length > 0 ? `, ${attributeWords(attributes)}` : '';
  return `${known.length === 0 ? 'a visitor nobody knows' : `a visitor with ${known.join(' and ')}`}${about}`;
}

function attributeWords(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
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
