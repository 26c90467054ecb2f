import type { Feed } from '../../../engine/contract/feed-result.ts';
import { useColumns } from '../../app/columns.tsx';
import { Figure } from '../../ui/figure.tsx';
import { counted } from '../../ui/format.ts';
import { usePlace } from './place.ts';
import styles from './work.module.css';
import { change, measures, written } from './worth.ts';

/** What a feed is worth, in a line; each figure says what it means. */
export function MeasureLine({ feed }: { feed: Feed }) {
  const { showRight } = useColumns('feeds');
  const [, setWhy] = usePlace('why');
  const given = [
    feed.fallbacks.length > 0 && counted(feed.fallbacks.length, 'fallback'),
    feed.relaxed.length > 0 && `${counted(feed.relaxed.length, 'constraint')} relaxed`,
  ].filter((part) => part !== false);
  return (
    <div className={styles.line}>
      <dl className={styles.measures}>
        {measures.map((measure) => (
          <div key={measure.id}>
            <dt>{measure.name}</dt>
            <dd>
              <Figure means={measure.about} n={counted(feed.items.length, 'item')} source={sourceOf(feed)}>
                {written(measure, feed.measures)}
              </Figure>
            </dd>
          </div>
        ))}
      </dl>
      {given.length > 0 && (
        <button
          type="button"
          className={styles.given}
          onClick={() => {
            setWhy('funnel');
            showRight(true);
          }}
        >
          {given.join(', ')}
        </button>
      )}
    </div>
  );
}

/** The measures of two feeds beside each other, with what changed. */
export function MeasureTable({ a, b }: { a: Feed; b: Feed }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: where there is little room it scrolls, by keyboard too
    <section className={styles.bothFrame} tabIndex={0} aria-label="Measures">
      <table className={styles.both} aria-label="Measures of A and B">
        <thead>
          <tr>
            <td />
            {measures.map(({ id, name, about }) => (
              <th key={id} scope="col">
                <Figure means={about}>{name}</Figure>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(['A', 'B'] as const).map((side) => {
            const feed = side === 'A' ? a : b;
            return (
              <tr key={side}>
                <th scope="row">
                  {side} <span className="dim">n = {feed.items.length}</span>
                </th>
                {measures.map((measure) => (
                  <td key={measure.id}>{written(measure, feed.measures)}</td>
                ))}
              </tr>
            );
          })}
          <tr>
            <th scope="row">B − A</th>
            {measures.map((measure) => (
              <td key={measure.id}>{change(measure, a.measures, b.measures)}</td>
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function sourceOf({ versions }: Feed): string {
  const model = versions.model === null ? 'no model' : `model version ${versions.model}`;
  return `Configuration ${versions.config}, ${model}, data revision ${versions.dataRevision}`;
}
