import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { SignalRule, StoredRule } from '../../../engine/contract/catalog.ts';
import { useActions, useKeys, useWorkbench } from '../../app/workbench.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { count, counted, moment } from '../../ui/format.ts';
import { ProblemNote, Waiting } from '../../ui/states.tsx';
import styles from './data.module.css';
import { tableHeight } from './kinds-table.tsx';
import { copyName, plainRule } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { RuleInWords } from './rule-in-words.tsx';
import { kindsLine } from './rule-words.ts';
import own from './rules.module.css';

const columns: readonly Column<StoredRule>[] = [
  { id: 'name', name: 'Name', width: 'minmax(96px, 1fr)', cell: (row) => row.name, value: (row) => row.name },
  { id: 'signal', name: 'Signal', width: '72px', cell: (row) => row.signal, value: (row) => row.signal },
  {
    id: 'kinds',
    name: 'Kinds',
    width: 'minmax(120px, 2fr)',
    cell: (row) => <span title={kindsLine(row)}>{kindsLine(row)}</span>,
  },
  { id: 'from', name: 'From', width: '96px', cell: origin, value: origin },
  { id: 'at', name: 'Saved', width: '140px', cell: (row) => moment(row.at), value: (row) => row.at },
  {
    id: 'version',
    name: 'Version',
    width: '60px',
    isNumber: true,
    cell: (row) => count(row.version),
    value: (row) => row.version,
  },
];

/** Who wrote the newest version of a rule. */
function origin({ isBuiltIn, version, actor }: StoredRule): string {
  return isBuiltIn && version === 1 ? 'built in' : actor;
}

/** The rules that turn interactions into what models learn from: see one, write one. */
export function RulesSection() {
  const { queries } = useWorkbench();
  const { data: rules, error, refetch } = useQuery(queries.catalog.rules.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [writing, setWriting] = useState<{ rule: SignalRule; from: string | null } | null>(null);
  const current = rules?.find(({ name }) => name === chosen) ?? rules?.[0];
  const edit = () => current && setWriting({ rule: current, from: current.name });
  const copy = () =>
    current && setWriting({ rule: { ...current, name: copyName(current.name, rules ?? []) }, from: null });
  const begin = () => setWriting({ rule: plainRule, from: null });
  useKeys([
    { key: 'n', does: 'Write a new rule', group: 'Data', run: begin },
    { key: 'e', does: 'Edit the chosen rule', group: 'Data', run: edit },
    { key: 'c', does: 'Copy the chosen rule into a new one', group: 'Data', run: copy },
  ]);
  useActions([
    { id: 'data.rule.new', label: 'Write a new rule', group: 'Data', keys: 'n', run: begin },
    ...(current
      ? [
          { id: 'data.rule.edit', label: `Edit the rule ${current.name}`, group: 'Data', keys: 'e', run: edit },
          { id: 'data.rule.copy', label: `Copy the rule ${current.name}`, group: 'Data', keys: 'c', run: copy },
        ]
      : []),
  ]);
  return (
    <>
      <header className={styles.head}>
        <h1>Signal rules</h1>
        <span className="dim">{rules && counted(rules.length, 'rule')}</span>
        <Button
          variant="filled"
          leftSection={<IconPlus size={15} aria-hidden />}
          disabled={writing !== null}
          onClick={begin}
        >
          Write a new rule
        </Button>
      </header>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!rules && !error && <Waiting />}
      {rules && (
        <div className={own.list} style={{ blockSize: tableHeight(Math.min(6, Math.max(3, rules.length))) }}>
          <DataTable
            label="Signal rules"
            minWidth={680}
            columns={columns}
            rows={rules}
            rowId={({ name }) => name}
            chosen={current?.name ?? null}
            // What is being written stays until it is saved or left.
            onChoose={writing ? undefined : ({ name }) => setChosen(name)}
          />
        </div>
      )}
      {rules && writing && (
        <div className={own.card}>
          <h2>{writing.from === null ? 'A new rule' : `Edit ${writing.from}`}</h2>
          <RuleForm
            key={writing.rule.name}
            rule={writing.rule}
            rules={rules}
            onSaved={({ name }) => {
              setChosen(name);
              setWriting(null);
            }}
            onLeave={() => setWriting(null)}
          />
        </div>
      )}
      {current && !writing && <RuleCard rule={current} onEdit={edit} onCopy={copy} />}
    </>
  );
}

/** The chosen rule in words, and what can be made of it. */
function RuleCard({ rule, onEdit, onCopy }: { rule: StoredRule; onEdit: () => void; onCopy: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  // The card takes the place of the form, whose button had the focus.
  useEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <section className={own.card} aria-label={`Rule ${rule.name}`}>
      <h2>
        {rule.name} <span className="dim">version {rule.version}</span>
      </h2>
      {rule.about && <p>{rule.about}</p>}
      <RuleInWords rule={rule} />
      <div className={own.foot}>
        <Button ref={button} onClick={onEdit}>
          Edit
        </Button>
        <Button onClick={onCopy}>Copy into a new rule</Button>
      </div>
    </section>
  );
}

/** Beside the rules: what a signal is, the formula as it stands for all rules, and where it comes from. */
export function RulesWhy() {
  return (
    <>
      <p>
        A model does not learn from clicks and stars as they are, but from what a rule makes of them. The same data
        under two rules are two data sets; every model and every run says which rule, in which version, it learned by.
      </p>
      <h2 className={own.heading}>Explicit</h2>
      <p>The value of the latest interaction of these kinds is the rating.</p>
      <h2 className={own.heading}>Implicit</h2>
      <code className={own.formula}>strength = Σ weight · value · 2^(−age / h)</code>
      <p>
        The sum is over a user’s interactions with an item; the value is left out where a kind does not use it, h is the
        half-life, and the age is counted from the newest interaction there is. A pair is positive where the strength
        reaches the threshold.
      </p>
      <code className={own.formula}>confidence = 1 + alpha · strength</code>
      <p className="dim">Hu, Koren and Volinsky, “Collaborative filtering for implicit feedback datasets”, 2008.</p>
    </>
  );
}
