import { serve } from '../../numeric/parallel.ts';
import { expectedOf } from './neighbourhood-expected.ts';

serve(expectedOf);
