// Hierarchical navigable small world graphs (Malkov and Yashunin, IEEE TPAMI 2020) over rows of one length, near being
// a large product. Nodes come in batches: all of a batch look for neighbours in the graph without it, then the links back
// are added, each thread for the nodes that are its own (after Manohar et al., PPoPP 2024). So what threads there are
// does not matter to the graph.

import { isIn } from './scan.as.ts';
import { at, dot, dotsApart, floatAt } from './vectors.as.ts';

// The graph: whole numbers, in this order, addresses among them.
const ROWS: usize = 0;
const BYTES: usize = 4;
const LINKS: usize = 8;
const UPPER: usize = 12;
const STARTS: usize = 16;
const M: usize = 20;
const ENTRY: usize = 24;
const NODES: usize = 28;
const ORDER: usize = 32;

/** In the pool of a search: that a node's links have been followed. */
const done: u32 = 0x80000000;
/** That a node has been chosen as a neighbour. */
const chosen: u32 = 0x40000000;
/** The number of a node without these marks. */
const unmarked: u32 = 0x3fffffff;
/** Bytes before the marks of visited nodes in the scratch memory: the stamp of the search. */
const head: usize = 64;

function nodeRow(graph: usize, node: u32): usize {
  return <usize>load<u32>(graph, ROWS) + <usize>node * <usize>load<u32>(graph, BYTES);
}

/** Links of a node on a level: their number, then the nodes. Level 0 has room for 2 M, the others for M. */
function linksOf(graph: usize, node: u32, level: u32): usize {
  const m = load<u32>(graph, M);
  if (level === 0) return <usize>load<u32>(graph, LINKS) + ((<usize>node * <usize>(2 * m + 1)) << 2);
  const start = at(load<u32>(graph, STARTS), node) + (level - 1) * (m + 1);
  return <usize>load<u32>(graph, UPPER) + ((<usize>start) << 2);
}

function levelOf(graph: usize, node: u32): u32 {
  const starts: usize = load<u32>(graph, STARTS);
  return (at(starts, node + 1) - at(starts, node)) / (load<u32>(graph, M) + 1);
}

function poolOf(scratch: usize, graph: usize): usize {
  return scratch + head + ((<usize>load<u32>(graph, NODES) + 15) & ~15) * 4;
}

/** Puts a node into the pool, which is sorted: the most like first, then the smaller number. Returns its place. */
function insert(pool: usize, size: u32, capacity: u32, value: f32, node: u32): u32 {
  let low: u32 = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = pool + ((<usize>middle) << 3);
    const other = load<f32>(entry);
    if (other > value || (other === value && (load<u32>(entry, 4) & unmarked) < node)) low = middle + 1;
    else high = middle;
  }
  const moved = min<u32>(size, capacity - 1);
  const place = pool + ((<usize>low) << 3);
  memory.copy(place + 8, place, (<usize>(moved - low)) << 3);
  store<f32>(place, value);
  store<u32>(place, node, 4);
  return low;
}

/**
 * The nodes nearest to the query on a level, as far as links lead there from the `size` nodes that the pool holds; the
 * pool keeps `ef` at most. Returns how many it holds then.
 */
function searchLevel(scratch: usize, graph: usize, query: usize, pool: usize, size: u32, ef: u32, level: u32): u32 {
  const bytes: usize = load<u32>(graph, BYTES);
  const visited = scratch + head;
  const stamp = load<u32>(scratch) + 1;
  store<u32>(scratch, stamp);
  for (let n: u32 = 0; n < size; n++) {
    const entry = pool + ((<usize>n) << 3);
    const node = load<u32>(entry, 4) & unmarked;
    store<u32>(entry, node, 4);
    store<u32>(visited + ((<usize>node) << 2), stamp);
  }
  // Those not seen before are gathered first, so that four of them are fetched at a time; behind them the products.
  const fresh = pool + ((<usize>ef + 1) << 3);
  const room = (<usize>(2 * load<u32>(graph, M) + 4)) << 2;
  const values = fresh + room;
  let next: u32 = 0;
  while (next < size) {
    const entry = pool + ((<usize>next) << 3);
    const node = load<u32>(entry, 4);
    if (node & done) {
      next += 1;
      continue;
    }
    store<u32>(entry, node | done, 4);
    const links = linksOf(graph, node, level);
    const end = load<u32>(links);
    let count: u32 = 0;
    for (let n: u32 = 1; n <= end; n++) {
      const other = at(links, n);
      const mark = visited + ((<usize>other) << 2);
      if (load<u32>(mark) === stamp) continue;
      store<u32>(mark, stamp);
      store<u32>(fresh + ((<usize>count) << 2), other);
      count += 1;
    }
    if (count === 0) {
      next += 1;
      continue;
    }
    const last = at(fresh, count - 1);
    for (let n = count; n & 3; n++) store<u32>(fresh + ((<usize>n) << 2), last);
    for (let n: u32 = 0; n < count; n += 4) {
      const four = dotsApart(
        query,
        nodeRow(graph, at(fresh, n)),
        nodeRow(graph, at(fresh, n + 1)),
        nodeRow(graph, at(fresh, n + 2)),
        nodeRow(graph, at(fresh, n + 3)),
        bytes,
      );
      v128.store(values + ((<usize>n) << 2), four);
    }
    let best = next + 1;
    for (let n: u32 = 0; n < count; n++) {
      const value = floatAt(values, n);
      if (size === ef && !(value > load<f32>(pool + ((<usize>(size - 1)) << 3)))) continue;
      const place = insert(pool, size, ef, value, at(fresh, n));
      if (size < ef) size += 1;
      if (place < best) best = place;
    }
    next = best;
  }
  return size;
}

/** Goes down from the entry to level `until`, exclusive, to the nearest node of each. The pool holds one node then. */
function descend(scratch: usize, graph: usize, query: usize, pool: usize, until: u32): void {
  const entry = load<u32>(graph, ENTRY);
  store<f32>(pool, dot(query, nodeRow(graph, entry), load<u32>(graph, BYTES)));
  store<u32>(pool, entry, 4);
  for (let level = levelOf(graph, entry); level > until; level--) {
    searchLevel(scratch, graph, query, pool, 1, 1, level);
  }
}

/**
 * Of the pool's nodes, at most `most` that are nearer to the node they are for than to each other (the paper's
 * algorithm 4), written to `links`. Places that are left over go to the nearest of the others (its keepPrunedConnections):
 * with inner products few nodes pass, and searches ended early without.
 */
function select(graph: usize, pool: usize, size: u32, most: u32, links: usize): void {
  const bytes: usize = load<u32>(graph, BYTES);
  let count: u32 = 0;
  for (let n: u32 = 0; n < size && count < most; n++) {
    const entry = pool + ((<usize>n) << 3);
    const node = load<u32>(entry, 4) & unmarked;
    const value = load<f32>(entry);
    const row = nodeRow(graph, node);
    let isNear = true;
    for (let other: u32 = 1; other <= count && isNear; other++) {
      isNear = dot(row, nodeRow(graph, at(links, other)), bytes) < value;
    }
    if (!isNear) continue;
    count += 1;
    store<u32>(links + ((<usize>count) << 2), node);
    store<u32>(entry, node | chosen, 4);
  }
  for (let n: u32 = 0; n < size && count < most; n++) {
    const node = load<u32>(pool + ((<usize>n) << 3), 4);
    if (node & chosen) continue;
    count += 1;
    store<u32>(links + ((<usize>count) << 2), node & unmarked);
  }
  store<u32>(links, count);
}

/**
 * Finds the links of the nodes at places [from, to) of the order, in the graph as it is. `scratch`: 64 bytes, 4 a node,
 * then 8 (ef + 1) and 16 M + 32; zeros at the first call.
 */
export function hnswFind(scratch: usize, graph: usize, from: u32, to: u32, ef: u32): void {
  const pool = poolOf(scratch, graph);
  const m = load<u32>(graph, M);
  const top = levelOf(graph, load<u32>(graph, ENTRY));
  for (let place = from; place < to; place++) {
    const node = at(load<u32>(graph, ORDER), place);
    const row = nodeRow(graph, node);
    let level = min<u32>(levelOf(graph, node), top);
    descend(scratch, graph, row, pool, level);
    let size: u32 = 1;
    for (; ; level--) {
      size = searchLevel(scratch, graph, row, pool, size, ef, level);
      select(graph, pool, size, m, linksOf(graph, node, level));
      if (level === 0) break;
    }
  }
}

/** Adds the links back to the nodes at places [from, to) of the order, from those nodes whose number is `part` modulo `parts`. */
export function hnswLink(scratch: usize, graph: usize, from: u32, to: u32, part: u32, parts: u32): void {
  const pool = poolOf(scratch, graph);
  const m = load<u32>(graph, M);
  const bytes: usize = load<u32>(graph, BYTES);
  for (let place = from; place < to; place++) {
    const node = at(load<u32>(graph, ORDER), place);
    const top = levelOf(graph, node);
    for (let level: u32 = 0; level <= top; level++) {
      const own = linksOf(graph, node, level);
      const count = load<u32>(own);
      const most: u32 = level === 0 ? 2 * m : m;
      for (let n: u32 = 1; n <= count; n++) {
        const target = at(own, n);
        if (target % parts !== part) continue;
        const links = linksOf(graph, target, level);
        const size = load<u32>(links);
        if (size < most) {
          store<u32>(links + ((<usize>size + 1) << 2), node);
          store<u32>(links, size + 1);
          continue;
        }
        const row = nodeRow(graph, target);
        for (let other: u32 = 0; other < size; other++) {
          const known = at(links, other + 1);
          insert(pool, other, most + 1, dot(row, nodeRow(graph, known), bytes), known);
        }
        insert(pool, size, most + 1, dot(row, nodeRow(graph, node), bytes), node);
        select(graph, pool, size + 1, most, links);
      }
    }
  }
}

/**
 * Writes the k nodes nearest to each of the queries [from, to), best first, to rows of k places, -1 and NaN where fewer
 * were found; only nodes in `bits` count. Looks at `ef` nodes, k at least. `scratch` as for `hnswFind`.
 */
export function hnswSearch(
  scratch: usize,
  graph: usize,
  queries: usize,
  from: u32,
  to: u32,
  ef: u32,
  bits: usize,
  k: u32,
  outItems: usize,
  outScores: usize,
): void {
  const pool = poolOf(scratch, graph);
  for (let n = from; n < to; n++) {
    const query = queries + <usize>n * <usize>load<u32>(graph, BYTES);
    descend(scratch, graph, query, pool, 0);
    const size = searchLevel(scratch, graph, query, pool, 1, ef, 0);
    let place = (<usize>n * <usize>k) << 2;
    const end = place + ((<usize>k) << 2);
    for (let rank: u32 = 0; rank < size && place < end; rank++) {
      const entry = pool + ((<usize>rank) << 3);
      const node = load<u32>(entry, 4) & unmarked;
      if (!isIn(bits, node)) continue;
      store<u32>(outItems + place, node);
      store<f32>(outScores + place, load<f32>(entry));
      place += 4;
    }
    for (; place < end; place += 4) {
      store<i32>(outItems + place, -1);
      store<f32>(outScores + place, f32.NaN);
    }
  }
}
