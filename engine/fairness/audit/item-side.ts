import type { ItemFigure, ItemSide } from '../../contract/index.ts';
import type { ExposureReport, ItemGroupReport } from '../exposure/report.ts';
import type { Subject } from './subjects.ts';

const none = { low: null, high: null };

/** How a run spreads its attention over items, as an audit keeps it. */
export function itemSide({ run, name }: Subject, report: ExposureReport): ItemSide {
  const { lorenz, deciles, headAndTail, itemGroups } = report;
  return {
    run: run.id,
    subject: name,
    figures: [
      ...wholeFigures(report),
      ...groupFigures(headAndTail),
      ...(itemGroups ? groupFigures(itemGroups) : []),
      ...report.gap.map(
        ({ group, delta }): ItemFigure => ({
          name: 'deltaGap',
          label: 'DeltaGAP',
          group,
          value: delta,
          ...none,
          convention: '(mean popularity of lists - of histories) / of histories (Abdollahpouri)',
        }),
      ),
    ],
    lorenz: lorenz.map(({ items, share }) => ({ items, exposure: share })),
    deciles: deciles.map(({ attention, interactions }, tenth) => ({
      decile: tenth + 1,
      exposure: attention,
      interactions,
    })),
  };
}

function wholeFigures({
  coverage,
  gini,
  entropy,
  arp,
  aplt,
  aclt,
  inequity,
  calibration,
  headAndTail,
}: ExposureReport): ItemFigure[] {
  const figure = (name: string, label: string, value: number | null, convention: string): ItemFigure => {
    return { name, label, group: null, value, ...none, convention };
  };
  return [
    figure('coverage', 'Catalogue coverage', coverage, 'share of all items in at least one list'),
    figure('gini', 'Gini', gini.catalogue, 'over the whole catalogue, by n (LensKit, RecBole)'),
    figure('giniUnbiased', 'Gini (n - 1)', gini.catalogueUnbiased, 'over the whole catalogue, by n - 1 (holisticai)'),
    figure('entropy', 'Entropy', entropy?.nats ?? null, '-sum p ln p over places, in nats'),
    figure('arp', 'Average popularity (ARP)', arp.users, 'mean over lists of the users of their items'),
    figure('aplt', 'Long tail in lists (APLT)', aplt, 'share; the tail is all but the head of 80 % of interactions'),
    figure('aclt', 'Long tail a list (ACLT)', aclt, 'items'),
    figure('popRsp', 'PopRSP', headAndTail.rsp.value, 'deviation / mean of recommendation shares of head and tail'),
    figure('popReo', 'PopREO', headAndTail.reo.value, 'deviation / mean of hit shares of head and tail'),
    figure('iaa', 'Inequity of attention (IAA)', inequity, 'sum |attention share - relevance share| (Biega)'),
    figure('calibration', 'Calibration', calibration?.divergence ?? null, 'mean KL, nats, alpha .01 (Steck)'),
  ].filter(({ name, value }) => name !== 'calibration' || value !== null);
}

function groupFigures({ attribute, groups, ratios, reference }: ItemGroupReport): ItemFigure[] {
  const named = (group: string) => (attribute === 'popularity' ? group : `${attribute} ${group}`);
  const exposures = groups.map(
    ({ group, share }): ItemFigure => ({
      name: 'exposure',
      label: 'Exposure',
      group: named(group),
      value: share,
      ...none,
      convention: 'share of attention 1 / log2(1 + place)',
    }),
  );
  const parities = ratios.flatMap(({ group, parity, treatment, impact }): ItemFigure[] =>
    (
      [
        ['exposureParity', 'Exposure parity (DP)', parity, 'mean exposure'],
        ['treatment', 'Disparate treatment (DTR)', treatment, 'exposure over relevance'],
        ['impact', 'Disparate impact (DIR)', impact, 'clicks over relevance'],
      ] as const
    ).map(([name, label, value, of]) => {
      const convention = `${of}, against ${named(reference)} (Singh and Joachims)`;
      return { name, label, group: named(group), value, ...none, convention };
    }),
  );
  return [...exposures, ...parities];
}
