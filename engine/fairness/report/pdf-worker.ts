import type { Audit } from '../../contract/index.ts';
import { serve } from '../../numeric/parallel.ts';
import { reportOf } from './contents.ts';
import { pdfOf } from './pdf.ts';

serve((audit: Audit) => pdfOf(reportOf(audit)));
