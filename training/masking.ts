import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { createMasker, maskingMethod, wordHash } from '../engine/text/masking.ts';
import { coverage, falseMasks, pace } from './masking-audit.ts';
import { buildLexicon, type MarkedText } from './masking-lexicon.ts';

/*
 * Makes the lexicon of masked words from labelled data and measures it on texts that took no part:
 *   node training/masking.ts --data DIR [--out models/masking.json]
 * Only truncated hashes are written, and only figures are printed: never a word of the data.
 */

const { values } = parseArgs({
  options: { data: { type: 'string' }, out: { type: 'string', default: 'models/masking.json' } },
});
if (!values.data)
  throw new Error(
    'Say where the data is: --data DIR (with davidson, edos, hatemoji-build, toxic-spans, clickbait, sms-spam).',
  );
const dir = values.data;

const davidson = table('davidson/labeled_data.csv');
const edos = table('edos/edos_train_dev.csv');
const emoji = table('hatemoji-build/train.csv');
const [headlines, heldHeadlines] = halves(table('clickbait/clickbait_train.csv').map((row) => row.title!));
const [ham, heldHam] = halves(
  readFileSync(join(dir, 'sms-spam/SMSSpamCollection'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('ham\t') ? [line.slice(4)] : [])),
);
const heldOut = marked('toxic-spans/tsd_trial.csv');

const lexicon = buildLexicon({
  marked: marked('toxic-spans/tsd_train.csv'),
  toxic: [
    ...davidson.filter((row) => row.class !== '2').map((row) => row.tweet!),
    ...edos.filter((row) => row.label_sexist === 'sexist').map((row) => row.text!),
    ...emoji.filter((row) => row.label_gold === '1').map((row) => row.text!),
  ],
  clean: davidson.filter((row) => row.class === '2').map((row) => row.tweet!),
  everyday: [...headlines, ...ham],
});
const hashes = lexicon.map(wordHash).sort();
writeFileSync(values.out, `${JSON.stringify({ version: 1, method: maskingMethod, hashes }, null, 1)}\n`);

const mask = createMasker(new Set(hashes));
const tweets = davidson.map((row) => row.tweet!);
const report = {
  words: hashes.length,
  heldOutSpans: coverage(heldOut, mask),
  heldOutHeadlines: falseMasks(heldHeadlines, mask),
  heldOutHam: falseMasks(heldHam, mask),
  // These tweets took part in the making: the figures tell what the lexicon holds, not how it generalises.
  ownTweets: { hate: touchedShare('0'), offensive: touchedShare('1'), neither: touchedShare('2') },
  microsecondsATweet: { firstTime: pace(tweets, createMasker(new Set(hashes))), again: pace(tweets, mask) },
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);

function touchedShare(label: string): number {
  return falseMasks(
    davidson.flatMap((row) => (row.class === label ? [row.tweet!] : [])),
    mask,
  ).textShare;
}

function table(file: string): Record<string, string>[] {
  return parse(readFileSync(join(dir, file)), { columns: true, bom: true });
}

/** Ranges count Unicode characters there; here they count UTF-16 units. */
function marked(file: string): MarkedText[] {
  return table(file).map(({ spans, text }) => {
    const units = [0];
    for (const character of text!) units.push(units.at(-1)! + character.length);
    const ranges: { start: number; end: number }[] = [];
    for (const at of JSON.parse(spans!) as number[]) {
      const start = units[at] ?? text!.length;
      const end = units[at + 1] ?? text!.length;
      const last = ranges.at(-1);
      if (last?.end === start) last.end = end;
      else ranges.push({ start, end });
    }
    return { text: text!, ranges };
  });
}

/** Every other text, so that what is measured was not learned from. */
function halves(texts: string[]): [string[], string[]] {
  return [texts.filter((_, index) => index % 2 === 0), texts.filter((_, index) => index % 2 === 1)];
}
