import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { StewardError } from '../../contract/errors.ts';
import { type Example, exampleOf, type HeadLabel } from './examples.ts';

/** One published data set: where its rows lie under the data folder, and what its labels say about ours. */
export interface Source {
  name: string;
  licence: string;
  file: string;
  read(folder: string): Example[];
}

type Labels = Example['labels'];

/** Posts of this set are no adverts and no teasers: they were gathered for another purpose, from people's own words. */
const ordinary: Labels = { spam: 0, clickbait: 0 };
/** Nobody who could judge found anything wrong: a label of 'not toxic' or an editor's hand rules out the narrower wrongs. */
const blameless: Labels = { hate: 0, harassment: 0, threat: 0, sexism: 0 };

/** Every set the heads learn from. A label left out of a row was not judged there and is used neither way. */
export const sources: readonly Source[] = [
  {
    name: 'davidson',
    licence: 'MIT',
    file: 'davidson/labeled_data.csv',
    read: (folder) =>
      table(folder, 'davidson/labeled_data.csv').map((row) => {
        const labels: Labels = { hate: row.class === '0' ? 1 : 0, harassment: row.class === '2' ? 0 : 1 };
        return exampleOf('davidson', row.tweet!, { ...ordinary, ...labels }, row.class);
      }),
  },
  {
    name: 'edos',
    licence: 'CC0-1.0',
    file: 'edos/edos_train_dev.csv',
    read: (folder) =>
      table(folder, 'edos/edos_train_dev.csv').map((row) => {
        const sexist = row.label_sexist === 'sexist';
        // Threats against others than women were not asked for, so only sexist posts say anything about threats.
        const threat: Labels = sexist ? { threat: row.label_category!.startsWith('1.') ? 1 : 0 } : {};
        return exampleOf('edos', row.text!, { ...ordinary, sexism: sexist ? 1 : 0, ...threat }, row.label_sexist);
      }),
  },
  {
    name: 'clickbait',
    licence: 'MIT',
    file: 'clickbait/clickbait_train.csv',
    read: (folder) =>
      table(folder, 'clickbait/clickbait_train.csv').map((row) =>
        exampleOf(
          'clickbait',
          row.title!,
          { ...blameless, spam: 0, clickbait: row.clickbait === '1' ? 1 : 0 },
          row.clickbait,
        ),
      ),
  },
  {
    name: 'sms-spam',
    licence: 'free for all purposes',
    file: 'sms-spam/SMSSpamCollection',
    read: (folder) =>
      read(folder, 'sms-spam/SMSSpamCollection')
        .split('\n')
        .filter((line) => line.includes('\t'))
        .map((line) => {
          const [kind, text] = [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)];
          return exampleOf('sms-spam', text, { spam: kind === 'spam' ? 1 : 0, clickbait: 0 }, kind);
        }),
  },
  { name: 'toxic-spans', licence: 'CC0-1.0', file: 'toxic-spans/annotations.csv', read: readToxicSpans },
  {
    name: 'hatemoji-build',
    licence: 'CC-BY-4.0',
    file: 'hatemoji-build/train.csv',
    read: (folder) =>
      table(folder, 'hatemoji-build/train.csv').map((row) => {
        const hateful = row.label_gold === '1';
        const againstWomen = /wom/.test(row.target!);
        // A threat that is not hateful would carry no type, so only hateful posts say anything about threats.
        const labels: Labels = hateful
          ? { hate: 1, sexism: againstWomen ? 1 : 0, threat: row.type === 'threateninglanguage' ? 1 : 0 }
          : { hate: 0, sexism: 0 };
        return exampleOf('hatemoji-build', row.text!, { ...ordinary, ...labels }, row.label_gold);
      }),
  },
  {
    name: 'context-toxicity',
    licence: 'Apache-2.0',
    file: 'context-toxicity/gn.csv',
    read: (folder) => [
      ...table(folder, 'context-toxicity/gn.csv').map((row) => contextExample(row.text!, row.label === '1' ? 1 : 0)),
      ...table(folder, 'context-toxicity/cat_small.csv').flatMap((row) => {
        // Toxic only when its parent is read: the words alone say neither.
        if (row.label_oc !== row.label_ic) return [];
        return [contextExample(row.text!, row.label_oc === '1' ? 1 : 0)];
      }),
    ],
  },
];

/** Reads every set that lies under `folder`. Rejects (BAD_INPUT) where none does. */
export function readExamples(folder: string): Example[] {
  const found = sources.filter(({ file }) => existsSync(join(folder, file)));
  if (found.length === 0) {
    throw new StewardError('BAD_INPUT', `None of the training sets lies under ${folder}.`, {
      place: { file: folder },
      advice: `Expected files such as ${sources[0]!.file}; docs/classifiers.md lists them all.`,
    });
  }
  return found.flatMap(({ read }) => read(folder)).filter(({ text }) => text !== '');
}

/** What a set says about a label, in words for the card: null where it says nothing. */
export function sourceRole(
  examples: readonly Example[],
  set: string,
  label: HeadLabel,
): { positives: number; negatives: number } | null {
  let positives = 0;
  let negatives = 0;
  for (const example of examples) {
    if (example.set !== set) continue;
    if (example.labels[label] === 1) positives++;
    else if (example.labels[label] === 0) negatives++;
  }
  return positives + negatives > 0 ? { positives, negatives } : null;
}

function contextExample(text: string, toxic: 0 | 1): Example {
  return exampleOf(
    'context-toxicity',
    text,
    toxic ? { ...ordinary, harassment: 1 } : { ...ordinary, ...blameless },
    String(toxic),
  );
}

/**
 * Comments whose parts three or more workers marked and named. A kind that half of them saw is a yes; one that none
 * saw, where half of them named some kind, is a no. Workers who marked nothing said neither (their two flags agree with
 * each other on most rows), so the set has no clean negatives for harassment.
 */
function readToxicSpans(folder: string): Example[] {
  const kinds = new Map<string, Set<string>>();
  for (const span of table(folder, 'toxic-spans/spans.csv')) {
    const named = kinds.get(span.annotation!) ?? new Set();
    kinds.set(span.annotation!, named.add(span.type!));
  }
  const votes = new Map<string, Set<string>[]>();
  for (const { comment_id: comment, annotation } of table(folder, 'toxic-spans/annotations.csv')) {
    const cast = votes.get(comment!) ?? [];
    cast.push(kinds.get(annotation!) ?? new Set());
    votes.set(comment!, cast);
  }
  return table(folder, 'toxic-spans/comments.csv').map((row) => {
    const cast = votes.get(row.comment_id!) ?? [];
    const share = (kind: string) => cast.filter((named) => named.has(kind)).length / Math.max(cast.length, 1);
    const named = cast.filter(({ size }) => size > 0).length / Math.max(cast.length, 1);
    const judge = (kind: string): 0 | 1 | undefined => {
      if (share(kind) >= 0.5) return 1;
      return share(kind) === 0 && named >= 0.5 ? 0 : undefined;
    };
    const harassment: Labels = share('Insult') >= 0.5 ? { harassment: 1 } : {};
    const [hate, threat] = [judge('Identity based Attack'), judge('Threat')];
    const labels: Labels = {
      ...harassment,
      ...(hate === undefined ? {} : { hate }),
      ...(threat === undefined ? {} : { threat }),
    };
    return exampleOf('toxic-spans', row.comment_text!, { ...ordinary, ...labels });
  });
}

function read(folder: string, file: string): string {
  const path = join(folder, file);
  if (!existsSync(path))
    throw new StewardError('BAD_INPUT', `${file} is missing.`, {
      place: { file: path },
      advice: 'Give the folder that holds it.',
    });
  return readFileSync(path, 'utf8');
}

function table(folder: string, file: string): Record<string, string | undefined>[] {
  return parse(read(folder, file), { columns: true, bom: true, relax_quotes: true }) as Record<
    string,
    string | undefined
  >[];
}
