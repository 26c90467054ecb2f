import type { CatalogData } from '../../catalog/interactions/catalog-data.ts';
import type { FeedPartRemedy } from '../../contract/index.ts';
import { inSlices } from '../../numeric/pace.ts';
import { type CandidateSource, type FoundBySource, type RecentHistory, sourceOf } from '../candidates/source.ts';
import { type Newness, newAt } from '../candidates/sources/new-items.ts';
import { newTextSource, textSource } from '../candidates/sources/vectors.ts';
import { filtering, type ItemFilter, type VectorIndex } from '../candidates/vectors/vector-index.ts';
import { placeOf } from '../histories.ts';
import type { ItemEmbeddings } from '../models/model.ts';

/** What feeds ask of texts. */
export interface FeedTexts {
  /** What can be started so that texts take part, all of them; undefined where nothing need be. */
  readonly remedy: FeedPartRemedy | undefined;
  ready(data: CatalogData): Promise<void>;
  /** Items of the data whose text is like that of recent ones. */
  source(data: CatalogData): CandidateSource;
  /** New ones among them, at a moment. */
  newItems(data: CatalogData, moment: Newness): CandidateSource;
}

/** An index over the texts of one state of the items, which may be one before that of the data. */
export interface SearchedTexts {
  itemRows: Int32Array;
  embeddings: ItemEmbeddings;
  /** The items that have a text. */
  texts: number;
  index: VectorIndex;
}

/** Items of the data whose text is like that of recent ones; `why` says what keeps texts from being searched. */
export function textsSource(
  data: CatalogData,
  searched: SearchedTexts | null,
  why: () => string | null,
): CandidateSource {
  const inner = textSource(searched?.embeddings ?? null, searched?.index ?? null);
  return betweenStates('embeddings', inner, data, searched, why);
}

/** New ones among them, at a moment. */
export function newTextsSource(
  data: CatalogData,
  moment: Newness,
  searched: SearchedTexts | null,
  why: () => string | null,
): CandidateSource {
  const newOnes = () => newAmong(searched!.itemRows, data.itemRows, moment);
  const inner = newTextSource(searched?.embeddings ?? null, searched?.index ?? null, newOnes);
  return betweenStates('new-texts', inner, data, searched, why);
}

/** A source over the items of an index, for the items of the data. */
function betweenStates(
  id: string,
  inner: CandidateSource,
  data: CatalogData,
  searched: SearchedTexts | null,
  why: () => string | null,
): CandidateSource {
  return sourceOf(id, inner.about, async ({ user, history }, quota): Promise<FoundBySource | string> => {
    const missing = why();
    if (!searched) return missing ?? 'Texts of items are being read.';
    const { itemRows, index, texts } = searched;
    const between = betweenRows(data.itemRows, itemRows);
    const found = await inner.candidates({ user, history: between.there(history) }, quota);
    if (found.absent !== undefined) return found.absent;
    const { items, scores } = found;
    const by = `${index.id === 'exact' ? 'exactly' : `by an index (${index.id})`}, over ${texts.toLocaleString('en')} texts`;
    return {
      // Items without a text, or of one that has nothing in common, are no find.
      items: items.map((item, n) => (scores[n]! > 0 ? between.back(item) : -1)),
      scores,
      note: missing === null ? by : `${by}. ${missing}`,
    };
  });
}

/** The new items of a moment by the rows of an index; kept as long as the moment's counts are. */
const known = new WeakMap<Float32Array, { itemRows: Int32Array; filter: Promise<ItemFilter> }>();

function newAmong(itemRows: Int32Array, present: Int32Array, moment: Newness): Promise<ItemFilter> {
  const kept = known.get(moment.met);
  if (kept?.itemRows === itemRows) return kept.filter;
  const isNew = newAt(moment);
  const { back } = betweenRows(present, itemRows);
  const filter = inSlices(filtering(itemRows.length, (row) => isNew(back(row))));
  known.set(moment.met, { itemRows, filter });
  return filter;
}

/** From the rows of the present items to those of earlier ones, and back; -1 where an item is not among the others. */
function betweenRows(present: Int32Array, earlier: Int32Array) {
  if (present === earlier) return { there: (history: RecentHistory) => history, back: (row: number) => row };
  return {
    there: ({ items, values }: RecentHistory): RecentHistory => {
      const rows = items.map((row) => placeOf(earlier, present[row]!));
      const isThere = (_: number, n: number) => rows[n]! >= 0;
      return { items: rows.filter((row) => row >= 0), values: values.filter(isThere), times: null };
    },
    back: (row: number) => placeOf(present, earlier[row]!),
  };
}
