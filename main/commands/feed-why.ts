import type { Command } from 'commander';
import type { FeedConfig, ItemJourney } from '../../engine/contract/index.ts';
import type { EngineClient } from '../engine-client.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo } from './io.ts';

interface Options {
  workspace?: string;
  user: string;
  item: string;
  k?: number;
  config: string;
  json?: boolean;
}

/**
 * `steward feed why`: how one item fares in a user's feed, whether it is shown or not. `command` has the options of a
 * feed, and `configOf` finds the configuration that they name.
 */
export function addFeedWhy(
  command: Command,
  io: CommandIo,
  configOf: (client: EngineClient, options: Options) => Promise<FeedConfig>,
): void {
  command
    .description('say why an item is in the feed of a user or not: its sources, its score, and each step of its order')
    .requiredOption('--item <id>', 'the item, shown or not')
    .action(
      action(io, async (options: Options) => {
        const journey = await withWorkspace(io, options, async (client) => {
          const config = await configOf(client, options);
          const { key } = await client.feeds.preview({ for: { user: options.user }, config });
          return client.feeds.why({ key, config, item: options.item });
        });
        if (options.json) io.out(JSON.stringify(journey));
        else for (const line of linesOf(journey)) io.out(line);
      }),
    );
}

function* linesOf({ item, place, dropped, sources, score, reasons, steps, decision }: ItemJourney): Generator<string> {
  yield place === null ? `${item} is not shown` : `${item} is shown at place ${place}`;
  if (dropped) yield `dropped: ${dropped.stage}, ${dropped.reason}: ${dropped.words}`;
  const from = sources.map(({ source, rank }) => `${source} ${rank}`).join(', ');
  yield `from: ${from || 'no source'}`;
  if (score !== null) yield `score: ${score.toFixed(3)}`;
  for (const { label, value } of reasons) yield `  ${value.toFixed(3).padStart(7)}  ${label}`;
  for (const { by, place: at, words } of steps) yield `${by.padEnd(15)} ${String(at ?? '-').padStart(4)}  ${words}`;
  if (!decision) yield 'moderation: nothing was decided';
  else {
    const by = decision.source === 'person' ? ' by a moderator' : '';
    yield `moderation: ${decision.effect}${by}${decision.policy ? ` (${decision.policy})` : ''}`;
  }
}
