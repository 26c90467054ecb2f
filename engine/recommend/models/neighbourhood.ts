import { StewardError } from '../../contract/errors.ts';
import { type Csr, sharedFloats } from '../../numeric/csr.ts';
import { neighbourLists } from '../../numeric/similarity.ts';
import { floatSection, intSection, throwIfCancelled, withDefaults } from './base.ts';
import type { Algorithm, Model, TrainingData } from './model.ts';
import { type Expected, expectedFrom, fitExpected } from './neighbourhood-expected.ts';
import {
  checkParams,
  type NeighbourhoodKind,
  type NeighbourhoodParams,
  type NeighbourhoodParts,
  neighbourhoodDefaults,
  specOf,
} from './neighbourhood-params.ts';
import { RankingNeighbourhood } from './neighbourhood-ranking.ts';
import { RatingNeighbourhood } from './neighbourhood-rating.ts';
import { SimilaritySource } from './neighbourhood-source.ts';

/** A k-nearest-neighbour algorithm between users or items, by their interactions or by their attributes. */
export function neighbourhood(
  kind: NeighbourhoodKind,
  defaults: Partial<NeighbourhoodParams> = {},
): Algorithm<NeighbourhoodParams> {
  return {
    id: kind.id,
    about: kind.about,
    defaults: { ...neighbourhoodDefaults, ...defaults },
    async fit(data, given, options) {
      const params = withDefaults(this.defaults, given);
      checkParams(params);
      throwIfCancelled(options);
      const source = new SimilaritySource(() => matrixOf(kind, data), params);
      const { matrix } = await source.weighted();
      const k = params.task === 'rating' ? Math.max(params.stored, params.k) : params.k;
      const { signal } = options;
      const expected = params.task === 'rating' ? await fitExpected(kind, data, signal) : null;
      const neighbours = await neighbourLists(matrix, specOf(params), k, {
        threads: options.threads ?? 1,
        signal,
        onProgress: (done) => options.onProgress?.({ done, total: matrix.rows, unit: `${kind.axis}s` }),
        byColumn: params.weights === 'none' ? transposeOf(kind, data) : undefined,
      });
      return modelOf({ kind, params, data, source, neighbours }, expected);
    },
    restore(params, sections, data) {
      const rows = kind.axis === 'item' ? data.items : data.users;
      const indptr = intSection(sections, 'indptr', rows + 1);
      const indices = intSection(sections, 'indices', indptr[rows]);
      const neighbours = { indptr, indices, values: floatSection(sections, 'values', indices.length) };
      const source = new SimilaritySource(() => matrixOf(kind, data), params);
      const expected = params.task === 'rating' ? expectedFrom(sections, data, rows) : null;
      return modelOf({ kind, params, data, source, neighbours }, expected);
    },
  };
}

function modelOf(parts: NeighbourhoodParts, expected: Expected | null): Model {
  return expected ? new RatingNeighbourhood(parts, expected) : new RankingNeighbourhood(parts);
}

/** The transpose of `matrixOf`, where there is one already. */
function transposeOf({ axis, from }: NeighbourhoodKind, data: TrainingData): Csr | undefined {
  if (from === 'attributes') return undefined;
  return axis === 'item' ? data.byUser : data.byItem;
}

function matrixOf({ axis, from }: NeighbourhoodKind, data: TrainingData): Csr {
  if (from === 'interactions') return axis === 'item' ? data.byItem : data.byUser;
  const attributes = axis === 'item' ? data.itemAttributes : data.userAttributes;
  if (!attributes) {
    throw new StewardError('BAD_INPUT', `There are no attributes of ${axis}s to compare them by.`, {
      advice: `Import ${axis}s with attributes, or choose ${axis}knn.`,
    });
  }
  if (attributes.values.every((value) => value > 0)) return attributes;
  // What is stored as zero or less (a centred number, say) would make opposites of rows that share nothing.
  const values = sharedFloats(attributes.values.length);
  values.set(attributes.values.map((value) => Math.max(0, value)));
  return { ...attributes, values };
}

export const itemKnn = neighbourhood({
  id: 'itemknn',
  about: 'Items like those of the history, by who interacted with both (Sarwar et al., WWW 2001).',
  axis: 'item',
  from: 'interactions',
});

export const userKnn = neighbourhood(
  {
    id: 'userknn',
    about: 'What users with a like history interacted with (Resnick et al., CSCW 1994).',
    axis: 'user',
    from: 'interactions',
  },
  { k: 50 },
);

export const itemAttributeKnn = neighbourhood(
  {
    id: 'itemattributeknn',
    about: 'Items like those of the history, by their attributes.',
    axis: 'item',
    from: 'attributes',
  },
  { k: 40 },
);

export const userAttributeKnn = neighbourhood(
  {
    id: 'userattributeknn',
    about: 'What users with like attributes interacted with.',
    axis: 'user',
    from: 'attributes',
  },
  { k: 40 },
);
