import { Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { splitKinds, tuneMetrics } from '../../../engine/contract/models.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { metricName } from './metrics.ts';
import train from './train.module.css';
import { splitWords, type TrainDraft } from './train.ts';
import { type FieldsOf, fieldOrder } from './train-models.tsx';

type TextField = 'share' | 'k' | 'relevantFrom' | 'seed' | 'trials' | 'minutes' | 'slot';

function Text({
  field,
  label,
  description,
  placeholder,
  fields: { draft, problems, onChange },
}: {
  field: TextField;
  label: string;
  description: string;
  placeholder?: string;
  fields: FieldsOf;
}) {
  return (
    <TextInput
      inputWrapperOrder={fieldOrder}
      label={label}
      description={description}
      placeholder={placeholder}
      inputMode={field === 'slot' ? 'text' : 'decimal'}
      autoComplete="off"
      value={draft[field]}
      error={problems[field]}
      onChange={(event) => onChange({ ...draft, [field]: event.currentTarget.value })}
    />
  );
}

/** How models are measured, what they learn from, and the seed of all that is drawn. */
export function ProtocolFields(fields: FieldsOf) {
  const { draft, problems, onChange } = fields;
  const { queries } = useWorkbench();
  const { data: rules = [] } = useQuery(queries.catalog.rules.queryOptions());
  const set = (change: Partial<TrainDraft>) => onChange({ ...draft, ...change });
  const isMeasured = draft.kind !== 'fit';
  return (
    <>
      <h2>{isMeasured ? 'How it is measured' : 'What it learns from'}</h2>
      <div className={train.fields}>
        {isMeasured && (
          <>
            <Select
              inputWrapperOrder={fieldOrder}
              label="Split"
              description={`Holds out ${splitWords[draft.split]}.`}
              allowDeselect={false}
              data={splitKinds.map((value) => ({ value, label: value }))}
              value={draft.split}
              error={problems.split}
              onChange={(split) => split && set({ split })}
            />
            {draft.split !== 'loo' && (
              <Text field="share" label="Share held out" description="From 0.01 to 0.9." fields={fields} />
            )}
            <Text field="k" label="k" description="How long the measured lists are." fields={fields} />
            <Text
              field="relevantFrom"
              label="Relevant from"
              description="Smaller values do not count as liked."
              placeholder="all count"
              fields={fields}
            />
          </>
        )}
        <Select
          inputWrapperOrder={fieldOrder}
          label="Rule"
          description="What turns interactions into a signal."
          clearable
          placeholder="fits each algorithm"
          data={rules.map(({ name, signal }) => ({ value: name, label: `${name} (${signal})` }))}
          value={draft.rule || null}
          onChange={(rule) => set({ rule: rule ?? '' })}
        />
        <Text field="seed" label="Seed" description="The same seed gives the same split and model." fields={fields} />
      </div>
    </>
  );
}

/** What tuning aims at, and when it stops. */
export function TuneFields(fields: FieldsOf) {
  const { draft, onChange } = fields;
  return (
    <>
      <h2>Search</h2>
      <div className={train.fields}>
        <Select
          inputWrapperOrder={fieldOrder}
          label="Metric"
          description="What the best trial is best at."
          allowDeselect={false}
          data={tuneMetrics.map((value) => ({ value, label: metricName(value, Number(draft.k) || null) }))}
          value={draft.metric}
          onChange={(metric) => metric && onChange({ ...draft, metric })}
        />
        <Text field="trials" label="Trials" description="At most so many settings are tried." fields={fields} />
        <Text field="minutes" label="Minutes" description="Stops after these, whatever was tried." fields={fields} />
      </div>
    </>
  );
}

/** Where the fitted version goes. */
export function FitFields(fields: FieldsOf) {
  const { draft, onChange } = fields;
  return (
    <>
      <h2>Where it goes</h2>
      <div className={train.fields}>
        <Text field="slot" label="Slot" description="Each slot has one active version." fields={fields} />
        <Switch
          label="Make it the active version"
          description="The one before is retired and can be made active again."
          checked={draft.activate}
          onChange={(event) => onChange({ ...draft, activate: event.currentTarget.checked })}
        />
      </div>
    </>
  );
}
