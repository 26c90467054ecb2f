import { ActionIcon, Button, Select, Switch, TextInput } from '@mantine/core';
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
import { useInterview } from './use-interview.ts';
import { withItem, withoutItem } from './who.ts';

const historyFieldId = 'feeds-history';

/** Somebody nobody knows, with a history made by picking items. */
export function Visitor() {
  const { choice, setChoice } = useFeeds();
  const answered = choice.answers?.length ?? 0;
  return (
    <>
      {!choice.isTypical && <AskPart />}
      <AttributeFields />
      {!choice.isTypical && <ItemField />}
      {!choice.isTypical && choice.history.length > 0 && (
        <ol className={styles.history} aria-label="History">
          {choice.history.map(({ item, title, isSeen }) => (
            <li key={item}>
              <span className={styles.historyName} title={item}>
                {title ?? item} {isSeen && <span className="dim">seen</span>}
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
      {!choice.isTypical && choice.dislikes.length > 0 && (
        <ol className={styles.history} aria-label="Not interested in">
          {choice.dislikes.map(({ item, title }) => (
            <li key={item}>
              <span className={styles.historyName} title={item}>
                <span className="dim">not</span> {title ?? item}
              </span>
              <ActionIcon
                size={20}
                aria-label={`Take “${title ?? item}” out of what is not wanted`}
                onClick={() => setChoice(withoutItem(choice, item))}
              >
                <IconX size={13} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      {(choice.history.length > 0 || answered > 0 || Object.keys(choice.attributes).length > 0) && <SavePersona />}
    </>
  );
}

/** What is known of the visitor, of the attributes that users have; with one, a typical member can stand in. */
function AttributeFields() {
  const { queries } = useWorkbench();
  const { choice, setChoice } = useFeeds();
  const { data } = useQuery(queries.catalog.summary.queryOptions());
  const known = (data?.attributes ?? []).filter(
    ({ subject, type, values }) => subject === 'user' && (type === 'category' || type === 'set') && values.length > 0,
  );
  if (known.length === 0) return null;
  const set = (name: string, value: string | null) => {
    const { [name]: _, ...rest } = choice.attributes;
    setChoice({ ...choice, attributes: value === null ? rest : { ...rest, [name]: value } });
  };
  return (
    <>
      {known.map(({ name, values }) => (
        <Select
          key={name}
          label={`${name.charAt(0).toUpperCase()}${name.slice(1)}`}
          placeholder="not known"
          clearable
          searchable
          data={values.map(({ value }) => value)}
          value={choice.attributes[name] ?? null}
          onChange={(value) => set(name, value)}
        />
      ))}
      <Switch
        size="xs"
        label="A typical member"
        description="With the history of what such people had more than others"
        checked={choice.isTypical}
        onChange={(event) => setChoice({ ...choice, isTypical: event.currentTarget.checked })}
      />
    </>
  );
}

/** Begins the questions, or goes on with them. */
function AskPart() {
  const { isOn, answers, begin, goOn, finish } = useInterview();
  return (
    <div className={styles.row}>
      <Button
        size="compact-xs"
        aria-pressed={isOn}
        rightSection={<kbd aria-hidden>g</kbd>}
        onClick={isOn ? finish : answers.length > 0 ? goOn : begin}
      >
        {isOn ? 'Close the questions' : answers.length > 0 ? 'Ask on' : 'Ask the visitor'}
      </Button>
      <span className="dim">{answers.length > 0 && counted(answers.length, 'answer')}</span>
    </div>
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
