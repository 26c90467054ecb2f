import { serve } from '../../numeric/parallel.ts';
import { type SvdInput, truncatedSvd } from './svd-fit.ts';

serve((input: SvdInput, onProgress) => truncatedSvd(input, onProgress));
