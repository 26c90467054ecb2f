import { parseArgs } from 'node:util';
import { serveWorkbench } from './web/serve.ts';

// `node main/web.ts [--workspace DIR] [--port N] [--open]`: the loopback host by itself, without the command line.
const { values } = parseArgs({
  options: { workspace: { type: 'string' }, port: { type: 'string' }, open: { type: 'boolean' } },
});
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => abort.abort());
await serveWorkbench(
  { ...values, port: values.port === undefined ? undefined : Number(values.port) },
  {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    signal: abort.signal,
  },
);
