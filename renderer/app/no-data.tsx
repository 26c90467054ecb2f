import { Button } from '@mantine/core';
import { IconFileImport, IconFlask } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Empty } from '../ui/states.tsx';
import { goTo } from './route.ts';
import { useWorkspaceActions } from './use-workspace.ts';
import { tellProblem } from './workbench.tsx';

/** Where a panel has no `what` ('items') to work with: the two ways to some, and in `children` what would be enough. */
export function NoDataYet({ what, children }: { what: string; children: ReactNode }) {
  const { demo } = useWorkspaceActions();
  return (
    <Empty
      title={`No ${what} yet`}
      action={
        <>
          <Button variant="filled" leftSection={<IconFileImport size={15} aria-hidden />} onClick={() => goTo('data')}>
            Import {what}
          </Button>
          <Button
            leftSection={<IconFlask size={15} aria-hidden />}
            loading={demo.isPending}
            onClick={() => demo.mutate({}, { onError: tellProblem })}
          >
            Try the demo
          </Button>
        </>
      }
    >
      {children}
    </Empty>
  );
}
