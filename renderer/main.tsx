import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './ui/global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { followChanges } from './app/changes.ts';
import { createEngineClient } from './app/client.ts';
import { transportFor } from './app/transports.ts';
import { WorkbenchProvider } from './app/workbench.tsx';
import { cssVariables, theme } from './ui/theme.ts';

const engine = createEngineClient(transportFor(window));
void engine.connection.run();
followChanges(engine);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Notifications position="top-center" limit={3} />
      <QueryClientProvider client={engine.cache}>
        <WorkbenchProvider engine={engine}>
          <App />
        </WorkbenchProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
