import { serve } from '../../numeric/parallel.ts';
import { reportOf } from './contents.ts';
import { htmlOf } from './html.ts';
import { pdfOf } from './pdf.ts';
import type { ReportRequest } from './write.ts';

serve(async ({ audit, version, format }: ReportRequest) => {
  const report = reportOf(audit, version);
  return format === 'pdf' ? await pdfOf(report) : new TextEncoder().encode(htmlOf(report));
});
