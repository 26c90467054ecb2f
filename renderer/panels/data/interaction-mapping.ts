import type { InteractionField, InteractionMap } from '../../../engine/contract/catalog.ts';

/** What a column of interactions can become, in the order of the dialog. */
export const interactionWords: Record<InteractionField, { name: string; hint: string; isRequired?: boolean }> = {
  user: { name: 'User', hint: 'Who did it', isRequired: true },
  item: { name: 'Item', hint: 'What they did it with', isRequired: true },
  value: { name: 'Value', hint: 'A rating or plays; else 1' },
  time: { name: 'Time', hint: 'Seconds or a date' },
  kind: { name: 'Kind', hint: 'View, purchase, rating' },
};
export const interactionEntries = Object.entries(interactionWords) as [
  InteractionField,
  (typeof interactionWords)[InteractionField],
][];

/** How a file of interactions is to be read, as it stands in the dialog. */
export interface InteractionEdit {
  map: InteractionMap;
  /** The kind of all interactions, where no column says it; empty means the usual one. */
  as: string;
}

/** The kind that interactions get where neither a column nor a person says it. */
export function usualKind(map: InteractionMap): 'rating' | 'view' {
  return map.value ? 'rating' : 'view';
}

/** The mapping with one field changed; null takes the field out. */
export function withField(map: InteractionMap, field: InteractionField, column: string | null): InteractionMap {
  const { [field]: _, ...rest } = map;
  return column === null ? rest : { ...rest, [field]: column };
}

/** Why this mapping cannot be imported, a line a field; empty where it can. */
export function interactionProblems({ map, as }: InteractionEdit): Partial<Record<InteractionField, string>> {
  const problems: Partial<Record<InteractionField, string>> = {};
  for (const [field, { name, isRequired }] of interactionEntries) {
    const column = map[field];
    if (isRequired && !column) problems[field] = `Choose the column of the ${name.toLowerCase()}`;
    const other = interactionEntries.find(([id]) => id !== field && column !== undefined && map[id] === column);
    if (other && !problems[other[0]]) problems[field] = `This column is the ${other[1].name.toLowerCase()} already`;
  }
  if (!map.kind && as.trim().length > 200) problems.kind = 'A name of a kind has at most 200 characters';
  return problems;
}

/** What starting will do, in whole sentences. */
export function interactionsWill(name: string, { map, as }: InteractionEdit): string[] {
  const kind = map.kind
    ? `interactions of the kinds that column “${map.kind}” names`
    : `interactions of kind “${as.trim() || usualKind(map)}”`;
  const value = map.value ? `with the value in “${map.value}”` : 'each with the value 1';
  return [
    `Adds ${kind} from ${name}, ${value}. Users and items that are not here yet are added with them.`,
    map.time
      ? 'An interaction that is here already, with the same user, item, kind and time, only takes the new value.'
      : 'Without a time a user has one interaction of a kind with an item; the last row of a pair counts.',
    'Rows that cannot be read are set aside with line and reason; nothing that is here is removed.',
  ];
}
