import type { ReportFormat } from '../../contract/index.ts';
import { inWorker } from '../../numeric/parallel.ts';
import type { ReportInput } from './input.ts';

const types = { html: 'text/html;charset=utf-8', pdf: 'application/pdf' } as const;

/** What a thread is asked for. */
export interface ReportRequest {
  audit: ReportInput;
  /** Of Steward. */
  version: string;
  format: ReportFormat;
}

/** An audit as a file, written on a thread: hundreds of comparisons take a second. Rejects with CANCELLED. */
export async function writeReport(request: ReportRequest, signal?: AbortSignal): Promise<{ name: string; data: Blob }> {
  const worker = new URL('./report-worker.ts', import.meta.url);
  const bytes = await inWorker<ReportRequest, Uint8Array<ArrayBuffer>>(worker, request, { signal });
  const { format } = request;
  return {
    name: `audit-${request.audit.hash.slice(0, 12)}.${format}`,
    data: new Blob([bytes], { type: types[format] }),
  };
}
