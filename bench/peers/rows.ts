import type { PeerRow } from './row.ts';
import { factorRows } from './rows-factors.ts';
import { neighbourRows } from './rows-neighbours.ts';

/** All comparisons with peers, in the order of the table. */
export const rows: readonly PeerRow[] = [...factorRows, ...neighbourRows];
