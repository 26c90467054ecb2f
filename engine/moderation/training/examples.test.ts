import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stableFraction } from '../../numeric/random.ts';
import { exampleOf, partOf, repetitionKey } from './examples.ts';
import { readExamples, sourceRole } from './sources.ts';

describe('parts', () => {
  test('repetitions fall into one part whatever their case, signs and mentions', () => {
    const [plain, repeated] = ['What a day for a picnic', 'RT @friend: What a DAY, for a picnic!! https://example.org'];
    expect(exampleOf('a', repeated, {}).key).toBe(exampleOf('b', plain, {}).key);
    expect(repetitionKey('!!!')).toBe('!!!');
    expect(repetitionKey('☕')).not.toBe(repetitionKey('🍰'));
  });

  test('depend on text and seed alone, and have the shares they should', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), (key, seed) => {
        expect(partOf(key, seed)).toBe(partOf(key, seed));
        expect(stableFraction(key, seed)).toBeGreaterThanOrEqual(0);
        expect(stableFraction(key, seed)).toBeLessThan(1);
      }),
    );
    const counts = { train: 0, calibration: 0, test: 0 };
    for (let i = 0; i < 4000; i++) counts[partOf(`text ${i}`, 5)]++;
    expect(counts.train / 4000).toBeCloseTo(0.7, 1);
    expect(counts.test / 4000).toBeCloseTo(0.15, 1);
  });
});

describe('sources', () => {
  function folderWith(files: Record<string, string>): string {
    const root = mkdtempSync(join(tmpdir(), 'sources-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(root, name, '..'), { recursive: true });
      writeFileSync(join(root, name), content);
    }
    return root;
  }

  test('read what lies there, and leave unjudged labels out', () => {
    const examples = readExamples(
      folderWith({
        'davidson/labeled_data.csv':
          ',count,hate_speech,offensive_language,neither,class,tweet\n0,3,0,0,3,2,"tea, please"\n',
        'sms-spam/SMSSpamCollection': 'ham\tsee you at nine\nspam\twin a kettle today\n\n',
        'edos/edos_train_dev.csv':
          'rewire_id,text,label_sexist,label_category,label_vector,split\nx,nice weather,not sexist,none,none,dev\n',
      }),
    );
    expect(examples.map(({ set, text, labels }) => [set, text, labels])).toEqual([
      ['davidson', 'tea, please', { spam: 0, clickbait: 0, hate: 0, harassment: 0 }],
      ['edos', 'nice weather', { spam: 0, clickbait: 0, sexism: 0 }],
      ['sms-spam', 'see you at nine', { spam: 0, clickbait: 0 }],
      ['sms-spam', 'win a kettle today', { spam: 1, clickbait: 0 }],
    ]);
    expect(sourceRole(examples, 'sms-spam', 'spam')).toEqual({ positives: 1, negatives: 1 });
    expect(sourceRole(examples, 'sms-spam', 'hate')).toBeNull();
  });

  test('count the votes of many annotators', () => {
    const examples = readExamples(
      folderWith({
        'toxic-spans/comments.csv': 'comment_id,comment_text\n1,one\n2,two\n',
        'toxic-spans/annotations.csv': 'annotation,comment_id,worker\na,1,x\nb,1,y\nc,2,x\nd,2,y\n',
        'toxic-spans/spans.csv': 'annotation,type,start,end\na,Insult,0,1\nb,Insult,0,1\nb,Threat,0,1\nc,Insult,0,1\n',
      }),
    );
    expect(examples.map(({ labels }) => labels)).toEqual([
      { spam: 0, clickbait: 0, harassment: 1, hate: 0, threat: 1 },
      { spam: 0, clickbait: 0, harassment: 1, hate: 0, threat: 0 },
    ]);
  });

  test('say so where there is nothing', () => {
    expect(() => readExamples(tmpdir())).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
