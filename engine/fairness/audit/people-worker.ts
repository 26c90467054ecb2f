import type { AuditCell } from '../../contract/index.ts';
import { serve } from '../../numeric/parallel.ts';
import { type PeopleRequest, peopleSide } from './people-side.ts';

serve<PeopleRequest, AuditCell[]>(peopleSide);
