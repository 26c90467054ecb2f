import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { reportFormats } from '../../../engine/contract/audited.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { download } from '../../ui/download.ts';

/** The audit as a file to hand on; the engine writes it. */
export function ReportButtons({ id }: { id: number }) {
  const { queries } = useWorkbench();
  const write = useMutation(
    queries.fairness.report.mutationOptions({
      onSuccess: ({ name, data }) => download(name, data),
      onError: tellProblem,
    }),
  );
  return reportFormats.map((format) => (
    <Button
      key={format}
      size="compact-xs"
      variant="default"
      leftSection={<IconDownload size={13} aria-hidden />}
      loading={write.isPending && write.variables.format === format}
      disabled={write.isPending}
      aria-label={`Report as ${format.toUpperCase()}`}
      onClick={() => write.mutate({ id, format })}
    >
      {format.toUpperCase()}
    </Button>
  ));
}
