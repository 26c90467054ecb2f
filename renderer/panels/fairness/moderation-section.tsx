import { Tabs } from '@mantine/core';
import { useKeys } from '../../app/workbench.tsx';
import { Empty } from '../../ui/states.tsx';
import styles from '../models/recommender.module.css';
import { ChosenAudit } from './chosen-audit.tsx';
import { CriteriaView } from './criteria-view.tsx';
import { useAudit } from './data.ts';
import { type ModerationPlace, useModerationPlace } from './moderation-place.ts';
import { chosenSide, TermsView } from './moderation-terms.tsx';
import { TermDetails } from './moderation-texts.tsx';
import { AuditSection } from './section.tsx';

const views = [
  { id: 'terms', key: 't', name: 'Identity terms' },
  { id: 'criteria', key: 'c', name: 'Criteria' },
] as const satisfies readonly { id: ModerationPlace['view']; key: string; name: string }[];

/** Left: the audit that is read. */
export function ModerationSubject() {
  return (
    <section className={styles.subject} aria-label="Moderation">
      <ChosenAudit />
    </section>
  );
}

/** Middle: how policies treat texts that name an identity, and how alike groups of judged posts. */
export function ModerationWork() {
  const [place, setPlace] = useModerationPlace();
  useKeys(
    views.map(({ id, key, name }) => ({ key, does: name, group: 'Moderation', run: () => setPlace({ view: id }) })),
  );
  return (
    <section className={styles.work} aria-label="Moderation, from both sides">
      <Tabs
        value={place.view}
        onChange={(view) => setPlace({ view: view as ModerationPlace['view'] })}
        className={styles.tabs}
        classNames={{ tab: styles.tab }}
      >
        <Tabs.List aria-label="Sides of moderation">
          {views.map(({ id, key, name }) => (
            <Tabs.Tab key={id} value={id} aria-keyshortcuts={key}>
              {name} <kbd aria-hidden>{key}</kbd>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="terms" className={styles.panel}>
          <AuditSection label="Identity terms">
            {(audit) =>
              audit.moderation.length === 0 ? (
                <Empty title="This audit has no side of moderation">
                  Start an audit with the side of moderation to see how policies treat texts that name an identity.
                </Empty>
              ) : (
                <TermsView audit={audit} />
              )
            }
          </AuditSection>
        </Tabs.Panel>
        <Tabs.Panel value="criteria" className={styles.panel}>
          <CriteriaView />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

/** Right: the texts behind the chosen figure, or how criteria are read. */
export function ModerationWhy() {
  const { audit } = useAudit();
  const [place] = useModerationPlace();
  const side = audit ? chosenSide(audit, place.side) : null;
  const term = side?.terms.find((one) => one.term === place.term);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
    <div className={styles.why} tabIndex={0}>
      {place.view === 'criteria' ? (
        <AboutCriteria />
      ) : side && term ? (
        <TermDetails side={side} term={term} of={place.figure} />
      ) : (
        <>
          <h2>Identity terms</h2>
          <p>
            Classifiers learn that texts which name some groups are often attacks, and then take ordinary texts about
            these groups for attacks. The three AUCs tell which way it errs, term by term.
          </p>
          <p>Walk the grid with the arrow keys; Enter shows the texts behind a figure.</p>
        </>
      )}
    </div>
  );
}

function AboutCriteria() {
  return (
    <>
      <h2>Three criteria</h2>
      <dl className={styles.facts}>
        <dt>Independence</dt>
        <dd>The same share of every group is acted on.</dd>
        <dt>Separation</dt>
        <dd>Ordinary posts are hit, and violations found, equally often in every group (Hardt et al. 2016).</dd>
        <dt>Sufficiency</dt>
        <dd>A post that is acted on is a violation equally often in every group.</dd>
      </dl>
      <h3>Why not all of them</h3>
      <p>
        Where groups differ in how many of their posts are violations, and the classifier errs, separation and
        sufficiency cannot both hold (Chouldechova 2017, Kleinberg et al. 2017). Which one matters is a choice of
        values: whoever is hit wrongly asks for separation, whoever must trust a decision for sufficiency.
      </p>
      <h3>Cost</h3>
      <p>
        The cost of a post is what its wrong decision is worth in missed violations: 1 for a missed one, the cost ratio
        for an action against an ordinary post. It is told for the thresholds as they stand.
      </p>
      <h3>Where the figures come from</h3>
      <p>
        From posts that a person judged, each by its latest decision: actions under this policy count as violations,
        kept posts as ordinary. Posts that nobody looked at are not in here, so that rates are those of what came to
        people. Intervals are Wilson’s, at 95 %; verdicts are corrected by Holm over the rates.
      </p>
    </>
  );
}
