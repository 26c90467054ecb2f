import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tell, useWorkbench } from '../../app/workbench.tsx';
import { focusSoon } from '../../ui/focus-soon.ts';
import { counted } from '../../ui/format.ts';
import { ProblemNote } from '../../ui/states.tsx';
import { useFeeds } from './feeds-context.tsx';
import styles from './subject.module.css';
import { withItem, withoutItem } from './who.ts';

const historyFieldId = 'feeds-history';

/** Somebody nobody knows, with a history made by picking items. */
export function Visitor() {
  const { choice, setChoice } = useFeeds();
  return (
    <>
      <ItemField />
      {choice.history.length > 0 && (
        <ol className={styles.history} aria-label="History">
          {choice.history.map(({ item, title }) => (
            <li key={item}>
              <span className={styles.historyName} title={item}>
                {title ?? item}
              </span>
              <ActionIcon
                size={20}
                aria-label={`Take “${title ?? item}” out of the history`}
                onClick={() => {
                  setChoice(withoutItem(choice, item));
                  focusSoon(historyFieldId);
                }}
              >
                <IconX size={13} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      {choice.history.length > 0 && <SavePersona />}
    </>
  );
}

/** Finds items by the beginning of their title; choosing one adds it. */
function ItemField() {
  const { queries } = useWorkbench();
  const { choice, setChoice } = useFeeds();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 120);
  const { data, error } = useQuery({
    ...queries.catalog.find.queryOptions({ input: { subject: 'item', text: asked, limit: 20 } }),
    placeholderData: keepPreviousData,
  });
  const found = (data ?? []).filter(({ id }) => !choice.history.some(({ item }) => item === id));
  return (
    <>
      {error && <ProblemNote error={error} />}
      <Select
        id={historyFieldId}
        label="Add to the history"
        description={
          choice.history.length === 0 ? 'Nothing yet: a visitor nobody knows' : counted(choice.history.length, 'item')
        }
        placeholder="Beginning of a title or an id"
        searchable
        data={found.map(({ id, title }) => ({ value: id, label: title ?? id }))}
        filter={({ options }) => options}
        nothingFoundMessage="No title begins like this"
        searchValue={text}
        onSearchChange={setText}
        value={null}
        onChange={(id) => {
          if (!id) return;
          setChoice(withItem(choice, { item: id, title: found.find((one) => one.id === id)?.title ?? null }));
          setText('');
        }}
      />
    </>
  );
}

/** Gives the history a name, to preview for it again. */
function SavePersona() {
  const { queries, cache } = useWorkbench();
  const { choice, setChoice, who } = useFeeds();
  const [name, setName] = useState('');
  const save = useMutation(
    queries.feeds.savePersona.mutationOptions({
      onSuccess: async (persona) => {
        await cache.invalidateQueries({ queryKey: queries.feeds.personas.key() });
        tell(`Saved the persona “${persona.name}”`);
        setChoice({ ...choice, kind: 'persona', persona: persona.name });
      },
    }),
  );
  return (
    <form
      className={styles.persona}
      onSubmit={(event) => {
        event.preventDefault();
        if (who && name.trim()) save.mutate({ name: name.trim(), who });
      }}
    >
      {save.error && <ProblemNote error={save.error} />}
      <TextInput
        aria-label="Name of the persona"
        placeholder="Name of a persona"
        value={name}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
        Save as a persona
      </Button>
    </form>
  );
}
