import type { Feed } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandModule, wholeNumber } from './io.ts';

interface Options {
  workspace?: string;
  user: string;
  k?: number;
  config: string;
  explain?: boolean;
  serve?: boolean;
  json?: boolean;
}

/** `steward feed`: the feed of one user as it would be served, or, with --serve, as it is served. */
export const feedCommand: CommandModule = (program, io) => {
  program
    .command('feed')
    .description("make a user's feed: candidates, filters, scores and their order, with all reasons")
    .requiredOption('--user <id>', 'whose feed; somebody whom the workspace does not know gets that of a newcomer')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--k <n>', 'places; as the configuration says by default', wholeNumber(1))
    .option('--config <name>', 'a configuration by name', 'default')
    .option('--explain', 'say why each item is there, and what was dropped')
    .option('--serve', 'log the impressions: the feed is shown to the user')
    .option('--json', 'print one JSON object')
    .action(
      action(io, async (options: Options) => {
        const { user, config, k } = options;
        const feed = await withWorkspace(io, options, async (client) => {
          if (options.serve) return client.feeds.serve({ user, config, k });
          if (k === undefined) return client.feeds.preview({ for: { user }, config });
          const own = (await client.feeds.configs()).find(({ name }) => name === config);
          const asked = own ? { ...own, k } : config;
          return client.feeds.preview({ for: { user }, config: asked });
        });
        if (options.json) io.out(JSON.stringify(feed));
        else for (const line of linesOf(feed, options.explain ?? false)) io.out(line);
      }),
    );
};

function* linesOf(feed: Feed, explain: boolean): Generator<string> {
  for (const { place, item, title, score, badges, notices, reasons, sources, placement } of feed.items) {
    const marks = badges.length > 0 ? `  [${badges.join(', ')}]` : '';
    yield `${String(place).padStart(3)}  ${score.toFixed(3)}  ${item}  ${title ?? ''}${marks}`;
    for (const notice of notices) yield `            notice: ${notice}`;
    if (!explain) continue;
    const why = reasons.map(({ label, value }) => `${label} ${value.toFixed(3)}`).join(', ');
    yield `            score: ${why || 'no reason is known'}`;
    yield `            from: ${sources.map(({ source, rank }) => `${source} ${rank}`).join(', ')}`;
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
