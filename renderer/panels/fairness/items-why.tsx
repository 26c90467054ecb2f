import type { Audit } from '../../../engine/contract/fairness.ts';
import styles from '../models/recommender.module.css';
import { figureRows, figureWords } from './items.ts';
import { useItemsPlace } from './items-place.ts';
import { figureText, sidesOf } from './items-work.tsx';

/** What the chosen figure means, and by which convention it was counted. */
export function ItemsReading({ audit }: { audit: Audit | undefined }) {
  const [place] = useItemsPlace();
  const { a, b } = audit ? sidesOf(audit, place) : { a: null, b: null };
  const row = a && figureRows(a, b, place.gini).find(({ id }) => id === place.figure);
  return (
    <>
      {a && row ? (
        <>
          <h2>
            {row.label}
            {row.group !== null && `: ${row.group}`}
          </h2>
          <p>{figureWords[row.name] ?? 'A figure of the lists.'}</p>
          <dl className={styles.facts}>
            <dt>{a.subject}</dt>
            <dd>{figureText(row.a)}</dd>
            {b && (
              <>
                <dt>{b.subject}</dt>
                <dd>{figureText(row.b)}</dd>
              </>
            )}
            <dt>Convention</dt>
            <dd>{row.convention}</dd>
          </dl>
        </>
      ) : (
        <>
          <h2>Reading the side of items</h2>
          <p>Choose a figure to see what it means and by which convention it is counted.</p>
        </>
      )}
      <h3>One name, several numbers</h3>
      <p>
        Tools call different numbers “Gini”: over n or n − 1, over the whole catalogue or only over items that were
        shown. Here it is always the whole catalogue; g changes between n and n − 1.
      </p>
      <h3>What this does not say</h3>
      <p>
        These figures tell how attention is spread. They do not tell what is just: an item that nobody wants need not be
        shown as often as one that many do. Read them beside those that ask for merit (IAA, PopREO, DTR).
      </p>
    </>
  );
}
