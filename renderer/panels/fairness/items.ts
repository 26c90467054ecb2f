import type { AuditCell, ItemFigure, ItemSide } from '../../../engine/contract/fairness.ts';

/** How inequality is counted: sums of squares over n items, or over n - 1. */
export type GiniConvention = 'n' | 'n-1';

/** What each figure tells; the convention itself comes with the figure. */
export const figureWords: Readonly<Record<string, string>> = {
  coverage: 'How much of the catalogue anybody is shown. 1 shows every item to somebody.',
  gini: 'How unequally places are spread over items: 0 shows all alike, 1 shows one item alone.',
  giniUnbiased: 'How unequally places are spread over items: 0 shows all alike, 1 shows one item alone.',
  entropy: 'How far places are spread over items; higher is more even.',
  arp: 'How popular the shown items are: the mean number of users who had them.',
  aplt: 'The share of a list that comes from the long tail, a mean over lists.',
  aclt: 'How many items of a list come from the long tail, a mean over lists.',
  popRsp: 'How unequal the chances of head and tail are to be shown at all. 0 is parity.',
  popReo: 'How unequal the chances of head and tail are to be shown to those who like them. 0 is parity.',
  iaa: 'How far the attention of items is from what they merit. 0 gives each its share.',
  calibration: 'How far the mix of categories in lists is from the mix in histories. 0 is the same mix.',
  exposure: 'The share of all attention that goes to the group; places further down count less.',
  exposureParity: 'Mean exposure of an item of the group over that of the reference. 1 is parity.',
  treatment: 'Exposure for its relevance, over that of the reference. 1 is parity.',
  impact: 'Expected clicks for its relevance, over those of the reference. 1 is parity.',
  deltaGap: 'How much more popular the lists of these users are than their histories: 0 is what they asked for.',
};

/** A figure in one run, or in two. */
export interface FigureRow {
  id: string;
  name: string;
  label: string;
  group: string | null;
  convention: string;
  a: number | null;
  b: number | null;
}

/** The figures of a run beside those of another, in the order of the first; of two Ginis the one that is asked for. */
export function figureRows(a: ItemSide, b: ItemSide | null, gini: GiniConvention): FigureRow[] {
  const hidden = gini === 'n' ? 'giniUnbiased' : 'gini';
  const idOf = ({ name, group }: ItemFigure) => `${name} ${group ?? ''}`;
  const others = new Map((b?.figures ?? []).map((figure) => [idOf(figure), figure.value]));
  return a.figures
    .filter(({ name }) => name !== hidden)
    .map((figure) => ({
      id: idOf(figure),
      name: figure.name,
      label: figure.label,
      group: figure.group,
      convention: figure.convention,
      a: figure.value,
      b: others.get(idOf(figure)) ?? null,
    }));
}

/** The values of one figure by group: 'exposure' of head and tail. */
export function byGroup({ figures }: ItemSide, name: string): { group: string; value: number }[] {
  return figures.flatMap(({ name: own, group, value }) =>
    own === name && group !== null && value !== null ? [{ group, value }] : [],
  );
}

/** The popularity of what groups of users are shown, from the side of people: cells of ARP over everybody. */
export function popularityCells(cells: readonly AuditCell[], runs: readonly number[]): AuditCell[] {
  return cells.filter(
    ({ metric, run, stratum }) => metric === 'arp' && stratum === null && run !== null && runs.includes(run),
  );
}

/**
 * Names without the word that all of them begin with, which is then told once: 'publisher' of 'publisher Harbour Courier'.
 * Null where there is no such word.
 */
export function withoutCommonWord(names: readonly string[]): { word: string | null; rest: readonly string[] } {
  const word = names[0]?.split(' ', 1)[0] ?? '';
  const isCommon = names.length > 1 && word !== '' && names.every((name) => name.startsWith(`${word} `));
  return isCommon ? { word, rest: names.map((name) => name.slice(word.length + 1)) } : { word: null, rest: names };
}
