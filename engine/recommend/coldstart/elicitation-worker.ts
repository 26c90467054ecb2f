import { serve } from '../../numeric/parallel.ts';
import type { ElicitationTree } from './elicitation.ts';
import { growing, type TreeSetup } from './tree-growth.ts';

serve<TreeSetup, ElicitationTree>((setup, onProgress) => growing(setup, onProgress));
