import { Button, Progress } from '@mantine/core';
import { IconArrowBackUp, IconPhoto, IconRefresh } from '@tabler/icons-react';
import type { VisitorQuestion } from '../../../engine/contract/feeds.ts';
import { count, counted, hostOf } from '../../ui/format.ts';
import { MaskedLine } from '../../ui/post-text.tsx';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './interview.module.css';
import { answerWords, type Interview, useInterview } from './use-interview.ts';

/** The start of somebody nobody knows, played as they would: one question after the other, and what is thought so far. */
export function InterviewPart() {
  const interview = useInterview();
  const { isOn, asked, error, retry, answers, back, begin, finish, isBehind } = interview;
  if (!isOn) return null;
  return (
    <section className={styles.interview} aria-label="Questions to the visitor">
      {error && <ProblemNote error={error} onRetry={retry} />}
      {!asked && !error && <Waiting lines={4} />}
      {asked && (
        <>
          <div className={styles.columns} aria-busy={isBehind}>
            <Asked {...interview} asked={asked} />
            <Estimate asked={asked} />
          </div>
          <div className={styles.foot}>
            <Button
              size="compact-xs"
              disabled={answers.length === 0}
              leftSection={<IconArrowBackUp size={13} aria-hidden />}
              rightSection={<kbd aria-hidden>b</kbd>}
              onClick={back}
            >
              Take back the last answer
            </Button>
            <Button
              size="compact-xs"
              disabled={answers.length === 0}
              leftSection={<IconRefresh size={13} aria-hidden />}
              onClick={begin}
            >
              Start again
            </Button>
            <span className={styles.push} />
            <Button size="compact-xs" variant={asked.question ? 'default' : 'filled'} onClick={finish}>
              Show the feed now
            </Button>
          </div>
        </>
      )}
    </section>
  );
}

function Asked({ asked, answer, isBehind }: Interview & { asked: VisitorQuestion }) {
  const { question, words, state, progress } = asked;
  if (state === 'growing') {
    const percent = Math.round(100 * (progress ?? 0));
    return (
      <div className={styles.asked}>
        <p role="status">{words}</p>
        <Progress value={percent} aria-label="Making the questions" />
      </div>
    );
  }
  return (
    <div className={styles.asked}>
      <p className={styles.standing} role="status">
        {question
          ? `Question ${asked.asked + 1} of ${asked.most} at most`
          : [state === 'ready' && `${counted(asked.asked, 'answer')}.`, words].filter(Boolean).join(' ')}
      </p>
      {question && (
        <div className={styles.card}>
          <span className={styles.picture}>
            <IconPhoto size={22} stroke={1.5} aria-hidden />
            {question.media[0] !== undefined && <span className={styles.host}>{hostOf(question.media[0])}</span>}
          </span>
          <div>
            <h2 className={styles.title}>
              <MaskedLine line={question.title ?? question.item} />
            </h2>
            <p className={styles.facts}>
              {[question.publisher, question.topic].filter((fact) => fact !== null).join(' · ')}
            </p>
          </div>
        </div>
      )}
      <div className={styles.answers}>
        {answerWords.map(({ answer: one, key, name }) => (
          <Button
            key={one}
            disabled={question === null}
            aria-disabled={isBehind}
            aria-keyshortcuts={key}
            rightSection={<kbd aria-hidden>{key}</kbd>}
            onClick={() => answer(one)}
          >
            {name}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Estimate({ asked: { estimate, alike, people, asked } }: { asked: VisitorQuestion }) {
  if (estimate.length === 0) return null;
  return (
    <div className={styles.estimate}>
      <h3>Estimate so far</h3>
      <p className="dim">
        {asked === 0
          ? `Everybody: ${counted(people, 'person', 'people')}`
          : `${count(alike)} of ${counted(people, 'person', 'people')} ${alike === 1 ? 'answers' : 'answer'} like this`}
      </p>
      <ol aria-label="Best for this visitor so far">
        {estimate.map(({ item, title, place, before }) => (
          <li key={item}>
            <span className={styles.place}>{place}</span>
            <span className={styles.name} title={title ?? item}>
              <MaskedLine line={title ?? item} />
            </span>
            <span className={styles.move}>{moveWords(place, before)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** How far the latest answer moved an item; nothing where it stayed. */
export function moveWords(place: number, before: number | null): string {
  if (before === null) return 'new';
  if (before === place) return '';
  return before > place ? `up ${before - place}` : `down ${place - before}`;
}
