import { Option } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import { type Ranker, type RankerKind, type RankerSettings, rankerKinds } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule, wholeNumber } from './io.ts';
import { followModels, number } from './model-jobs.ts';

interface Options {
  workspace?: string;
  json?: boolean;
}

interface FitOptions extends Options {
  kind?: RankerKind;
  labels?: RankerSettings['labels'];
  positives?: string;
  leastValue?: number;
  popularity?: number;
  clip?: number;
  positions: boolean;
  logQ: boolean;
  negatives?: number;
  epochs?: number;
  seed?: number;
  slot?: string;
  activate?: boolean;
  resume?: number;
}

/** `steward ranker`: the rankers of second passes; `ranker fit`, `list`, `show`, `activate`, `retire` and `remove`. */
export const rankerCommand: CommandModule = (program, io) => {
  const parent = program.command('ranker').description('train, list and choose the rankers that order feeds');
  const command = (name: string, about: string) =>
    parent
      .command(name)
      .description(about)
      .option('--workspace <dir>', 'the workspace folder')
      .option('--json', 'print JSON');
  command('fit', 'train a ranker on what was shown, or on interactions, and keep it as a version')
    .addOption(new Option('--kind <kind>', "the model ('fm' by default)").choices(rankerKinds))
    .addOption(new Option('--labels <from>', 'what to learn from').choices(['auto', 'impressions', 'interactions']))
    .option('--positives <kinds>', 'the kinds of interactions that count, by comma; all by default')
    .option('--least-value <n>', 'interactions of a smaller value do not count', number)
    .option('--popularity <power>', 'correct for popularity by this power (0.5 halves it on a log scale)', number)
    .option('--clip <n>', 'no row counts more than so many times the mean', number)
    .option('--no-positions', 'do not correct for places')
    .option('--no-log-q', 'leave the sampling of negatives in the scores: popular items fall behind')
    .option('--negatives <n>', 'negatives for each positive', wholeNumber(1))
    .option('--epochs <n>', 'passes over the rows at most', wholeNumber(1))
    .option('--seed <n>', 'the seed', wholeNumber())
    .option('--slot <name>', "whose feeds it orders ('default' by default)")
    .option('--activate', 'make it the active ranker of its slot')
    .option('--resume <job>', 'go on with a training that was stopped', wholeNumber(1))
    .action(action(io, (options: FitOptions) => fitRanker(io, options)));
  command('list', 'list the rankers of the workspace, newest first').action(
    action(io, async (options: Options) => {
      const rankers = await withWorkspace(io, options, (client) => client.rankers.list());
      if (options.json) io.out(JSON.stringify(rankers));
      else for (const ranker of rankers) io.out(lineOf(ranker));
    }),
  );
  command('show', 'show what a ranker learnt from and how well it does')
    .argument('<ranker>', 'its number', wholeNumber(1))
    .action(
      action(io, async (id: number, options: Options) => {
        const rankers = await withWorkspace(io, options, (client) => client.rankers.list());
        const ranker = rankers.find((one) => one.id === id);
        if (!ranker) {
          throw new StewardError('NOT_FOUND', `There is no ranker ${id}.`, { advice: 'Look at: steward ranker list' });
        }
        if (options.json) io.out(JSON.stringify(ranker));
        else for (const line of cardLines(ranker)) io.out(line);
      }),
    );
  for (const name of ['activate', 'retire'] as const) {
    const about = {
      activate: 'make a ranker the one that orders the feeds of its slot',
      retire: 'order the feeds of its slot without it; it is kept',
    }[name];
    command(name, about)
      .argument('<ranker>', 'its number', wholeNumber(1))
      .action(
        action(io, async (id: number, options: Options) => {
          const ranker = await withWorkspace(io, options, (client) => client.rankers[name]({ id }));
          io.out(options.json ? JSON.stringify(ranker) : `Ranker ${id} is ${ranker.state} in '${ranker.slot}'`);
        }),
      );
  }
  command('remove', 'delete a ranker that is not active, with its file')
    .argument('<ranker>', 'its number', wholeNumber(1))
    .action(
      action(io, async (id: number, options: Options) => {
        await withWorkspace(io, options, (client) => client.rankers.remove({ id }));
        io.out(options.json ? JSON.stringify({ id }) : `Removed ranker ${id}`);
      }),
    );
};

async function fitRanker(io: CommandIo, options: FitOptions): Promise<void> {
  const { kind, labels, leastValue, popularity, clip, positions, logQ, negatives, epochs, seed, slot, activate } =
    options;
  if (clip !== undefined && popularity === undefined) {
    throw new StewardError('BAD_INPUT', '--clip limits the correction for popularity, which is not asked for.', {
      advice: 'Give --popularity too.',
      place: { field: '--clip' },
    });
  }
  const settings = {
    kind,
    labels,
    positives: options.positives?.split(',').map((name) => name.trim()),
    leastValue,
    popularity: popularity === undefined ? null : { power: popularity, clip },
    positions,
    logQ,
    negatives,
    epochs,
    seed,
  };
  await withWorkspace(io, options, async (client) => {
    const started =
      options.resume === undefined
        ? await client.rankers.fit({ settings, slot, activate })
        : await client.jobs.resume({ id: options.resume });
    const job = await followModels(io, client, started, 'ranker fit');
    const ranker = (await client.rankers.list()).find((one) => one.job === job.id);
    if (!ranker) throw new StewardError('INTERNAL', 'The training left no ranker.');
    if (options.json) io.out(JSON.stringify(ranker));
    else for (const line of cardLines(ranker)) io.out(line);
    if (!options.json && ranker.state !== 'active') io.out(`  make it active: steward ranker activate ${ranker.id}`);
  });
}

function lineOf(ranker: Ranker): string {
  const { id, slot, state, kind, card, problem, isBehind } = ranker;
  const auc = card.metrics ? `AUC ${card.metrics.auc.mean.toFixed(4)}` : 'not measured';
  const { error } = card.calibration;
  const ece = error === null ? '' : `  ECE ${error.toFixed(4)}`;
  const notes = [...(isBehind ? ['data changed since'] : []), ...(problem === null ? [] : [problem])];
  const note = notes.length > 0 ? `  ! ${notes.join('; ')}` : '';
  return `${String(id).padStart(4)}  ${slot}  ${state.padEnd(9)} ${kind.padEnd(6)} ${auc}${ece}  ${correctionOf(ranker)}${note}`;
}

function correctionOf({ card: { source, settings } }: Ranker): string {
  const { popularity, positions, logQ } = settings;
  const corrected = [
    ...(popularity ? [`popularity ^${popularity.power}`] : []),
    ...(positions && source === 'impressions' ? ['places'] : []),
    ...(logQ && source === 'interactions' ? ['sampling'] : []),
  ];
  return `${source}${corrected.length > 0 ? `, corrected for ${corrected.join(' and ')}` : ''}`;
}

function* cardLines(ranker: Ranker): Generator<string> {
  const { id, kind, slot, state, card, fitSeconds } = ranker;
  const { rows, metrics, calibration } = card;
  yield `ranker ${id}: ${kind}, ${state} in '${slot}', learnt from ${correctionOf(ranker)} in ${fitSeconds.toFixed(1)} s`;
  yield `  rows: ${rows.train} to learn from, ${rows.validation} to stop and calibrate by, ${rows.test} to measure`;
  if (!metrics) yield '  not measured: the latest rows have but one outcome';
  for (const [name, label] of [
    ['auc', 'AUC'],
    ['gauc', 'GAUC'],
    ['logLoss', 'log loss'],
  ] as const) {
    if (!metrics) break;
    const { mean, low, high } = metrics[name];
    yield `  ${label.padEnd(12)} ${mean.toFixed(4)}  ${low.toFixed(4)} to ${high.toFixed(4)}`;
  }
  const { error, interval, method } = calibration;
  if (error === null) return;
  const between = interval ? `  ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}` : '';
  yield `  ECE          ${error.toFixed(4)}${between}  (calibrated by ${method})`;
}
