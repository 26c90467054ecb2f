import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { mussels } from '../../engine/fairness/stats/test-kit.ts';
import { temporaryFolder } from '../../engine/moderation/classifiers/fixtures.ts';
import { printed } from './printed.ts';
import { statsCommand } from './stats.ts';

async function stats(lines: readonly string[], ...options: string[]) {
  const file = join(temporaryFolder(), 'rows.csv');
  writeFileSync(file, lines.join('\n'));
  const { io, ...texts } = printed();
  const program = new Command();
  statsCommand(program, io);
  const columns = ['--in', file, '--value', 'v', '--group', 'g', '--draws', '200'];
  await program.parseAsync(['stats', ...columns, ...options], { from: 'user' });
  return { ...texts, exitCode: io.exitCode };
}

const rows = mussels
  .slice(0, 1)
  .concat(mussels.slice(0, 1))
  .flatMap(({ values }, g) => Array.from(values, (value, i) => `u${g}-${i},g${g},${value + g / 100},a`));
const table = ['u,g,v,w', ...rows];

test('prints the verdict, the branch and why, and all figures as JSON', async () => {
  const { out } = await stats(table);
  expect(out.join('\n')).toMatch(/welch: two groups[\s\S]*Hedges' g[\s\S]*studentised permutation/);
  const { out: json } = await stats(table, '--json');
  const found = JSON.parse(json.join(''));
  expect(found).toMatchObject({ branch: 'welch', units: 20, seed: 1, decision: { by: 'permutation' } });
  expect(found.test.df[0]).toBeCloseTo(18, 9);
  expect(found.gap).toBeCloseTo(0.01, 12);
  expect(found.resampled.groups[0].bca.low).toBeLessThan(found.groups[0].mean);
});

test('rows of one unit are averaged first, and --where leaves rows out', async () => {
  const twice = [...table, ...rows, 'x,g0,5,b', 'y,,5,a'];
  const { out } = await stats(twice, '--unit', 'u', '--where', 'w=a', '--json');
  expect(JSON.parse(out.join(''))).toMatchObject({ units: 20, rows: 40, left: 1, unit: 'u' });
});

test.each([
  ['a value that is no number', [...table, 'z,g1,much,a'], ['line 22', 'column v']],
  ['a unit in two groups', [...table, 'u0-0,g1,1,a'], ['line 22', 'column g']],
  ['a missing column', ['u,v', 'a,1'], ['column g']],
])('says where: %s', async (_, lines, places) => {
  const { err, exitCode } = await stats(lines, '--unit', 'u');
  expect(exitCode).toBe(1);
  for (const place of places) expect(err.join('\n')).toContain(place);
});
