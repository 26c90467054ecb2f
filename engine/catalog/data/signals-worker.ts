import { serve } from '../../numeric/parallel.ts';
import { signalsWork } from './prepared.ts';

serve(signalsWork);
