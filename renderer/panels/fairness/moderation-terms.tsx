import { Select } from '@mantine/core';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Audit, IdentityTerm, ModerationSide } from '../../../engine/contract/fairness.ts';
import { useColumns } from '../../app/columns.tsx';
import { ChartFrame } from '../../ui/chart.tsx';
import { Figure } from '../../ui/figure.tsx';
import { count, counted } from '../../ui/format.ts';
import shared from '../models/recommender.module.css';
import styles from './moderation.module.css';
import {
  concern,
  figureWords,
  orderedTerms,
  sideKey,
  type TermFigure,
  type TermOrder,
  termFigures,
  termValue,
  valueLine,
} from './moderation.ts';
import { useModerationPlace } from './moderation-place.ts';
import { figure } from './words.ts';

/** The side that is looked at: the first of the audit where none was picked. */
export function chosenSide({ moderation }: Audit, key: string | null): ModerationSide | null {
  return moderation.find((side) => sideKey(side) === key) ?? moderation[0] ?? null;
}

const sources = { probes: 'probe sentences', decisions: 'people’s decisions' };

/** Every identity term by the three AUCs, worst first, with what changes where terms take each other's place. */
export function TermsView({ audit }: { audit: Audit }) {
  const [place, setPlace] = useModerationPlace();
  const side = chosenSide(audit, place.side);
  const terms = useMemo(() => (side ? orderedTerms(side.terms, place.order) : []), [side, place.order]);
  if (!side) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.scroll} tabIndex={0}>
      <div className={`${shared.head} ${styles.knobs}`}>
        <Select
          label="Policy and source"
          allowDeselect={false}
          data={audit.moderation.map((one) => ({
            value: sideKey(one),
            label: `${one.policy} · ${sources[one.source]}`,
          }))}
          value={sideKey(side)}
          onChange={(value) => setPlace({ side: value, term: null })}
        />
        <Select
          label="Order"
          allowDeselect={false}
          data={[
            { value: 'worst', label: 'lowest AUC first' },
            { value: 'name', label: 'by name' },
            { value: 'n', label: 'most texts first' },
          ]}
          value={place.order}
          onChange={(value) => setPlace({ order: value as TermOrder })}
        />
        <Means side={side} />
      </div>
      <div className={styles.chart}>
        <ChartFrame
          title={`Identity terms under ${side.policy}`}
          definition="How the classifier ranks texts that name a term against those that do not (Borkan et al. 2019), with 95 % bootstrap intervals. 1 is perfect, 0.5 is chance."
          extra={
            <span className="dim">
              {counted(terms.length, 'term')}, {sources[side.source]}
            </span>
          }
          data={{
            columns: ['term', 'n', ...termFigures.flatMap((of) => [figureWords[of].name, 'low', 'high'])],
            rows: terms.map((term) => [
              term.term,
              term.n,
              ...termFigures.flatMap((of) => {
                const { value, low, high } = termValue(term, of);
                return [figure(value), figure(low), figure(high)];
              }),
            ]),
          }}
        >
          <TermGrid terms={terms} />
        </ChartFrame>
      </div>
      {side.source === 'decisions' && (
        <p className={shared.note} role="note">
          What people decided is the truth here, and people see the scores: where they lean on them, the classifier
          looks better than it is.
        </p>
      )}
    </div>
  );
}

function Means({ side: { overallAuc, score, threshold } }: { side: ModerationSide }) {
  return (
    <dl className={styles.means}>
      <div>
        <dt>Score</dt>
        <dd>
          <Figure
            means="A quarter each of the overall AUC and of the generalised means (power −5) over terms of the three AUCs: the worst terms count most. The score of Jigsaw’s competition."
            source="Borkan et al. 2019"
          >
            {figure(score)}
          </Figure>
        </dd>
      </div>
      <div>
        <dt>Overall AUC</dt>
        <dd>
          <Figure means="The chance that a violation scores above an ordinary text, whatever they name.">
            {figure(overallAuc)}
          </Figure>
        </dd>
      </div>
      <div>
        <dt>Threshold</dt>
        <dd>
          <Figure means="Where the policy begins to do something to a post; flips are counted there.">
            {figure(threshold)}
          </Figure>
        </dd>
      </div>
    </dl>
  );
}

/** The heat grid: arrow keys walk cells, Enter leads to the texts. */
function TermGrid({ terms }: { terms: readonly IdentityTerm[] }) {
  const [place, setPlace] = useModerationPlace();
  const { showRight } = useColumns('fairness');
  const grid = useRef<HTMLTableElement>(null);
  const row = Math.max(
    0,
    terms.findIndex(({ term }) => term === place.term),
  );
  const column = termFigures.indexOf(place.figure);
  const go = (toRow: number, toColumn: number) => {
    const r = Math.min(terms.length - 1, Math.max(0, toRow));
    const c = Math.min(termFigures.length - 1, Math.max(0, toColumn));
    const term = terms[r];
    if (!term) return;
    setPlace({ term: term.term, figure: termFigures[c]! });
    grid.current?.querySelector<HTMLElement>(`[data-cell="${r} ${c}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(row + 1, column),
      ArrowUp: () => go(row - 1, column),
      ArrowRight: () => go(row, column + 1),
      ArrowLeft: () => go(row, column - 1),
      PageDown: () => go(row + 10, column),
      PageUp: () => go(row - 10, column),
      Home: () => go(event.ctrlKey ? 0 : row, 0),
      End: () => go(event.ctrlKey ? terms.length - 1 : row, termFigures.length - 1),
      Enter: () => {
        go(row, column);
        showRight(true);
      },
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
  return (
    <div className={styles.wide}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of the ARIA pattern, rows and headers stay those of a table */}
      <table ref={grid} role="grid" aria-label="Identity terms by figure" className={styles.grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col">Term</th>
            <th scope="col">n</th>
            {termFigures.map((of) => (
              <th key={of} scope="col" title={figureWords[of].means}>
                {figureWords[of].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {terms.map((term, r) => (
            <tr key={term.term}>
              <th scope="row">{term.term}</th>
              <td>{count(term.n)}</td>
              {termFigures.map((of, c) => (
                <TermCell
                  key={of}
                  place={`${r} ${c}`}
                  term={term}
                  of={of}
                  isHere={r === row && c === column}
                  isChosen={term.term === place.term && of === place.figure}
                  onChoose={() => {
                    go(r, c);
                    showRight(true);
                  }}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TermCell({
  place,
  term,
  of,
  isHere,
  isChosen,
  onChoose,
}: {
  place: string;
  term: IdentityTerm;
  of: TermFigure;
  isHere: boolean;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const value = termValue(term, of);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid takes the keys of all its cells
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
      role="gridcell"
      tabIndex={isHere ? 0 : -1}
      aria-selected={isChosen}
      aria-label={`${term.term}, ${figureWords[of].name}: ${valueLine(value)}`}
      data-cell={place}
      data-concern={concern(value.value, of)}
      className={styles.cell}
      onClick={onChoose}
    >
      <span>{figure(value.value)}</span>
      {value.low !== null && value.high !== null && (
        <span className={styles.range}>
          {figure(value.low, 2)}–{figure(value.high, 2)}
        </span>
      )}
    </td>
  );
}
