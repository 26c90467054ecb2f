import { serve } from '../../numeric/parallel.ts';
import { coClusters } from './paco-fit.ts';

serve(coClusters);
