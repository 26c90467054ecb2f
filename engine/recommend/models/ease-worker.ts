import { serve } from '../../numeric/parallel.ts';
import { type EaseInput, easeWeights } from './ease-fit.ts';

serve((input: EaseInput) => easeWeights(input));
