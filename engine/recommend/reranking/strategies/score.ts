import { greedyAllocator } from '../greedy.ts';

/** By relevance alone: what all the others are compared with. */
export const score = greedyAllocator({
  id: 'score',
  about: 'Most relevant first; constraints are held, nothing else is looked at.',
  defaults: {},
  params: {},
  aim: 'relevance',
  start: ({ prepared }) => ({ gains: prepared.relevance.slice(), chose: () => undefined }),
});
