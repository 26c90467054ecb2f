import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../engine/moderation/classifiers/fixtures.ts';
import { printed } from './printed.ts';
import { ratesCommand } from './rates.ts';

/** Runs `steward rates` on a file with this content, and tells what it printed. */
async function rates(content: string | Uint8Array, options: string[] = [], name = 'rows.csv') {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  const { io, ...texts } = printed();
  const program = new Command();
  ratesCommand(program, io);
  const given = options.includes('--group') ? options : ['--group', 'race', ...options];
  await program.parseAsync(['rates', '--in', file, '--truth', 'y', '--score', 's', ...given], { from: 'user' });
  return { ...texts, exitCode: io.exitCode };
}

// COMPAS as it was counted: deciles stand for decisions.
const counts = { black: [1369, 805, 990, 532], white: [505, 349, 1139, 461] };
const rows = Object.entries(counts).flatMap(([race, [tp, fp, tn, fn]]) => [
  ...new Array<string>(tp!).fill(`${race},1,8`),
  ...new Array<string>(fp!).fill(`${race},0,8`),
  ...new Array<string>(tn!).fill(`${race},0,2`),
  ...new Array<string>(fn!).fill(`${race},1,2`),
]);
const compas = `race,y,s\n${rows.join('\n')}\n`;

test('COMPAS: every group with its n, intervals, tests, criteria and the note that they exclude each other', async () => {
  const { out, exitCode } = await rates(compas, ['--threshold', '5']);
  const text = out.join('\n');
  expect(exitCode).toBe(0);
  expect(text).toContain('6,150 rows by race; decided from 5 on, against black');
  expect(text).toMatch(/white +0\.2345 \(0\.2137 to 0\.2567\) +349 of 1,488 +-0\.2139/);
  expect(text).toContain('separation: differs');
  expect(text).toContain('positive predictive value: no evidence');
  expect(text).toContain('cannot both hold');
  // Deciles are no probabilities.
  expect(text).not.toContain('calibration');
});

test('the same as JSON, with names of groups', async () => {
  const { out } = await rates(gzipSync(compas), ['--threshold', '5', '--reference', 'white', '--json'], 'rows.csv.gz');
  const report = JSON.parse(out[0]!);
  expect(report).toMatchObject({ reference: 'white', threshold: 5, impossibility: { applies: true } });
  const fpr = report.rates.find(({ rate }: { rate: string }) => rate === 'fpr');
  expect(fpr.gap).toMatchObject({ difference: expect.closeTo(0.213926, 5), largest: 'black', smallest: 'white' });
  expect(fpr.comparisons).toEqual([expect.objectContaining({ group: 'black', test: 'two-proportion z' })]);
});

test('attributes cross, empty groups are left out, probabilities are calibrated, and a control is held fixed', async () => {
  const lines = ['a,x,1,0.9,p', 'a,y,0,0.2,q', 'b,x,1,0.4,p', 'b,,0,0.6,q'];
  const csv = `race,sex,y,s,where\n${lines.join('\n')}\n`;
  const { out } = await rates(csv, ['--group', 'race,sex', '--control', 'where']);
  const text = out.join('\n');
  expect(text).toContain('4 rows by race x sex, 1 without a group left out');
  expect(text).toContain('a x x');
  expect(text).toContain('calibration');
  expect(text).toContain('with where held fixed');
  expect(text).toContain('small groups');
  expect(text).toContain('n/a');
});

test('what is wrong is told by file, line and column', async () => {
  const told = async (csv: string, ...options: string[]) => {
    const { err, exitCode } = await rates(csv, options);
    expect(exitCode).toBe(1);
    return err
      .slice(0, 2)
      .join(' ')
      .replace(/at: .*rows\.csv/, 'at: rows.csv');
  };
  expect(await told('race,y,s\na,1,0.5\nb,maybe,0.5\n')).toBe(
    'error: The truth is neither 1 nor 0.   at: rows.csv, line 3, column y',
  );
  expect(await told('race,y,s\na,1,high\n')).toBe('error: The score is not a number.   at: rows.csv, line 2, column s');
  expect(await told('race,y,s\na,1\n')).toContain('2 columns where 3 are expected.   at: rows.csv, line 2');
  expect(await told('race,y,t\na,1,1\n')).toBe("error: The file has no column 's'.   at: rows.csv, line 1, column s");
  expect(await told('race,y,s\na,1,1\n', '--reference', 'z')).toContain("No row is in the group 'z'.");
  expect(await told('race,y,s\na,1,1\n', '--group', 'race,y,s,race')).toContain('4 columns cannot be groups together.');
});
