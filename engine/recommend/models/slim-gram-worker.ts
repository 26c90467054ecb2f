import { serve } from '../../numeric/parallel.ts';
import { slimGram } from './slim-fit.ts';

serve(slimGram);
