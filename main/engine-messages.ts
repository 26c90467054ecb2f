import { z } from 'zod';

/** How a host tells the engine's process what to be; travels as JSON in one environment variable. */
export const engineSettings = z.object({
  paths: z.object({ config: z.string(), models: z.string(), heads: z.array(z.string()), lexicon: z.string() }),
  workers: z.number().int().positive().optional(),
  openAtStart: z.string().optional(),
});
export type EngineSettings = z.infer<typeof engineSettings>;

/** The environment variable that carries the settings. */
export const settingsVariable = 'STEWARD_ENGINE';

/** What the engine's process tells its host beside the frames of its connections. */
export const engineReport = z.discriminatedUnion('report', [
  z.object({ report: z.literal('ready') }),
  /** The folder that is open now, so that a restarted engine opens it again; null when a person closed it. */
  z.object({ report: z.literal('workspace'), dir: z.string().nullable() }),
]);
export type EngineReport = z.infer<typeof engineReport>;

/** What a host asks of the engine's process: close everything and exit. */
export const stopRequest = { request: 'stop' } as const;

/** True for the message that asks the engine to close and exit. */
export function isStopRequest(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'request' in message && message.request === stopRequest.request
  );
}
