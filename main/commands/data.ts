import type { AttributeSummary, CatalogSummary, Popularity } from '../../engine/contract/index.ts';
import { withWorkspace } from './engine.ts';
import { action, type CommandIo, type CommandModule } from './io.ts';

/** `data`: what the workspace holds for the recommender, and how unequal it is. */
export const dataCommand: CommandModule = (program, io) => {
  program
    .command('data')
    .description('Tell what users, items and interactions the workspace holds.')
    .option('--workspace <dir>', 'the workspace folder')
    .option('--json', 'print one JSON object')
    .action(
      action(io, ({ workspace, json }: { workspace?: string; json?: boolean }) =>
        withWorkspace(io, { workspace }, async (client) => {
          const summary = await client.catalog.summary();
          if (json) io.out(JSON.stringify(summary));
          else print(io, summary);
        }),
      ),
    );
};

function print(io: CommandIo, { users, items, interactions, kinds, attributes, popularity }: CatalogSummary): void {
  io.out(`${count(users)} users, ${count(items)} items, ${count(interactions)} interactions`);
  for (const kind of kinds) {
    const values =
      kind.lowest === kind.highest ? '' : `, values ${kind.lowest} to ${kind.highest}, mean ${short(kind.mean)}`;
    const times = kind.first === null ? '' : `, ${day(kind.first)} to ${day(kind.last!)}`;
    const who = `${count(kind.users)} users, ${count(kind.items)} items`;
    io.out(`  ${kind.name} (${kind.signal}): ${count(kind.interactions)} by ${who}${values}${times}`);
  }
  for (const subject of ['user', 'item'] as const) {
    const own = attributes.filter((attribute) => attribute.subject === subject);
    if (own.length > 0) io.out(`attributes of ${subject}s`);
    for (const attribute of own) io.out(`  ${describe(attribute)}`);
  }
  if (popularity) tellPopularity(io, popularity, items);
}

function describe({ name, type, missing, distinct, values }: AttributeSummary): string {
  const isRange = type === 'number' || type === 'date';
  const shown = values.slice(0, isRange ? 3 : 5).map(({ value, n }) => (isRange ? value : `${value} ${count(n)}`));
  const what = isRange ? `lowest, median, highest: ${shown.join(', ')}` : shown.join(', ');
  return `${name} (${type}): ${count(missing)} missing, ${count(distinct)} different${shown.length > 0 ? `; ${what}` : ''}`;
}

function tellPopularity(io: CommandIo, popularity: Popularity, items: number): void {
  const { gini, topTenth, topHundredth, longTail, never, activityCorrelation } = popularity;
  io.out('popularity of items');
  io.out(`  Gini ${short(gini)} (0: all alike, 1: one has all)`);
  io.out(`  the top hundredth has ${share(topHundredth)} of all interactions, the top tenth ${share(topTenth)}`);
  io.out(`  ${count(longTail)} of ${count(items)} items share the last fifth, ${count(never)} have none`);
  if (activityCorrelation !== null) {
    io.out(`  a user's number of items against their mean popularity: ${short(activityCorrelation)} (Spearman)`);
  }
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function share(part: number): string {
  return `${(100 * part).toFixed(1)}%`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
