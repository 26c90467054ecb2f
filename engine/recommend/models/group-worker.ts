import { serve } from '../../numeric/parallel.ts';
import { groupUsers } from './group-fit.ts';

serve(groupUsers);
