import { type Csr, transpose } from '../../numeric/csr.ts';
import { Dense } from '../../numeric/dense.ts';
import { mapEntries, weigh } from '../../numeric/similarity-weights.ts';
import type { History } from './neighbourhood-similar.ts';

/** What a content model needs of its items' descriptions: profiles of users, and how much an item fits one. */
export interface ItemVectors {
  readonly kind: 'item' | 'attribute';
  /** How many numbers a profile holds. */
  readonly width: number;
  /** The sum of the described items of a history, each times its value, brought to length 1; zeros where there are none. */
  profile(history: History): Float32Array;
  /** Cosines of `count` profiles, row-major, with all items: count x items. */
  fit(profiles: Float32Array, count: number): Promise<Float32Array>;
  /** The shares of a fit: by item of the history, or by attribute. They add up to the cosine. */
  shares(history: History, item: number): { id: number; value: number }[];
}

/** Embeddings, items x dimensions, each brought to length 1. */
export function denseVectors(embeddings: Float32Array, dimensions: number): ItemVectors {
  const dense = new Dense(1);
  const rows = embeddings.slice();
  for (let at = 0; at < rows.length; at += dimensions) toUnit(rows.subarray(at, at + dimensions));
  const rowOf = (item: number) => rows.subarray(item * dimensions, (item + 1) * dimensions);
  const sum = ({ items, values }: History) => {
    const total = new Float32Array(dimensions);
    items.forEach((item, n) => {
      const row = rowOf(item);
      for (let d = 0; d < dimensions; d++) total[d]! += values[n]! * row[d]!;
    });
    return total;
  };
  return {
    kind: 'item',
    width: dimensions,
    profile: (history) => toUnit(sum(history)),
    fit: (profiles, count) => dense.product(profiles, rows, count, dimensions, rows.length / dimensions, { b: true }),
    shares(history, item) {
      const length = lengthOf(sum(history)) || 1;
      return Array.from(history.items, (id, n) => {
        return { id, value: (history.values[n]! * dot(rowOf(id), rowOf(item))) / length };
      });
    },
  };
}

/** Attributes, weighted by TF-IDF and each item's brought to length 1: items of rare attributes say more. */
export function sparseVectors(attributes: Csr): ItemVectors {
  const weighted = weigh(attributes, 'tfidf').matrix;
  const { indptr, indices, values } = weighted;
  const lengths = Float64Array.from({ length: weighted.rows }, (_, r) =>
    lengthOf(values.subarray(indptr[r], indptr[r + 1])),
  );
  const units = mapEntries(weighted, (value, row) => (lengths[row]! > 0 ? value / lengths[row]! : 0));
  const byAttribute = transpose(units);
  const profile = (history: History) => {
    const total = new Float32Array(units.columns);
    history.items.forEach((item, n) => {
      for (let at = indptr[item]!; at < indptr[item + 1]!; at++) {
        total[indices[at]!]! += history.values[n]! * units.values[at]!;
      }
    });
    return toUnit(total);
  };
  return {
    kind: 'attribute',
    width: units.columns,
    profile,
    async fit(profiles, count) {
      const scores = new Float32Array(count * units.rows);
      for (let row = 0; row < count; row++) {
        for (let a = 0; a < units.columns; a++) {
          const weight = profiles[row * units.columns + a]!;
          if (weight === 0) continue;
          for (let at = byAttribute.indptr[a]!; at < byAttribute.indptr[a + 1]!; at++) {
            scores[row * units.rows + byAttribute.indices[at]!]! += weight * byAttribute.values[at]!;
          }
        }
      }
      return scores;
    },
    shares(history, item) {
      const own = profile(history);
      return Array.from(indices.subarray(indptr[item], indptr[item + 1]), (id, n) => {
        return { id, value: own[id]! * units.values[indptr[item]! + n]! };
      });
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}

function toUnit(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  if (length > 0) for (let k = 0; k < vector.length; k++) vector[k]! /= length;
  return vector;
}
