import type { SignalRule } from '../../contract/index.ts';
import { serve } from '../../numeric/parallel.ts';
import type { Signals } from '../interactions/catalog-data.ts';
import type { SignalSource } from '../interactions/signals.ts';
import { signalsOf } from './signal-matrices.ts';

/** What to make signals of; its arrays are those of the snapshot, and stay shared. */
export interface SignalsInput {
  source: SignalSource;
  rule: SignalRule;
}

serve<SignalsInput, Signals>(({ source, rule }) => signalsOf(source, rule));
