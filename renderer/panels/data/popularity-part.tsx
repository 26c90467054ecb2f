import type { CatalogSummary, Popularity } from '../../../engine/contract/catalog.ts';
import { ChartFrame } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { counted } from '../../ui/format.ts';
import { ShareBars } from '../../ui/share-bars.tsx';
import styles from './catalog.module.css';
import { decileName, popularityFigures, sharePercent } from './catalog-words.ts';

/** How unequally interactions fall on items: what every model that learns from this data begins with. */
export function PopularityPart({ summary, popularity }: { summary: CatalogSummary; popularity: Popularity }) {
  const source = `revision ${summary.revision} of the data`;
  const { deciles, never } = popularity;
  return (
    <div className={styles.popularity}>
      <dl className={styles.figures}>
        {popularityFigures(popularity, summary).map(({ name, value, means, n }) => (
          <div key={name} className={styles.contents}>
            <dt>{name}</dt>
            <dd>
              <Figure means={means} n={n} source={source}>
                {value}
              </Figure>
            </dd>
          </div>
        ))}
      </dl>
      <ChartFrame
        title="Interactions by popularity"
        definition="Items in the order of how many interactions they have, in ten groups of one size; each bar is the group’s share of all interactions. All of them are counted, so that there is no interval. On the dashed line, all items would be alike."
        extra={<span className="dim">n = {counted(summary.items - never, 'item')}</span>}
        data={{
          columns: ['tenth of items', 'share of interactions'],
          rows: deciles.map((value, at) => [decileName(at), value.toFixed(4)]),
        }}
      >
        <ShareBars rows={deciles.map((value, at) => ({ name: decileName(at), share: value }))} write={sharePercent} />
      </ChartFrame>
    </div>
  );
}
