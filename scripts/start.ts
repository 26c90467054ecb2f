import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StewardError } from '../engine/contract/errors.ts';
import { whyNoWindow } from '../main/open-browser.ts';
import { repositoryRoot } from '../main/paths.ts';
import { serveWorkbench } from '../main/web/serve.ts';
import { isBuildStale } from './start/build.ts';
import { type FoundElectron, findElectron } from './start/electron.ts';

// `npm start`: the desktop app where one can be opened, and otherwise the same workbench in the browser.

const usage = 'npm start -- [--browser] [--workspace DIR] [--port N]';

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  });
}
const err = (line: string): void => void process.stderr.write(`${line}\n`);

/** Builds the workbench where it is missing or older than its sources. */
async function build(): Promise<void> {
  if (!isBuildStale(repositoryRoot)) return;
  err('Building the workbench...');
  const cli = join(repositoryRoot, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const child = spawn(process.execPath, [cli, 'build', '--logLevel', 'warn'], {
    cwd: repositoryRoot,
    stdio: ['ignore', 2, 2],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new StewardError('INTERNAL', 'The workbench could not be built.', { advice: 'See above.' });
}

/** A desktop app that ends sooner than this with a failure never showed a window. */
const startLimit = 5_000;

/** Runs the desktop app until its window is closed, or until Ctrl-C. The reason where it could not even start. */
async function runDesktop(binary: string, workspace: string | undefined): Promise<string | null> {
  const startedAt = performance.now();
  const args = workspace === undefined ? [] : ['--workspace', resolve(workspace)];
  const child = spawn(binary, [repositoryRoot, ...args], { stdio: 'inherit' });
  abort.signal.addEventListener('abort', () => child.kill());
  const ended = await once(child, 'exit').catch((error: Error) => [error.message]);
  const [code, signal] = ended as [number | string | null, string | undefined];
  if (abort.signal.aborted || code === 0) return null;
  if (performance.now() - startedAt < startLimit) return `Electron could not start (${signal ?? code})`;
  process.exitCode = 1;
  return null;
}

/** Where the workbench is shown: a binary to run, or why the browser is used; null where a person asked for that. */
async function chooseHost(wantsBrowser: boolean | undefined): Promise<FoundElectron | { reason: null }> {
  if (wantsBrowser) return { reason: null };
  const reason = whyNoWindow(process);
  if (reason) return { reason };
  if (process.platform === 'linux' && process.getuid?.() === 0) return { reason: 'Electron does not run as root' };
  return findElectron(repositoryRoot, abort.signal);
}

try {
  const { values } = parseArgs({
    options: { browser: { type: 'boolean' }, workspace: { type: 'string' }, port: { type: 'string' } },
  });
  await build();
  const host = await chooseHost(values.browser);
  const reason = 'binary' in host ? await runDesktop(host.binary, values.workspace) : host.reason;
  const isDone = 'binary' in host && reason === null;
  if (!isDone && !abort.signal.aborted) {
    if (reason) err(`The desktop app is not opened, since ${reason}: serving it for the browser.`);
    const port = values.port === undefined ? undefined : Number(values.port);
    await serveWorkbench(
      { workspace: values.workspace, port, open: true },
      { out: (line) => process.stdout.write(`${line}\n`), err, signal: abort.signal },
    );
  }
} catch (error) {
  err(`error: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof StewardError && error.advice) err(`  do: ${error.advice}`);
  if (error instanceof TypeError) err(`  usage: ${usage}`);
  process.exitCode = error instanceof TypeError ? 2 : 1;
}
