import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { VisitorAnswer } from '../../../engine/contract/feed-result.ts';
import type { VisitorQuestion } from '../../../engine/contract/feeds.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { useFeeds } from './feeds-context.tsx';
import { type AnswerGiven, withAnswer, withoutLatest } from './who.ts';

/** How often it is looked whether the questions are made, in milliseconds. */
const pauseMs = 400;

/** The answers with their keys, in the order of the buttons. */
export const answerWords: readonly { answer: VisitorAnswer['answer']; key: string; name: string }[] = [
  { answer: 'like', key: 'y', name: 'Like' },
  { answer: 'dislike', key: 'x', name: 'Dislike' },
  { answer: 'unknown', key: 'q', name: 'Not known' },
];

export interface Interview {
  /** Whether a visitor is being asked. */
  isOn: boolean;
  asked: VisitorQuestion | undefined;
  error: Error | null;
  retry(): void;
  /** Whether the question that is shown is not the next one yet. */
  isBehind: boolean;
  answers: readonly AnswerGiven[];
  answer(answer: VisitorAnswer['answer']): void;
  /** Takes the latest answer back. */
  back(): void;
  /** Forgets all answers and asks from the start. */
  begin(): void;
  /** Asks on after the answers that there are. */
  goOn(): void;
  /** Closes the questions; what was answered stays. */
  finish(): void;
}

/** The questions to the visitor of the panel. */
export function useInterview(): Interview {
  const { queries } = useWorkbench();
  const { choice, setChoice } = useFeeds();
  const answers = choice.answers ?? [];
  const isOn = choice.kind === 'visitor' && !choice.isTypical && choice.isAsked === true;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...queries.feeds.question.queryOptions({
      input: { answers: answers.map(({ item, answer }) => ({ item, answer })) },
    }),
    enabled: isOn,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.state === 'growing' ? pauseMs : false),
  });
  const question = data?.question;
  return {
    isOn,
    asked: data,
    error,
    retry: () => void refetch(),
    isBehind: isPlaceholderData,
    answers,
    answer: (answer) => {
      if (isOn && question && !isPlaceholderData) {
        setChoice(withAnswer(choice, { item: question.item, title: question.title, answer }));
      }
    },
    back: () => setChoice(withoutLatest(choice)),
    begin: () => setChoice({ ...choice, kind: 'visitor', answers: [], isAsked: true }),
    goOn: () => setChoice({ ...choice, kind: 'visitor', isAsked: true }),
    finish: () => setChoice({ ...choice, isAsked: false }),
  };
}
