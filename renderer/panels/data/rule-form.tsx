import { ActionIcon, Button, Checkbox, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { SignalRule, StoredRule } from '../../../engine/contract/catalog.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import { type DraftKind, draftOf, draftProblems, ruleOf, savingWill, withKind, withKindChange } from './rule-draft.ts';
import { RuleInWords } from './rule-in-words.tsx';
import styles from './rules.module.css';
import { useSummary } from './use-catalog.ts';

/** A rule in a form: what it says is read back in words while it is written. */
export function RuleForm({
  rule,
  rules,
  onSaved,
  onLeave,
}: {
  /** What the form begins with. */
  rule: SignalRule;
  rules: readonly StoredRule[];
  onSaved: (rule: StoredRule) => void;
  onLeave: () => void;
}) {
  const { queries, cache } = useWorkbench();
  const { data: summary } = useSummary();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [isAsked, setAsked] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const save = useMutation(
    queries.catalog.saveRule.mutationOptions({
      onSuccess: async (saved) => {
        await cache.invalidateQueries({ queryKey: queries.catalog.rules.key() });
        onSaved(saved);
      },
    }),
  );
  const problems = draftProblems(draft);
  const next = ruleOf(draft);
  const will = next && savingWill(next, rules);
  const isImplicit = draft.signal === 'implicit';
  // A form that was just opened does not complain of what nobody had the time to type.
  const say = (field: string) =>
    isAsked || (field !== 'name' && !field.startsWith('kind ')) ? problems[field] : undefined;
  return (
    <form
      className={styles.form}
      aria-label="Rule"
      onKeyDown={(event) => {
        // Esc goes back one step, but never over what somebody wrote.
        if (event.key === 'Escape' && JSON.stringify(draft) === JSON.stringify(draftOf(rule))) onLeave();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (next && will?.isNew) save.mutate(next);
      }}
    >
      {save.error && <ProblemNote error={save.error} />}
      <div className={styles.pair}>
        <TextInput
          // The form takes the place of the button that was pressed.
          autoFocus
          label="Name"
          description="A name that is there already gets a new version"
          value={draft.name}
          error={say('name')}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        <div>
          <div className={styles.label} id="rule-signal">
            What models learn from
          </div>
          <SegmentedControl
            size="xs"
            aria-labelledby="rule-signal"
            value={draft.signal}
            onChange={(value) => setDraft({ ...draft, signal: value === 'explicit' ? 'explicit' : 'implicit' })}
            data={[
              { value: 'implicit', label: 'Implicit: what people did' },
              { value: 'explicit', label: 'Explicit: how they rated' },
            ]}
          />
        </div>
      </div>
      <Textarea
        label="What it is for"
        value={draft.about}
        error={say('about')}
        maxLength={500}
        autosize
        minRows={1}
        onChange={(event) => setDraft({ ...draft, about: event.currentTarget.value })}
      />
      <fieldset className={styles.kinds}>
        <legend>Kinds of interactions</legend>
        {draft.kinds.length === 0 && (
          <p className="dim">
            None is named: {isImplicit ? 'all kinds count, each interaction 1.' : 'all kinds that are explicit count.'}
          </p>
        )}
        {draft.kinds.length > 0 && (
          <div aria-hidden className={styles.kindHead} data-implicit={isImplicit}>
            <span>Kind</span>
            {isImplicit && <span>Weight</span>}
            <span>Only from value</span>
          </div>
        )}
        {draft.kinds.map((row) => (
          <KindRow
            key={row.key}
            row={row}
            isImplicit={isImplicit}
            problem={(field) => say(`${field} ${row.key}`)}
            onChange={(change) => setDraft(withKindChange(draft, row.key, change))}
            onRemove={() => {
              setDraft(withKindChange(draft, row.key, null));
              add.current?.focus();
            }}
          />
        ))}
        <Button
          ref={add}
          size="compact-xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setDraft(withKind(draft, unused(summary?.kinds ?? [], draft.kinds)))}
        >
          Add a kind
        </Button>
        {problems.kinds && <span role="alert">{problems.kinds}</span>}
        <datalist id="rule-kinds">
          {summary?.kinds.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </fieldset>
      {isImplicit && (
        <div className={styles.numbers}>
          <NumberInput
            label="Half-life, in days"
            description="Empty: age does not matter"
            placeholder="none"
            value={draft.halfLifeDays}
            error={say('halfLifeDays')}
            min={0}
            clampBehavior="none"
            onChange={(halfLifeDays) => setDraft({ ...draft, halfLifeDays })}
          />
          <NumberInput
            label="Threshold"
            description="The sum from which a pair is positive"
            value={draft.threshold}
            error={say('threshold')}
            onChange={(threshold) => setDraft({ ...draft, threshold })}
          />
          <NumberInput
            label="Alpha"
            description="How much surer a higher sum makes"
            value={draft.alpha}
            error={say('alpha')}
            min={0}
            clampBehavior="none"
            onChange={(alpha) => setDraft({ ...draft, alpha })}
          />
        </div>
      )}
      {/* What it says does not wait for its name. */}
      <RuleInWords rule={next ?? ruleOf({ ...draft, name: draft.name.trim() || 'unnamed' })} />
      <div className={styles.foot}>
        <Button type="submit" variant="filled" loading={save.isPending} disabled={will !== null && !will.isNew}>
          {will?.button ?? 'Save the rule'}
        </Button>
        <Button onClick={onLeave}>Leave it as it was</Button>
        <span role="status" className="dim">
          {will?.note ?? (isAsked ? Object.values(problems)[0] : '')}
        </span>
      </div>
    </form>
  );
}

function KindRow({
  row,
  isImplicit,
  problem,
  onChange,
  onRemove,
}: {
  row: DraftKind;
  isImplicit: boolean;
  problem: (field: string) => string | undefined;
  onChange: (change: Partial<DraftKind>) => void;
  onRemove: () => void;
}) {
  const of = row.kind || 'this kind';
  return (
    <div className={styles.kind} data-implicit={isImplicit}>
      <TextInput
        // Whoever adds a kind goes on to name it.
        autoFocus={row.kind === ''}
        aria-label="Kind"
        list="rule-kinds"
        value={row.kind}
        error={problem('kind')}
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange({ kind: event.currentTarget.value })}
      />
      {isImplicit && (
        <NumberInput
          aria-label={`Weight of ${of}`}
          value={row.weight}
          error={problem('weight')}
          min={-1000}
          max={1000}
          clampBehavior="none"
          onChange={(weight) => onChange({ weight })}
        />
      )}
      <NumberInput
        aria-label={`Only ${of} from value`}
        placeholder="any"
        value={row.atLeast}
        error={problem('atLeast')}
        onChange={(atLeast) => onChange({ atLeast })}
      />
      {isImplicit && (
        <Checkbox
          size="xs"
          className={styles.check}
          label="times its value"
          aria-label={`${of} times its value`}
          checked={row.useValue}
          onChange={(event) => onChange({ useValue: event.currentTarget.checked })}
        />
      )}
      <ActionIcon aria-label={`Take out ${of}`} title={`Take out ${of}`} onClick={onRemove}>
        <IconTrash size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** The most frequent kind of the workspace that the rule does not name yet. */
function unused(known: readonly { name: string; interactions: number }[], kinds: readonly DraftKind[]): string {
  const named = new Set(kinds.map(({ kind }) => kind.trim()));
  return known.toSorted((a, b) => b.interactions - a.interactions).find(({ name }) => !named.has(name))?.name ?? '';
}
