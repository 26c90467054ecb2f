import { serve } from '../../numeric/parallel.ts';
import { measureExposure } from './measure.ts';

serve(measureExposure);
