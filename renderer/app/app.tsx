import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Delayed } from '../ui/states.tsx';
import styles from './app.module.css';
import { FailedScreen } from './failed-screen.tsx';
import { Screen } from './screen.tsx';
import { Shell } from './shell.tsx';
import { StartScreen } from './start-screen.tsx';
import { useConnection, useWorkbench } from './workbench.tsx';

/** The workbench, in whichever state it is: connecting, choosing a workspace, failed to open one, or at work. */
export function App() {
  const connection = useConnection();
  const { queries } = useWorkbench();
  const { data: workspace } = useQuery({
    ...queries.workspace.state.queryOptions(),
    enabled: connection.phase === 'ready',
  });
  useTitle(workspace?.state === 'open' ? workspace.name : null);

  if (connection.phase === 'unauthorised') {
    return (
      <Screen>
        <h1>This window is not signed in</h1>
        <p>Open the address that Steward printed when it started: it carries the token for this session.</p>
        <Button variant="filled" onClick={() => window.location.reload()}>
          Try again
        </Button>
      </Screen>
    );
  }
  if (!workspace) {
    const isLost = connection.phase === 'lost' && connection.attempt > 2;
    return (
      <Screen>
        <Delayed>
          <p className={styles.wait} role="status">
            <Loader size={16} />
            {isLost ? 'The engine does not answer yet; trying again.' : 'Starting the engine…'}
          </p>
        </Delayed>
      </Screen>
    );
  }
  return (
    <>
      <LostBanner />
      {workspace.state === 'open' && <Shell key={workspace.dir} workspace={workspace} />}
      {workspace.state === 'closed' && <StartScreen />}
      {workspace.state === 'failed' && <FailedScreen failure={workspace} />}
      {workspace.state === 'opening' && (
        <Screen>
          <Delayed>
            <p className={styles.wait} role="status">
              <Loader size={16} /> Opening {workspace.dir}…
            </p>
          </Delayed>
        </Screen>
      )}
    </>
  );
}

/** Says that the engine is away and that nothing needs to be done; it leaves by itself. */
function LostBanner() {
  const { phase } = useConnection();
  const hasBeenReady = useRef(false);
  if (phase === 'ready') hasBeenReady.current = true;
  return (
    <div role="status" className={styles.banner} data-shown={phase !== 'ready'}>
      {phase !== 'ready' && hasBeenReady.current && 'Engine stopped – restarting. What you see may be a moment old.'}
    </div>
  );
}

function useTitle(workspace: string | null) {
  useEffect(() => {
    document.title = workspace ? `${workspace} – Steward` : 'Steward';
  }, [workspace]);
}
