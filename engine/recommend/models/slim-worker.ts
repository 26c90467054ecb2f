import { serveRange } from '../../numeric/parallel.ts';
import { prepareSlim } from './slim-fit.ts';

serveRange(prepareSlim);
