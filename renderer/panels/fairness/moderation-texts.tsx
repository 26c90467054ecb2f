import { useQuery } from '@tanstack/react-query';
import type { NamedText } from '../../../engine/contract/criteria.ts';
import type { IdentityTerm, ModerationSide } from '../../../engine/contract/fairness.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { count, counted, probability } from '../../ui/format.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import shared from '../models/recommender.module.css';
import styles from './moderation.module.css';
import { figureWords, type TermFigure, termValue, valueLine } from './moderation.ts';

/** One figure of one term: what it means, and the texts behind it, the worst first. */
export function TermDetails({ side, term, of }: { side: ModerationSide; term: IdentityTerm; of: TermFigure }) {
  const { queries } = useWorkbench();
  const { name, means, texts: behind, shows } = figureWords[of];
  const { policy, source } = side;
  const texts = useQuery(
    queries.fairness.texts.queryOptions({ input: { policy, source, term: term.term, figure: behind } }),
  );
  return (
    <>
      <h2>
        {term.term}: {name}
      </h2>
      <dl className={shared.facts}>
        <dt>Value</dt>
        <dd>{valueLine(termValue(term, of))}</dd>
        <dt>n</dt>
        <dd>{counted(term.n, 'text')} that name the term</dd>
        <dt>Threshold</dt>
        <dd>{probability(texts.data?.threshold ?? side.threshold)}</dd>
      </dl>
      <p>{means}</p>
      <h3>
        {shows} {texts.data && <span className="dim">{count(texts.data.total)}</span>}
      </h3>
      {texts.error && <ProblemNote error={texts.error} onRetry={() => void texts.refetch()} />}
      {!texts.data && !texts.error && <Waiting lines={6} />}
      {texts.data && <TextList texts={texts.data.rows} threshold={texts.data.threshold} />}
      <p className="dim">
        {source === 'probes'
          ? 'Each template was scored with the term in its place. Templates are mild; the unkind ones count as violations.'
          : 'First lines of posts, masked. The furthest on the wrong side of the threshold come first.'}
      </p>
    </>
  );
}

function TextList({ texts, threshold }: { texts: readonly NamedText[]; threshold: number }) {
  if (texts.length === 0) return <p>There are none.</p>;
  return (
    <ol className={styles.texts}>
      {texts.map(({ post, line, score, isViolation }) => {
        const isWrong = score >= threshold !== isViolation;
        return (
          <li key={post ?? line}>
            <span className={styles.score} data-wrong={isWrong}>
              {probability(score)}
            </span>
            <span className={styles.text}>
              <MaskedLine line={line} />
              <span className={styles.about}>
                {post === null ? (isViolation ? 'unkind' : 'ordinary') : isViolation ? 'acted against' : 'kept'}
                {isWrong && (isViolation ? ', missed' : ', hit wrongly')}
                {post !== null && (
                  <>
                    {' · '}
                    <code>{post}</code>
                  </>
                )}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
