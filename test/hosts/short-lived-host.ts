import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enginePaths } from '../../main/paths.ts';
import { startLoopbackHost } from '../../main/web/host.ts';

// A host that a test kills: says the engine's process id and then only waits.
const config = await mkdtemp(join(tmpdir(), 'steward-host-'));
const host = await startLoopbackHost({
  engine: { paths: enginePaths(config, config) },
  engineEntry: new URL('./stand-in-process.ts', import.meta.url),
  onEngineState: (state) => {
    if (state === 'ready') setImmediate(() => process.stdout.write(String(host.enginePid)));
  },
});
