import { expect, test } from 'vitest';
import type { Grouping } from '../../catalog/interactions/groups.ts';
import { auditSpec, mitigationSpec, type Run } from '../../contract/index.ts';
import { seededRandom } from '../../numeric/random.ts';
import type { StoredAudit } from '../../store/fairness.ts';
import type { StoredMitigation } from '../../store/mitigations.ts';
import { peopleSide } from '../audit/people-side.ts';
import { reportOf } from './contents.ts';
import type { ReportDocument } from './document.ts';
import { htmlOf } from './html.ts';
import { type ReportInput, type ReportMitigation, withMitigations } from './input.ts';
import { chanceText, countText, valueText } from './numbers.ts';
import { pdfOf } from './pdf.ts';
import { textOfPdf } from './test-kit.ts';

const users = 300;
const wicked = `<script>alert("x")</script> & 'b'`;
const random = seededRandom(5);
const town: Grouping = {
  attribute: 'town',
  names: [wicked, 'Łódź', 'tiny'],
  of: Int32Array.from({ length: users }, (_, user) => (user < 4 ? 2 : user % 2)),
};
const unlike = Float64Array.from(town.of, (group) => 0.5 - 0.2 * Number(group === 1) + 0.1 * random.normal());

async function planted(): Promise<ReportInput> {
  const rows = Int32Array.from({ length: users }, (_, user) => user);
  const spec = auditSpec.parse({ draws: 200, question: 'Are towns served alike? <b>' });
  const subjects = [{ run: { id: 1 } as Run, name: 'ials', users: rows, values: { ndcg: unlike } }];
  const request = { subjects, metrics: ['ndcg'], groupings: [town], control: null, spec, threads: 1 };
  const cells = await peopleSide(request, () => {});
  const interval = { low: 0.7, high: 0.9 };
  return {
    question: spec.question,
    subjects: ['ials'],
    groupings: ['town'],
    metrics: ['ndcg'],
    counts: { differs: 1, equivalent: 0, 'no-evidence': 0, 'not-estimable': 0 },
    hash: 'ab12'.repeat(16),
    dataHash: 'cd34'.repeat(16),
    spec,
    cells,
    items: [
      {
        run: 1,
        subject: 'ials',
        figures: [
          { name: 'gini', label: 'Gini', group: null, value: 0.6123, low: null, high: null, convention: 'by n' },
          {
            name: 'exposure',
            label: 'Exposure',
            group: 'tail',
            value: null,
            low: null,
            high: null,
            convention: 'share',
          },
        ],
        lorenz: [
          { items: 0, exposure: 0 },
          { items: 0.5, exposure: 0.1 },
          { items: 1, exposure: 1 },
        ],
        deciles: [
          { decile: 1, exposure: 0.8, interactions: 0.6 },
          { decile: 2, exposure: 0.2, interactions: 0.4 },
        ],
      },
    ],
    moderation: [
      {
        policy: 'toxicity',
        threshold: 0.8,
        source: 'probes',
        overallAuc: 0.9,
        score: 0.85,
        terms: [
          {
            term: 'tall',
            n: 120,
            subgroupAuc: { value: 0.8, ...interval },
            bpsn: { value: 0.75, ...interval },
            bnsp: { value: null, low: null, high: null },
            negativeGap: 0.01,
            positiveGap: null,
            flips: 0.025,
          },
        ],
      },
    ],
    criteria: [criteria],
    measured: [{ run: 1, subject: 'ials', users, k: 10, split: 'random', share: 0.2, seed: 1 }],
    mitigations: [mitigated],
    limits: ['One town is small.'],
  };
}

const rate = { value: 0.25, low: 0.2, high: 0.3, n: 400 };
const criteria: ReportInput['criteria'][number] = {
  ...{ policy: 'toxicity', threshold: 0.8, attribute: 'language', rows: 812, ungrouped: 7 },
  hidden: [{ group: 'fr', n: 7 }],
  groups: ['de', 'en'].map((group) => ({ group, n: 400, selection: rate, tpr: rate, fpr: rate, ppv: rate, npv: rate })),
  criteria: [
    {
      name: 'independence',
      verdict: 'differs',
      rates: [{ rate: 'selection', gap: 0.1, p: 0.001, verdict: 'differs' }],
    },
  ],
  impossibility: { applies: true, p: 0.001, note: 'Base rates differ.' },
};

function figure(value: number) {
  return { value, low: value - 0.01, high: value + 0.01 };
}

function measure(ndcg: number, gap: number): ReportMitigation['base']['test'] {
  const others = { recall: figure(0.2), coverage: figure(0.3), gini: figure(0.6), tail: figure(0.1) };
  return { ndcg: figure(ndcg), gap: figure(gap), ...others, groups: [] };
}

function point(strength: number, ndcg: number, gap: number, chosen: boolean): ReportMitigation['points'][number] {
  return {
    ...{ method: 'floor', strength, stage: 're-ranking', aim: 'people', chosen, dominated: false },
    validation: { metric: ndcg, gap, tail: 0.1 },
    test: measure(ndcg, gap),
    change: { ndcg: figure(ndcg - 0.4), recall: figure(0), gap: figure(gap - 0.1), tail: figure(0) },
  };
}

const mitigated: ReportMitigation = {
  spec: mitigationSpec.parse({ run: 1, by: 'town' }),
  ...{ runName: 'ials', better: 'Łódź', worse: wicked, users, k: 10 },
  base: { validation: { metric: 0.4, gap: 0.1, tail: 0.1 }, test: measure(0.4, 0.1) },
  points: [point(0.1, 0.39, 0.06, false), point(0.5, 0.385, 0.03, true)],
};

test('a report answers the question, with groups, results, method, definitions, limits and tests', async () => {
  const html = htmlOf(reportOf(await planted(), '1.2.3'));
  for (const part of [
    'Answer',
    'People',
    'Items',
    'Moderation',
    'Mitigation',
    'Method',
    'Definitions',
    'Limits',
    'Appendix: tests',
  ])
    expect(html, part).toContain(`>${part}</h2>`);
  for (const part of ['cd34cd34', 'ab12ab12', 'Steward 1.2.3', 'One town is small.', 'Borkan et al. 2019', '! differs'])
    expect(html, part).toContain(part);
  // Sizes, and nothing of the hidden group but its name and size.
  expect(html).toMatch(/<th scope="row">tiny<\/th><td class="n">4<\/td><td class="n">n\/a<\/td>/);
});

test('the first page answers in sentences: who differs, by how much beside chance, and what was tried', async () => {
  const { blocks } = reportOf(await planted(), '1.2.3');
  const said = blocks.flatMap((block) =>
    block.kind === 'list' ? block.items : block.kind === 'text' ? [block.text] : [],
  );
  expect(said[0]).toMatch(/^1 comparison of groups of users was made: 1 model over 1 metric, by town\. 1 differs,/);
  expect(said[1]).toMatch(
    /^By town: NDCG@10 differs for ials: Łódź 0\.\d+, <script>.* 0\.\d+, 0\.\d+ apart \(95 % interval /,
  );
  expect(said).toContainEqual(expect.stringMatching(/the lowest with a term is the BPSN AUC of 'tall', 0\.7500/));
  expect(said).toContainEqual('toxicity, posts by language: independence: differs.');
  // The chosen point, not the other one.
  expect(said).toContainEqual(expect.stringMatching(/floor 0\.5 left the smallest gap .* is 0\.0300 after 0\.1000/));
});

test('what is not sure, or not about the policy, is not told as a finding', async () => {
  const audit = await planted();
  const [point] = audit.mitigations[0]!.points.filter(({ chosen }) => chosen);
  const vague = { ...point!, change: { ...point!.change, gap: { value: 0.001, low: -0.01, high: 0.01 } } };
  const probed = { ...audit.moderation[0]!, overallAuc: 0.45 };
  const mitigations = [{ ...audit.mitigations[0]!, points: [vague] }];
  const { blocks } = reportOf({ ...audit, moderation: [probed], mitigations }, '1.2.3');
  const said = blocks.flatMap((block) => (block.kind === 'list' ? block.items : []));
  expect(said).toContainEqual(expect.stringMatching(/\(-0\.0100 to 0\.0100\), which cannot be told from none/));
  expect(said).toContainEqual(
    expect.stringMatching(/^toxicity, .* AUC 0\.4500: it hardly tells those sentences apart/),
  );
});

test('a report has the newest mitigation of each run and attribute that is of the same data', async () => {
  const audit = { ...(await planted()), groupings: ['town', 'age'], dataHash: 'd1' } as unknown as StoredAudit;
  const rows = [
    { ...mitigated, id: 4, dataHash: 'd2' },
    { ...mitigated, id: 3, dataHash: 'd1' },
    { ...mitigated, id: 2, dataHash: 'd1' },
  ] as unknown as StoredMitigation[];
  const store = { list: ({ run }: { run?: number }) => ({ rows: run === 1 ? rows : [], total: 0 }) };
  const found = withMitigations(
    { mitigations: store },
    {
      ...audit,
      spec: { ...audit.spec, runs: [1, 2] },
    },
  );
  expect(found.mitigations).toEqual([rows[1]]);
});

test('names from data cannot come out of the markup, and nothing runs or is fetched', async () => {
  const html = htmlOf(reportOf(await planted(), '1.2.3'));
  expect(html).not.toMatch(/<script|<b>|https?:|url\(|@import/);
  expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;b&#39;');
  expect(html).toContain("default-src 'none'");
});

test('the same inputs give the same bytes, whenever and under whichever number they were audited', async () => {
  const later = { id: 7, createdAt: 1_700_000_000_000, seconds: 3 };
  const once = await planted();
  const again = { ...(await planted()), ...later, mitigations: [{ ...mitigated, ...later }] };
  const [one, other] = [reportOf(once, '1.2.3'), reportOf(again, '1.2.3')];
  expect(htmlOf(other)).toBe(htmlOf(one));
  const [first, second] = [await pdfOf(one), await pdfOf(other)];
  expect(Buffer.compare(first, second)).toBe(0);
  const asked = { ...once, question: 'Another?' };
  expect(Buffer.compare(await pdfOf(reportOf(asked, '1.2.3')), first)).not.toBe(0);
});

test('the PDF is tagged, in English, with bookmarks, and says all that the page says', async () => {
  const report = reportOf(await planted(), '1.2.3');
  const bytes = Buffer.from(await pdfOf(report));
  const plain = bytes.toString('latin1');
  expect(plain.startsWith('%PDF-1.7')).toBe(true);
  for (const part of [
    '/StructTreeRoot',
    '/MarkInfo',
    '/Lang (en)',
    '/Outlines',
    '/S /TH',
    '/Alt (',
    '/DisplayDocTitle true',
  ])
    expect(plain, part).toContain(part);
  const text = textOfPdf(bytes);
  for (const part of ['Are towns served alike? <b>', 'Appendix: tests', 'Łódź', wicked])
    expect(text, part).toContain(part);
  expect(text).not.toContain('U+');
});

test('letters beyond Western Europe are there; those that even the fonts lack stand as numbers, and that is said', async () => {
  const names = ['Ἀθῆναι', 'Санкт-Петербург', 'Երևան', 'თბილისი', 'Việt Nam', '東京', '🜁 x'];
  const bytes = await pdfOf(ofNames(names));
  const text = textOfPdf(bytes);
  for (const name of names.slice(0, 5)) expect(text, name).toContain(name.normalize('NFC'));
  for (const part of ['[U+6771 U+4EAC]', '[U+1F701] x', 'stand as their numbers']) expect(text, part).toContain(part);
  expect(Buffer.compare(await pdfOf(ofNames(names)), bytes)).toBe(0);
});

test('words from right to left stand from the right, between others, and steering marks are left out', async () => {
  const lines = textOfPdf(await pdfOf(ofNames(['a שלום עולם b', 'x\u202e\u00ady']))).split('\n');
  const at = lines.indexOf('a ');
  // Letters are drawn from the left, so that both words and their letters are turned round.
  expect(lines.slice(at, at + 5)).toEqual(['a ', 'םלוע', ' ', 'םולש', ' b']);
  expect(lines).toContain('xy');
});

test('a table goes on under its head on the next page, and a word wider than the page is broken', async () => {
  const rows = Array.from({ length: 120 }, (_, n) => [`row ${n}`, 'w'.repeat(300)]);
  const table = { kind: 'table', caption: 'Long', columns: [{ name: 'what' }, { name: 'value' }], rows } as const;
  const text = textOfPdf(await pdfOf({ ...ofNames([]), blocks: [table] })).split('\n');
  const pages = text.filter((line) => / of \d+$/.test(line)).length;
  expect(pages).toBeGreaterThan(2);
  expect(text.filter((line) => line === 'what')).toHaveLength(pages);
  expect(text.filter((line) => line.startsWith('row '))).toHaveLength(120);
});

function ofNames(names: readonly string[]): ReportDocument {
  const rows = names.map((name): [string, string] => ['group', name]);
  return { title: 'Fairness audit', subtitle: '', maker: 'Steward', foot: 'audit', blocks: [{ kind: 'facts', rows }] };
}

test('figures are written alike everywhere', () => {
  expect([0, -0.00001, 0.12345, 1.5, 12.345, 345.67, null].map(valueText)).toEqual([
    ...['0', '-1.0e-5', '0.1235', '1.500', '12.35', '345.7', 'n/a'],
  ]);
  expect([0.00001, 0.05, null].map(chanceText)).toEqual(['< 0.0001', '0.0500', 'n/a']);
  expect([0, 999, 1000, 1234567].map(countText)).toEqual(['0', '999', '1,000', '1,234,567']);
});
