import { z } from 'zod';
import { channels } from '../preload/channels.ts';
import type { AppWindow, ElectronLike, SenderEvent } from './desktop-electron.ts';
import { isAppAddress } from './navigation.ts';

const title = z.string().trim().min(1).max(200);
const folderOptions = z.object({ title, create: z.boolean() });
const fileOptions = z.object({ title });

export interface IpcParts {
  window(): AppWindow | null;
  /** The page asks for a connection to the engine. */
  requestPort(): void;
  log(message: string): void;
}

/**
 * Registers everything that the page may ask of the main process. One place checks every message: it must come from the
 * main frame of our window while that shows the workbench, and its argument must be as the schema says.
 */
export function registerIpc(electron: ElectronLike, parts: IpcParts): void {
  const answer = <T>(channel: string, schema: z.ZodType<T>, run: (options: T) => Promise<unknown>): void => {
    electron.ipcMain.handle(channel, async (event, options) => {
      checkSender(channel, event, parts);
      const parsed = schema.safeParse(options);
      if (!parsed.success) throw new Error(`BAD_INPUT: ${channel} was called with a wrong argument.`);
      return run(parsed.data);
    });
  };

  answer(channels.pickFolder, folderOptions, async (options) => {
    const create = options.create ? (['createDirectory', 'promptToCreate'] as const) : [];
    const picked = await electron.dialog.showOpenDialog({
      title: options.title,
      properties: ['openDirectory', ...create],
    });
    return picked.canceled ? null : (picked.filePaths[0] ?? null);
  });

  answer(channels.pickFile, fileOptions, async (options) => {
    const picked = await electron.dialog.showOpenDialog({ title: options.title, properties: ['openFile'] });
    return picked.canceled ? null : (picked.filePaths[0] ?? null);
  });

  electron.ipcMain.on(channels.requestPort, (event) => {
    try {
      checkSender(channels.requestPort, event, parts);
    } catch {
      // Nobody waits for an answer here, and the refusal is logged already.
      return;
    }
    parts.requestPort();
  });
}

function checkSender(channel: string, event: SenderEvent, parts: IpcParts): void {
  const isOurWindow = event.sender.id === parts.window()?.webContents.id;
  const isMainFrame = event.senderFrame !== null && event.senderFrame.parent === null;
  if (isOurWindow && isMainFrame && isAppAddress(event.senderFrame?.url)) return;
  parts.log(`A message on ${channel} was refused: it did not come from the workbench.`);
  throw new Error(`REFUSED: ${channel} may be called by the workbench only.`);
}
