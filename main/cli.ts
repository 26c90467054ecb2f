import { createInterface } from 'node:readline/promises';
import { Command, CommanderError } from 'commander';
import { loadAlgorithms } from '../engine/recommend/plan.ts';
import { version } from '../engine/version.ts';
import { askCommand } from './commands/ask.ts';
import { auditCommand } from './commands/audit.ts';
import { classifyCommand } from './commands/classify.ts';
import { dataCommand } from './commands/data.ts';
import { decisionsCommand } from './commands/decisions.ts';
import { demoCommand } from './commands/demo.ts';
import { embedCommand } from './commands/embed.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { evaluateHeadsCommand } from './commands/evaluate-heads.ts';
import { feedCommand } from './commands/feed.ts';
import { fitCommand } from './commands/fit.ts';
import { importCommand } from './commands/import.ts';
import { type CommandIo, exitCodes } from './commands/io.ts';
import { mitigateCommand } from './commands/mitigate.ts';
import { moderateCommand } from './commands/moderate.ts';
import { openapiCommand } from './commands/openapi.ts';
import { rankerCommand } from './commands/ranker.ts';
import { ratesCommand } from './commands/rates.ts';
import { recommendCommand } from './commands/recommend.ts';
import { reviewCommand } from './commands/review.ts';
import { rulesCommand } from './commands/rules.ts';
import { runsCommand } from './commands/runs.ts';
import { serveCommand } from './commands/serve.ts';
import { statsCommand } from './commands/stats.ts';
import { trainCommand } from './commands/train.ts';
import { tuneCommand } from './commands/tune.ts';
import { versionsCommand } from './commands/versions.ts';
import { workspaceCommands } from './commands/workspace.ts';

/** Runs one command line (without `node` and the script) and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runCommandLine(args: readonly string[], io: CommandIo): Promise<number> {
  const program = new Command('steward')
    .description('Moderation, recommendation and fairness audits over one local workspace.')
    .version(version)
    // Options of `evaluate` end where `heads` begins: both have --data.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('Use --help to see what there is.');
  const modules = [
    demoCommand,
    importCommand,
    dataCommand,
    rulesCommand,
    moderateCommand,
    reviewCommand,
    decisionsCommand,
    classifyCommand,
    trainCommand,
    evaluateCommand(loadAlgorithms),
    evaluateHeadsCommand,
    ratesCommand,
    statsCommand,
    fitCommand(loadAlgorithms),
    recommendCommand(loadAlgorithms),
    feedCommand,
    askCommand,
    embedCommand,
    tuneCommand(loadAlgorithms),
    runsCommand,
    auditCommand,
    mitigateCommand,
    versionsCommand,
    rankerCommand,
    workspaceCommands,
    serveCommand,
    openapiCommand,
  ];
  for (const add of modules) add(program, io);
  for (const command of program.commands) inherit(command, program);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  }
  return io.exitCode;
}

/** Subcommands made before their parent's settings were copied would exit the process by themselves. */
function inherit(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
}

/** Where the process itself reads and writes. Ctrl-C once cancels, twice ends at once. */
function processIo(): CommandIo {
  const abort = new AbortController();
  process.on('SIGINT', () => {
    if (abort.signal.aborted) process.exit(130);
    abort.abort();
  });
  const isTerminal = process.stderr.isTTY === true;
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    isTerminal,
    progress: (line) => {
      if (isTerminal) process.stderr.write(`\r\x1b[2K${line}`);
    },
    ...(isTerminal && process.stdin.isTTY && { ask: (question: string) => askTerminal(question, abort.signal) }),
    signal: abort.signal,
    exitCode: exitCodes.done,
  };
}

/** One line from the terminal; null where the input ends or Ctrl-C cancels. */
async function askTerminal(question: string, signal: AbortSignal): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<null>((resolve) => lines.once('close', () => resolve(null)));
  try {
    return await Promise.race([lines.question(question, { signal }), ended]);
  } catch {
    return null;
  } finally {
    lines.close();
  }
}

if (import.meta.main) {
  // A closed pipe (`| head`) is no failure of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await runCommandLine(process.argv.slice(2), processIo());
}
