import type { Command } from 'commander';
import { StewardError } from '../../engine/contract/errors.ts';
import type { AllocatorsCompared, Feed, FeedConfig, FeedMeasures, Merge } from '../../engine/contract/index.ts';
import type { EngineClient } from '../engine-client.ts';
import { withWorkspace } from './engine.ts';
import { addFeedBatch } from './feed-batch.ts';
import { addFeedCalibrate } from './feed-calibrate.ts';
import { addFeedMeasure } from './feed-measure.ts';
import { mergeOf } from './feed-merge.ts';
import { addFeedWhy } from './feed-why.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';

interface Asked {
  workspace?: string;
  user: string;
  k?: number;
  config: string;
  merge?: Merge;
  version?: number;
  json?: boolean;
}

interface Options extends Asked {
  explain?: boolean;
  serve?: boolean;
}

/**
 * `steward feed`: the feed of one user as it would be served, or, with --serve, as it is served; `feed allocators`: what
 * each allocator makes of the same candidates; `feed why`, `feed measure` and `feed batch`: files of their own.
 */
export const feedCommand: CommandModule = (program, io) => {
  const parent = program
    .command('feed')
    .description('feeds with all their reasons, and what else could be made of them');
  withOptions(parent.command('show', { isDefault: true }))
    .description("make a user's feed: candidates, filters, scores and their order, with all reasons")
    .option('--explain', 'say why each item is there, and what was dropped')
    .option('--serve', 'log the impressions: the feed is shown to the user')
    .action(
      action(io, async (options: Options) => {
        const { user, config, k } = options;
        const made = await withWorkspace(io, options, async (client) => {
          if (options.serve) refuseChanges(options);
          if (options.serve) return client.feeds.serve({ user, config, k, explain: options.explain });
          return client.feeds.preview({ for: { user }, config: await configOf(client, options) });
        });
        if (options.json) io.out(JSON.stringify(made));
        else for (const line of linesOf(made, options.explain ?? false)) io.out(line);
      }),
    );
  withOptions(parent.command('allocators'))
    .description('order the same candidates by each allocator: what each gains and loses against the one in use')
    .option('--only <ids>', 'these only, by commas')
    .action(
      action(io, async (options: Asked & { only?: string }) => {
        const compared = await withWorkspace(io, options, async (client) => {
          const config = await configOf(client, options);
          const { key } = await client.feeds.preview({ for: { user: options.user }, config });
          return client.feeds.compareAllocators({ key, config, allocators: options.only?.split(',') });
        });
        if (options.json) io.out(JSON.stringify(compared));
        else for (const line of comparisonLines(compared)) io.out(line);
      }),
    );
  addFeedWhy(withOptions(parent.command('why')), io, configOf);
  addFeedMeasure(parent, io);
  addFeedBatch(parent, io);
  addFeedCalibrate(parent, io);
};

function withOptions(command: Command): Command {
  return command
    .requiredOption('--user <id>', 'whose feed; somebody whom the workspace does not know gets that of a newcomer')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--k <n>', 'places; as the configuration says by default', wholeNumber(1))
    .option('--config <name>', 'a configuration by name', 'default')
    .option('--merge <how>', 'candidates by rank, or by score (feed calibrate); as the configuration says', mergeOf)
    .option('--version <n>', "a version of the model in place of the slot's active one", wholeNumber(1))
    .option('--json', 'print one JSON object');
}

/** The configuration that is asked for, with what options say in its place. NOT_FOUND where there is none. */
async function configOf(client: EngineClient, { config: name, k, merge, version }: Asked): Promise<FeedConfig> {
  const all = await client.feeds.configs();
  const found = all.find((one) => one.name === name);
  if (found)
    return { ...found, ...(k !== undefined && { k }), ...(merge && { merge }), ...(version && { model: version }) };
  throw new StewardError('NOT_FOUND', `There is no configuration '${name}'.`, {
    advice: `There are: ${all.map((one) => one.name).join(', ')}.`,
    place: { field: '--config' },
  });
}

/** A feed is served by a saved configuration alone. BAD_INPUT where something of it is to be other. */
function refuseChanges({ merge, version }: Asked): void {
  if (merge === undefined && version === undefined) return;
  const field = merge === undefined ? '--version' : '--merge';
  throw new StewardError('BAD_INPUT', 'A feed is served as its configuration says.', {
    advice: `Leave ${field} or --serve out, or save a configuration that says so.`,
    place: { field },
  });
}

/** A table, each figure with its difference from the allocator in use. */
function* comparisonLines({ candidates, rows }: AllocatorsCompared): Generator<string> {
  const present = rows.find(({ isPresent }) => isPresent);
  if (!present) {
    yield 'Nothing may be shown: no item is left.';
    return;
  }
  yield `${candidates} candidates; in brackets the difference from ${present.id}`;
  const heads = ['relevance', 'diversity', 'publishers', 'topics', 'revenue', 'publisher gini', 'ms'];
  yield `${''.padEnd(12)}${heads.map((head) => head.padStart(18)).join('')}`;
  for (const { id, isPresent, measures, floors, relaxed, ms } of rows) {
    const cell = (name: keyof FeedMeasures, decimals: number) => {
      const [own, other] = [measures[name], present.measures[name]];
      if (own === null || other === null) return '-'.padStart(18);
      const gained = own - other;
      const sign = gained < 0 ? '-' : '+';
      const change = isPresent ? '' : ` (${sign}${Math.abs(gained).toFixed(decimals)})`;
      return `${own.toFixed(decimals)}${change}`.padStart(18);
    };
    const cells = [cell('relevance', 3), cell('diversity', 3), cell('publishers', 0), cell('topics', 0)];
    const rest = [cell('revenue', 2), cell('publisherGini', 3), ms.toFixed(1).padStart(18)];
    yield `${`${isPresent ? '*' : ' '} ${id}`.padEnd(12)}${[...cells, ...rest].join('')}`;
    for (const { words, share, atLeast } of floors) {
      yield `    ${words}: ${Math.round(100 * share)} % of exposure, at least ${Math.round(100 * atLeast)} % asked for`;
    }
    for (const words of relaxed) yield `    relaxed: ${words}`;
  }
}

/** 'popular 3', with the chance that its score stands for where it was calibrated: 'popular 3 (4.1 %)'. */
function broughtWords({ source, rank, chance }: Feed['items'][number]['sources'][number]): string {
  return `${source} ${rank}${chance === undefined ? '' : ` (${(100 * chance).toFixed(1)} %)`}`;
}

/** A feed for people: a line an item, a line a pass, and what is to be said of it. */
export function* linesOf(feed: Feed, explain: boolean): Generator<string> {
  for (const { place, item, title, score, badges, notices, reasons, sources, placement } of feed.items) {
    const marks = badges.length > 0 ? `  [${badges.join(', ')}]` : '';
    yield `${String(place).padStart(3)}  ${score.toFixed(3)}  ${item}  ${title ?? ''}${marks}`;
    for (const notice of notices) yield `            notice: ${notice}`;
    if (!explain) continue;
    const why = reasons.map(({ label, value }) => `${label} ${value.toFixed(3)}`).join(', ');
    yield `            score: ${why || 'no reason is known'}`;
    yield `            from: ${sources.map(broughtWords).join(', ')}`;
    yield `            place: ${placement.reason}, ${placement.before} by score. ${placement.words.join(' ')}`.trimEnd();
  }
  if (feed.items.length === 0) yield 'Nothing may be shown: no item is left.';
  yield '';
  for (const { name, in: from, out, ms, parts } of feed.stages) {
    yield `${name.padEnd(12)} ${String(from).padStart(8)} -> ${String(out).padEnd(6)} ${ms.toFixed(1)} ms`;
    if (!explain) continue;
    for (const part of parts) {
      const note = part.absent ?? part.note ?? '';
      yield `  ${part.name.padEnd(15)} ${String(part.in).padStart(8)} -> ${String(part.out).padEnd(6)} ${part.ms.toFixed(1)} ms  ${note}`.trimEnd();
    }
  }
  for (const words of feed.fallbacks) yield `fallback: ${words}`;
  for (const words of feed.relaxed) yield `relaxed: ${words}`;
  if (explain) {
    for (const { item, stage, reason, words } of feed.dropped) yield `dropped: ${item} (${stage}, ${reason}): ${words}`;
  }
  const { config, configVersion, model, algorithm, dataRevision, moderation } = feed.versions;
  const by = model === null ? 'no model' : `${algorithm} version ${model}`;
  yield `by ${config} version ${configVersion}, ${by}, data ${dataRevision}, moderation ${moderation}; ${feed.ms.toFixed(1)} ms`;
}
