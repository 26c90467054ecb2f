import type { VisitorAnswer, VisitorQuestion } from '../../contract/index.ts';
import { TopK } from '../../numeric/topk.ts';
import type { Store } from '../../store/store.ts';
import type { QuestionModel } from '../coldstart/question-model.ts';
import type { Questions } from '../coldstart/questions.ts';
import { type Path, pathOf, VisitorEstimate } from '../coldstart/visitor.ts';
import { placeOf } from '../histories.ts';
import { shownOf } from './cards.ts';
import type { Profile } from './profile.ts';
import type { FeedSnapshot } from './snapshot.ts';

/** Items that the estimate is told by. */
const mostTold = 8;
/** Places before the latest answer that are told. */
const mostPlaces = 500;
/** With so many items in the history the active model knows more than answers do (docs/coldstart.md). */
const knownFrom = 10;

/** What an interview is held with. */
export interface Interview {
  store: Store;
  snapshot: FeedSnapshot;
  questions: Questions;
}

/** The next question to somebody who gave these answers, and what is thought of them so far. */
export function nextQuestion(interview: Interview, answers: readonly VisitorAnswer[]): VisitorQuestion {
  const { store, snapshot, questions } = interview;
  const { model, progress, problem } = questions.state(snapshot.data);
  const nothing = { question: null, asked: 0, most: 0, alike: 0, people: 0, estimate: [] };
  if (!model) {
    const words = problem ?? 'The questions are being made from what people like.';
    return { state: problem ? 'absent' : 'growing', progress: problem ? null : (progress ?? 0), words, ...nothing };
  }
  const path = follow(interview, model, answers);
  const { itemRows, interactions } = snapshot.data;
  const row = path.question < 0 ? -1 : placeOf(itemRows, path.question);
  const card = row < 0 ? undefined : store.feedReader.cards([path.question]).get(path.question);
  const { title, description, publisher, topic, published, media } = row < 0 ? nobody : shownOf(snapshot, row, card);
  return {
    state: 'ready',
    progress,
    words: row < 0 ? 'All is asked: one more answer would part people no further.' : null,
    question:
      row < 0 ? null : { item: interactions.items.id(row), title, description, publisher, topic, published, media },
    asked: path.asked,
    most: path.asked + path.left,
    alike: model.tree.users[path.node]!,
    people: model.people,
    estimate: told(interview, model, answers, path),
  };
}

const nobody = { title: null, description: null, publisher: null, topic: null, published: null, media: [] };

/**
 * What answers say of a visitor, for a feed; null where they gave none, or by now did so much that the active model
 * knows them better. A sentence where it cannot be said yet.
 */
export function estimateOf(
  interview: Interview,
  answers: readonly VisitorAnswer[],
  { history, events }: Pick<Profile, 'history' | 'events'>,
): VisitorEstimate | string | null {
  if (answers.length === 0 || new Set(history.items).size >= knownFrom) return null;
  const { model, problem } = interview.questions.state(interview.snapshot.data);
  if (!model) return problem ?? 'The questions are still being made: for now answers count as a history of likes.';
  return new VisitorEstimate(model, follow(interview, model, answers).node, [
    ...new Set(events.map(({ item }) => item)),
  ]);
}

function follow({ store, snapshot }: Interview, model: QuestionModel, answers: readonly VisitorAnswer[]): Path {
  const { itemRows, interactions } = snapshot.data;
  const isAskable = (item: number) => {
    const row = placeOf(itemRows, item);
    return row >= 0 && store.feedReader.effects([interactions.items.id(row)]).size === 0;
  };
  return pathOf(model, numbered(store, answers), isAskable);
}

function numbered(store: Store, answers: readonly VisitorAnswer[]): Map<number, VisitorAnswer['answer']> {
  return new Map(
    answers.flatMap(({ item, answer }) => {
      const number = store.feedReader.number('item', item);
      return number === undefined ? [] : [[number, answer] as const];
    }),
  );
}

/** The best by the estimate, without what was asked about and what moderation decided about, and their places before. */
function told(
  { store, snapshot, ...rest }: Interview,
  model: QuestionModel,
  answers: readonly VisitorAnswer[],
  path: Path,
): VisitorQuestion['estimate'] {
  const { data } = snapshot;
  const asked = new Set(answers.map(({ item }) => item));
  const best = (some: readonly VisitorAnswer[], node: number): string[] => {
    const liked = [...numbered(store, some)].filter(([, answer]) => answer === 'like').map(([item]) => item);
    const rows = [...bestOf(new VisitorEstimate(model, node, liked))].map((item) => placeOf(data.itemRows, item));
    const ids = rows.filter((row) => row >= 0).map((row) => data.interactions.items.id(row));
    const effects = store.feedReader.effects(ids);
    return ids.filter((id) => !asked.has(id) && !effects.has(id));
  };
  const earlier = answers.slice(0, -1);
  const after = best(answers, path.node);
  const before = answers.length > 0 ? best(earlier, follow({ store, snapshot, ...rest }, model, earlier).node) : after;
  return after.slice(0, mostTold).map((item, n) => {
    const at = before.indexOf(item);
    const title = data.title(data.interactions.items.row(item)!);
    return { place: n + 1, item, title, before: at < 0 ? null : at + 1 };
  });
}

/** The workspace's numbers of the best items by an estimate. */
function bestOf(estimate: VisitorEstimate): Int32Array {
  const places = Math.min(mostPlaces, estimate.scores.length);
  const top = new TopK(places);
  estimate.scores.forEach((score, place) => {
    top.offer(place, score);
  });
  const out = { items: new Int32Array(places), scores: new Float32Array(places) };
  const found = top.drain(out.items, out.scores);
  return out.items.subarray(0, found).map((place) => estimate.item(place));
}
