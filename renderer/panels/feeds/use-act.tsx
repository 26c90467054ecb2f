import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useRef, useState } from 'react';
import type { Feed } from '../../../engine/contract/feed-result.ts';
import type { feedActions } from '../../../engine/contract/feeds.ts';
import { tellProblem, useWorkbench } from '../../app/workbench.tsx';
import { useFeeds } from './feeds-context.tsx';
import { movesOf, tallyMoves, tallyWords } from './moves.ts';
import { acted, type WhoChoice, withAct, withoutItem } from './who.ts';

export type FeedAction = (typeof feedActions)[number];

/** What can be done on a card, with its key. */
export const actWords: Record<FeedAction, { key: string; name: string; done: string }> = {
  like: { key: 'l', name: 'Like', done: 'Liked' },
  seen: { key: 's', name: 'Mark as seen', done: 'Marked as seen' },
  'not-interested': { key: 'n', name: 'Not interested', done: 'Not interested in' },
};

/** Something that was done, with what takes it back. */
interface Deed {
  undone: string;
  undo(): Promise<unknown>;
}

/** A deed with whose feed it was for, which must be on the screen to be told of or taken back; null is for any. */
interface Done extends Deed {
  person: string | null;
}

interface Acting {
  /** What was done or taken back last, in words; empty at first. */
  status: string;
  canUndo: boolean;
  /** Why nothing can be done for whom the feed is; null where it can. */
  refusal(): string | null;
  act(action: FeedAction, item: string, title: string | null): void;
  undo(): void;
  /** Has something that was done elsewhere in the panel taken back by undo too, whoever is on the screen. */
  remember(done: string, deed: Deed): void;
}

const ActContext = createContext<Acting | null>(null);

/** Remembers what was done on the cards, so that it can be taken back one by one. */
export function ActProvider({ children }: { children: ReactNode }) {
  const { queries, cache } = useWorkbench();
  const { who, choice, setChoice } = useFeeds();
  const [deeds, setDeeds] = useState<readonly Done[]>([]);
  const [told, setTold] = useState<{ words: string; person: string | null }>({ words: '', person: null });
  const send = useMutation(
    queries.feeds.act.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.feeds.preview.key() }),
    }),
  );
  const user = who && 'user' in who ? who.user : null;
  const person = personOf(choice, user);
  const effect = useEffectOf(person);
  const isHere = (of: { person: string | null }) => of.person === null || of.person === person;
  const latestHere = deeds.findLast(isHere);
  const personas = useQuery(queries.feeds.personas.queryOptions());
  const save = useMutation(
    queries.feeds.savePersona.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.feeds.personas.key() }),
    }),
  );
  const persona = choice.kind === 'persona' ? personas.data?.find(({ name }) => name === choice.persona) : undefined;
  // What is taken back later is taken from what stands then.
  const latest = useRef({ choice, personas: personas.data });
  latest.current = { choice, personas: personas.data };
  const refusal = () =>
    who && 'group' in who ? 'A typical member has the history of the group; a visitor has one of their own.' : null;
  const remember = (done: string, deed: Done) => {
    setDeeds((all) => [...all, deed]);
    setTold({ words: done, person: deed.person });
  };
  const changePersona = async (name: string, action: FeedAction | null, item: string) => {
    const now = latest.current.personas?.find((one) => one.name === name);
    if (now && 'visitor' in now.who)
      await save.mutateAsync({ ...now, who: { visitor: acted(now.who.visitor, action, item) } });
  };
  const act = async (action: FeedAction, item: string, title: string | null) => {
    const refused = refusal();
    if (refused) return setTold({ words: refused, person });
    effect.begin();
    let undo: Deed['undo'];
    try {
      if (user !== null) {
        await send.mutateAsync({ user, item, action });
        undo = () => send.mutateAsync({ user, item, action, undo: true });
      } else if (persona) {
        await changePersona(persona.name, action, item);
        undo = () => changePersona(persona.name, null, item);
      } else {
        setChoice(withAct(choice, action, { item, title }));
        undo = async () => setChoice(withoutItem(latest.current.choice, item));
      }
    } catch (error) {
      return tellProblem(error);
    }
    const done = `${actWords[action].done} “${title ?? item}”`;
    remember(done, { undone: `Taken back: ${done}`, undo, person });
  };
  const undo = async () => {
    const deed = latestHere;
    if (!deed) return;
    effect.begin();
    try {
      await deed.undo();
    } catch (error) {
      return tellProblem(error);
    }
    setDeeds((all) => all.filter((one) => one !== deed));
    setTold({ words: deed.undone, person: deed.person });
  };
  return (
    <ActContext
      value={{
        status: isHere(told) ? [told.words, effect.words].filter(Boolean).join(': ') : '',
        canUndo: latestHere !== undefined,
        refusal,
        act: (action, item, title) => void act(action, item, title),
        undo: () => void undo(),
        remember: (done, deed) => remember(done, { ...deed, person: null }),
      }}
    >
      {children}
    </ActContext>
  );
}

/** Whose feed is on the screen, as a key. */
function personOf({ kind, persona }: WhoChoice, user: string | null): string {
  return JSON.stringify([kind, kind === 'user' ? user : kind === 'persona' ? persona : null]);
}

/** What an action did to the feed, in words, once the feed that follows it is there. */
function useEffectOf(person: string): { words: string; begin(): void } {
  const { feed } = useFeeds().current;
  const [words, setWords] = useState('');
  const before = useRef<Feed | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done for one person says nothing of the feed of another
  useEffect(() => {
    before.current = null;
    setWords('');
  }, [person]);
  useEffect(() => {
    if (!before.current || !feed || feed.key === before.current.key) return;
    setWords(tallyWords(tallyMoves(movesOf(before.current.items, feed.items).values())));
    before.current = null;
  }, [feed]);
  return {
    words,
    begin: () => {
      before.current = feed ?? null;
      setWords('');
    },
  };
}

/** What can be done on cards, and what was. */
export function useActing(): Acting {
  const acting = use(ActContext);
  if (!acting) throw new Error('useActing needs an ActProvider above it.');
  return acting;
}
