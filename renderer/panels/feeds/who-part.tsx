import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Persona } from '../../../engine/contract/feed-result.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { useFeeds } from './feeds-context.tsx';
import { usePlace } from './place.ts';
import styles from './subject.module.css';
import { useActing } from './use-act.tsx';
import { Visitor } from './visitor.tsx';
import { choiceOf, fieldMoment, momentOf, type WhoChoice, whoWords } from './who.ts';

export const userFieldId = 'feeds-user';

const kinds: readonly { value: WhoChoice['kind']; label: string }[] = [
  { value: 'user', label: 'User' },
  { value: 'persona', label: 'Persona' },
  { value: 'visitor', label: 'Visitor' },
];

/** For whom the feed is, and as of when. */
export function WhoPart() {
  const { choice, setChoice } = useFeeds();
  const [asOf, setAsOf] = usePlace('asOf');
  const { queries } = useWorkbench();
  const summary = useQuery(queries.catalog.summary.queryOptions());
  const hasTimes = summary.data?.kinds.some(({ last }) => last !== null) ?? true;
  return (
    <section className={styles.part} aria-label="For whom">
      <h2>For whom</h2>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Kind of person"
        value={choice.kind}
        onChange={(value) => {
          const kind = kinds.find((one) => one.value === value)?.value;
          if (kind) setChoice({ ...choice, kind });
        }}
        data={[...kinds]}
      />
      {choice.kind === 'user' && <UserField />}
      {choice.kind === 'persona' && <PersonaField />}
      {choice.kind === 'visitor' && <Visitor />}
      <div className={styles.asOf}>
        <TextInput
          type="datetime-local"
          label="As of"
          description={asOfWords(asOf, hasTimes)}
          value={fieldMoment(asOf)}
          onChange={(event) => setAsOf(momentOf(event.currentTarget.value))}
        />
        <Button size="compact-xs" disabled={asOf === null} onClick={() => setAsOf(null)}>
          Now
        </Button>
      </div>
    </section>
  );
}

/** What the moment of the feed leaves out. */
function asOfWords(asOf: number | null, hasTimes: boolean): string {
  if (!hasTimes) return 'No interaction has a time: all count, whatever the moment';
  return asOf === null ? 'Now: all interactions count' : 'Only what was done before counts';
}

/** Finds users by the beginning of their id; the most active ones are offered first. */
function UserField() {
  const { queries } = useWorkbench();
  const { choice, setChoice, who } = useFeeds();
  const user = who && 'user' in who ? who.user : null;
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text === user ? '' : text.trim(), 120);
  const { data, error } = useQuery({
    ...queries.catalog.find.queryOptions({ input: { subject: 'user', text: asked, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const found = data ?? [];
  const ids = [...new Set([...(user === null ? [] : [user]), ...found.map(({ id }) => id)])];
  return (
    <>
      {error && <ProblemNote error={error} />}
      <Select
        id={userFieldId}
        label="User"
        placeholder="Beginning of an id"
        searchable
        allowDeselect={false}
        aria-keyshortcuts="u"
        data={ids}
        filter={({ options }) => options}
        nothingFoundMessage="No id begins like this"
        searchValue={text}
        onSearchChange={setText}
        value={user}
        onChange={(next) => next && setChoice({ ...choice, user: next })}
        renderOption={({ option }) => {
          const one = found.find(({ id }) => id === option.value);
          return (
            <span>
              {option.value} <span className="dim">{one && counted(one.interactions, 'interaction')}</span>
            </span>
          );
        }}
      />
    </>
  );
}

/** A person that was saved by name. */
function PersonaField() {
  const { queries, cache } = useWorkbench();
  const { choice, setChoice } = useFeeds();
  const { data: personas = [], error } = useQuery(queries.feeds.personas.queryOptions());
  const remove = useMutation(
    queries.feeds.removePersona.mutationOptions({
      onSuccess: () => cache.invalidateQueries({ queryKey: queries.feeds.personas.key() }),
    }),
  );
  const { remember } = useActing();
  const save = useMutation(
    queries.feeds.savePersona.mutationOptions({
      onSuccess: async ({ name }) => {
        await cache.invalidateQueries({ queryKey: queries.feeds.personas.key() });
        setChoice({ ...choice, kind: 'persona', persona: name });
      },
    }),
  );
  const removePersona = async (persona: Persona) => {
    await remove.mutateAsync({ name: persona.name });
    remember(`Removed the persona “${persona.name}”.`, {
      undone: `The persona “${persona.name}” is back.`,
      undo: () => save.mutateAsync(persona),
    });
  };
  const chosen = personas.find(({ name }) => name === choice.persona);
  if (error) return <ProblemNote error={error} />;
  if (personas.length === 0)
    return (
      <div className={styles.hint}>
        <p className="dim">A persona is a history with a name. Make one as a visitor, then save it.</p>
        <Button size="compact-xs" onClick={() => setChoice({ ...choice, kind: 'visitor' })}>
          Make a history
        </Button>
      </div>
    );
  return (
    <>
      {remove.error && <ProblemNote error={remove.error} />}
      <Select
        label="Persona"
        description={chosen ? chosen.about || whoWords(chosen.who) : 'Choose one of those that were saved'}
        placeholder="Choose a persona"
        allowDeselect={false}
        data={personas.map(({ name }) => name)}
        value={chosen?.name ?? null}
        onChange={(persona) => persona && setChoice({ ...choice, persona })}
      />
      {chosen && (
        <div className={styles.row}>
          {'visitor' in chosen.who && (
            <Button
              size="compact-xs"
              onClick={() => {
                if ('visitor' in chosen.who) setChoice({ ...choice, ...choiceOf(chosen.who.visitor) });
              }}
            >
              Change its history
            </Button>
          )}
          <Button
            size="compact-xs"
            loading={remove.isPending}
            onClick={() => void removePersona(chosen).catch(() => undefined)}
          >
            Remove
          </Button>
        </div>
      )}
    </>
  );
}
