import { serveRange } from './parallel.ts';
import { prepareNeighbours } from './similarity.ts';

serveRange(prepareNeighbours);
