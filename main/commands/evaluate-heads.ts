import { join } from 'node:path';
import { StewardError } from '../../engine/contract/errors.ts';
import { openScoringPool } from '../../engine/moderation/classifiers/pool.ts';
import { type AlarmResult, evaluateHeads, type HeadResult } from '../../engine/moderation/training/evaluate.ts';
import { prepare } from '../../engine/moderation/training/prepare.ts';
import { type ProtocolResult, runProtocols } from '../../engine/moderation/training/protocols.ts';
import { alarmThresholds, defaultSeed } from '../../engine/moderation/training/train.ts';
import { configFolder, enginePaths, repositoryRoot } from '../paths.ts';
import { evaluateParent } from './evaluate.ts';
import { action, type CommandIo, type CommandModule } from './io.ts';

interface EvaluateOptions {
  data: string;
  heads?: string;
  protocols: boolean;
  json?: boolean;
}

/** `steward evaluate heads`: what the heads do on the parts they were not trained on. */
export const evaluateHeadsCommand: CommandModule = (program, io) => {
  evaluateParent(program)
    .command('heads')
    .description('measure the moderation heads on their test parts, and their recipe by published protocols')
    .requiredOption('--data <dir>', 'the folder of data sets the heads were trained on')
    .option('--heads <dir>', 'a folder of heads other than the ones that ship')
    .option('--no-protocols', 'leave out the protocols, which train anew on other splits')
    .option('--json', 'print one JSON object')
    .action(action(io, (options: EvaluateOptions) => evaluateAll(io, options)));
};

async function evaluateAll(io: CommandIo, options: EvaluateOptions): Promise<void> {
  const { models, heads } = enginePaths(repositoryRoot, configFolder());
  const progress = (message: string) => (io.isTerminal ? io.progress(message) : io.err(message));
  const pool = await openScoringPool({ modelsDir: models, classifierDirs: options.heads ? [options.heads] : heads });
  try {
    const infos = pool.classifiers();
    for (const { name, problem } of infos) if (problem) io.err(`${name}: ${problem}`);
    const seeds = [...new Set(infos.flatMap(({ card }) => card?.seed ?? []))];
    if (seeds.length > 1) {
      throw new StewardError('BAD_INPUT', `The heads were split by different seeds (${seeds.join(', ')}).`, {
        advice: 'Train them with one seed, or measure them apart.',
      });
    }
    const prepared = await prepare({
      dataDir: options.data,
      modelsDir: models,
      cacheDir: join(repositoryRoot, 'build', 'training'),
      seed: seeds[0] ?? defaultSeed,
      signal: io.signal,
      progress,
    });
    const { results, alarms } = await evaluateHeads(prepared, pool, io.signal);
    const protocols = options.protocols ? runProtocols(prepared, progress) : [];
    if (options.json) io.out(JSON.stringify({ results, alarms, protocols }));
    else print(io, results, alarms, protocols);
  } finally {
    await pool.close();
  }
}

function print(io: CommandIo, results: HeadResult[], alarms: AlarmResult[], protocols: ProtocolResult[]): void {
  const number = (value: number | null) => (value === null ? '-' : value.toFixed(4)).padStart(8);
  io.out(
    'Test parts'.padEnd(30) + ['rows', 'positive', 'AUC', 'AP', 'F1', 'ECE'].map((name) => name.padStart(9)).join(''),
  );
  for (const { label, set, rows, positives, rocAuc, averagePrecision, f1, ece } of results) {
    const counts = [rows, positives].map((count) => String(count).padStart(9)).join('');
    io.out(
      `${label.padEnd(12)}${set.padEnd(18)}${counts}${[rocAuc, averagePrecision, f1, ece].map((value) => ` ${number(value)}`).join('')}`,
    );
  }
  io.out('');
  io.out(
    `${'Fires on rows not labelled positive, at'.padEnd(40)}${alarmThresholds.map((t) => String(t).padStart(9)).join('')}`,
  );
  for (const { label, set, rows, judged, at } of alarms) {
    const what = `${label.padEnd(12)}${set.padEnd(18)}${String(rows).padStart(6)}${judged ? '    ' : ' (*)'}`;
    io.out(what + at.map((share) => `${(share * 100).toFixed(2)}%`.padStart(9)).join(''));
  }
  io.out('(*) rows nobody judged for this label are among them: not all of these are false.');
  if (protocols.length === 0) return;
  io.out('');
  io.out('Protocols (mean of three 80/20 splits)');
  for (const { protocol, metric, target, got } of protocols) {
    io.out(
      `${protocol.padEnd(46)}${metric.padEnd(10)} target ${target.toFixed(3)}  got ${got.toFixed(4)}  ${got >= target ? 'reached' : 'NOT REACHED'}`,
    );
  }
}
