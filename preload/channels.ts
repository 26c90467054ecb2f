/** Names of the few messages between the window and the main process; everything else goes over the engine's port. */
export const channels = {
  pickFolder: 'steward:pick-folder',
  pickFile: 'steward:pick-file',
  requestPort: 'steward:request-port',
  port: 'steward:port',
  engine: 'steward:engine',
} as const;
