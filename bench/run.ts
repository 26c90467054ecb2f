import { candidates } from './candidates.ts';
import { evaluating } from './evaluate.ts';
import { fairnessAudit } from './fairness-audit.ts';
import { fairnessSimulation } from './fairness-simulation.ts';
import { feed } from './feed.ts';
import { feedBatch } from './feed-batch.ts';
import { feedByRanker } from './feed-ranker.ts';
import { importing } from './import.ts';
import { importingInteractions } from './import-interactions.ts';
import { loop } from './loop.ts';
import { type Figure, machine } from './measure.ts';
import { moderation } from './moderation.ts';
import { paint } from './paint.ts';
import { ranking } from './ranking.ts';
import { reranking } from './reranking.ts';
import { scaling } from './scaling.ts';

const benches = {
  'fairness-audit': fairnessAudit,
  'fairness-simulation': fairnessSimulation,
  candidates,
  feed,
  'feed-batch': feedBatch,
  'feed-ranker': feedByRanker,
  moderation,
  import: importing,
  'import-interactions': importingInteractions,
  evaluate: evaluating,
  loop,
  paint,
  ranking,
  reranking,
  scaling,
};

/** `npm run bench` runs all; `npm run bench -- import paint` runs those. Prints one table, for bench/README.md. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench '${unknown[0]}'. There are: ${Object.keys(benches).join(', ')}.\n`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`${name} ...\n`);
  figures.push(...(await bench()));
}

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 });
process.stdout.write(`${machine()}\n\n| bench | what | figure | peer | ratio |\n|---|---|---|---|---|\n`);
for (const { bench, what, value, unit, peer, peerValue, ratio } of figures) {
  const beside = peer && peerValue !== undefined ? `${peer}: ${number(peerValue)} ${unit}` : '';
  process.stdout.write(
    `| ${bench} | ${what} | ${number(value)} ${unit} | ${beside} | ${ratio ? number(ratio) : ''} |\n`,
  );
}
