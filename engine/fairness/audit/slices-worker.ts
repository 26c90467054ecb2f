import { serve } from '../../numeric/parallel.ts';
import { type SliceRequest, type SliceSearch, worstSlices } from './worst-slices.ts';

serve<SliceRequest, SliceSearch>(worstSlices);
