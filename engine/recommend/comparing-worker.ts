import { serve } from '../numeric/parallel.ts';
import { compareRuns } from './comparing.ts';

serve(compareRuns);
