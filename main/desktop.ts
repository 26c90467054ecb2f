import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import electron from 'electron';
import { runDesktop } from './desktop-app.ts';
import { logToStderr } from './engine-host.ts';

// The entry of the desktop app. Everything is decided in desktop-app.ts; here the real Electron and the places of the
// built files, which lie beside this one, are put in.
const built = join(import.meta.dirname, '..');
const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { workspace: { type: 'string' } },
  // Chromium adds switches of its own, and Electron the path of the app.
  strict: false,
});

runDesktop(electron, {
  files: {
    preload: join(built, 'preload', 'preload.cjs'),
    rendererRoot: join(built, 'renderer'),
    engineEntry: join(import.meta.dirname, 'engine-process.js'),
    resources: electron.app.isPackaged ? process.resourcesPath : join(built, '..'),
  },
  platform: process.platform,
  workspace: typeof values.workspace === 'string' ? resolve(values.workspace) : undefined,
  log: logToStderr,
});
