import { contextBridge, ipcRenderer } from 'electron';
import { portMessage, type StewardBridge } from '../engine/contract/bridge.ts';
import { channels } from './channels.ts';

/** What the page may ask of the desktop: one function a wish, never ipcRenderer itself, never its event objects. */
const bridge: StewardBridge = {
  platform: process.platform,
  pickFolder: (options) => ipcRenderer.invoke(channels.pickFolder, options),
  pickFile: (options) => ipcRenderer.invoke(channels.pickFile, options),
  requestPort: () => ipcRenderer.send(channels.requestPort),
  onEngine: (listener) => {
    const tell = (_event: unknown, event: 'ready' | 'lost'): void => listener(event);
    ipcRenderer.on(channels.engine, tell);
    return () => {
      ipcRenderer.removeListener(channels.engine, tell);
    };
  },
};

contextBridge.exposeInMainWorld('steward', bridge);

// A port cannot cross the bridge, so it goes by window message. '/' means this very origin: it says the same as
// location.origin and does not depend on how an app:// origin is written.
ipcRenderer.on(channels.port, (event) => window.postMessage(portMessage, '/', event.ports));
