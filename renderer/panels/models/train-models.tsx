import { Button, Select, Switch, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { CatalogSummary } from '../../../engine/contract/catalog.ts';
import type { AlgorithmInfo, ParamInfo } from '../../../engine/contract/models.ts';
import { counted } from '../../ui/format.ts';
import styles from './recommender.module.css';
import train from './train.module.css';
import { lacking, type ModelDraft, modelDraft, modelsUsed, paramRemark, type TrainDraft } from './train.ts';
import { firstChoiceId } from './use-start.ts';

/** Descriptions stand under their fields, so that fields stand on one line however long these are. */
export const fieldOrder: ('label' | 'input' | 'error' | 'description')[] = ['label', 'input', 'error', 'description'];

/** What every group of fields gets. */
export interface FieldsOf {
  draft: TrainDraft;
  problems: Readonly<Record<string, string>>;
  onChange: (draft: TrainDraft) => void;
}

const families: Record<AlgorithmInfo['family'], string> = {
  popularity: 'Popularity',
  neighbourhood: 'Neighbours',
  linear: 'Linear',
  factors: 'Factors',
  clusters: 'Groups',
  content: 'Content',
};

/** Which algorithms are trained, and with which parameters. */
export function ModelChoice({
  draft,
  problems,
  onChange,
  algorithms,
  data,
}: FieldsOf & { algorithms: readonly AlgorithmInfo[]; data: CatalogSummary }) {
  const isMany = draft.kind === 'evaluate';
  const used = modelsUsed(draft);
  const first = Object.keys(families).flatMap((family) => algorithms.filter((known) => known.family === family))[0];
  const toggle = (id: string) => {
    const isIn = used.some(({ algorithm }) => algorithm === id);
    if (!isMany) return onChange({ ...draft, models: isIn ? draft.models : [modelDraft(id)] });
    onChange({
      ...draft,
      models: isIn ? draft.models.filter(({ algorithm }) => algorithm !== id) : [...draft.models, modelDraft(id)],
    });
  };
  const replace = (index: number, ...models: readonly ModelDraft[]) =>
    onChange({ ...draft, models: draft.models.toSpliced(index, 1, ...models) });
  return (
    <>
      <h2>{isMany ? 'Algorithms' : 'Algorithm'}</h2>
      <div className={train.families}>
        {Object.entries(families).map(([family, name]) => {
          const own = algorithms.filter((algorithm) => algorithm.family === family);
          if (own.length === 0) return null;
          return (
            <div key={family} className={styles.contents}>
              <span className="dim" id={`family-${family}`}>
                {name}
              </span>
              <fieldset className={styles.plain} aria-labelledby={`family-${family}`}>
                <div className={styles.row}>
                  {own.map((algorithm) => (
                    <button
                      key={algorithm.id}
                      id={algorithm === first ? firstChoiceId : undefined}
                      type="button"
                      className={styles.chip}
                      aria-pressed={used.some((model) => model.algorithm === algorithm.id)}
                      data-empty={lacking(algorithm, data) !== null}
                      title={[algorithm.about, lacking(algorithm, data)].filter(Boolean).join(' ')}
                      onClick={() => toggle(algorithm.id)}
                    >
                      <span className={styles.chipText}>{algorithm.name}</span>
                    </button>
                  ))}
                </div>
              </fieldset>
            </div>
          );
        })}
      </div>
      {used.map((model, index) => {
        const info = algorithms.find(({ id }) => id === model.algorithm);
        return (
          info && (
            <ModelCard
              // biome-ignore lint/suspicious/noArrayIndexKey: one algorithm can stand here twice; a model is its place
              key={`${index} ${model.algorithm}`}
              info={info}
              model={model}
              isTuned={draft.kind === 'tune'}
              problem={problems[`models.${index}`]}
              paramProblems={(name) => problems[`models.${index}.params.${name}`]}
              onChange={(next) => replace(index, next)}
              {...(isMany && {
                onDouble: () => replace(index, model, { ...model, name: '' }),
                onRemove: () => replace(index),
              })}
            />
          )
        );
      })}
    </>
  );
}

function ModelCard({
  info,
  model,
  isTuned,
  problem,
  paramProblems,
  onChange,
  onDouble,
  onRemove,
}: {
  info: AlgorithmInfo;
  model: ModelDraft;
  isTuned: boolean;
  problem: string | undefined;
  paramProblems: (name: string) => string | undefined;
  onChange: (model: ModelDraft) => void;
  onDouble?: () => void;
  onRemove?: () => void;
}) {
  const touched = Object.keys(model.params).length;
  const [isOpen, setOpen] = useState(touched > 0 || isTuned);
  const hasWrong = info.params.some(({ name }) => paramProblems(name));
  const setParam = (name: string, typed: string | boolean | null) => {
    const { [name]: _, ...others } = model.params;
    onChange({ ...model, params: typed === null || typed === '' ? others : { ...others, [name]: typed } });
  };
  return (
    <section className={train.model} aria-label={info.name}>
      <div className={train.modelHead}>
        <b>{info.name}</b>
        <span className="dim">{info.about}</span>
        {info.params.length > 0 && (
          <Button size="compact-xs" aria-expanded={isOpen || hasWrong} onClick={() => setOpen(!isOpen)}>
            {counted(info.params.length, 'parameter')}
            {touched > 0 ? `, ${touched} set` : isTuned ? '' : ', all default'}
          </Button>
        )}
        {onDouble && (
          <Button size="compact-xs" leftSection={<IconCopy size={13} aria-hidden />} onClick={onDouble}>
            Once more
          </Button>
        )}
        {onRemove && (
          <Button
            size="compact-xs"
            leftSection={<IconX size={13} aria-hidden />}
            aria-label={`Take ${info.name} out`}
            onClick={onRemove}
          >
            Take out
          </Button>
        )}
      </div>
      {problem && (
        <p className={train.wrong}>
          <IconAlertTriangle size={14} aria-hidden /> {problem}.
        </p>
      )}
      {(isOpen || hasWrong) && (
        <div className={`${train.fields} ${train.params}`}>
          {onDouble && (
            <TextInput
              inputWrapperOrder={fieldOrder}
              label="Name of the run"
              description="How it is called in the table."
              placeholder={info.id}
              maxLength={200}
              value={model.name}
              onChange={(event) => onChange({ ...model, name: event.currentTarget.value })}
            />
          )}
          {info.params.map((param) => (
            <ParamField
              key={param.name}
              info={param}
              typed={model.params[param.name]}
              isTuned={isTuned}
              error={paramProblems(param.name)}
              onChange={(typed) => setParam(param.name, typed)}
            />
          ))}
        </div>
      )}
    </section>
  );
}

/** One parameter. What is not touched keeps its default, which stands in the empty field; when tuning, its range does. */
function ParamField({
  info,
  typed,
  isTuned,
  error,
  onChange,
}: {
  info: ParamInfo;
  typed: string | boolean | undefined;
  isTuned: boolean;
  error: string | undefined;
  onChange: (typed: string | boolean | null) => void;
}) {
  const { name, about, range, choices, drawn } = info;
  if (choices)
    return (
      <Select
        inputWrapperOrder={fieldOrder}
        label={name}
        description={about}
        data={choices}
        clearable
        placeholder={isTuned && drawn ? `tuned, one of ${drawn.join(', ')}` : String(info.default)}
        value={typed === undefined ? null : String(typed)}
        onChange={onChange}
      />
    );
  if (typeof info.default === 'boolean')
    return (
      <Switch
        label={name}
        description={about}
        checked={(typed ?? info.default) === true}
        onChange={(event) =>
          onChange(event.currentTarget.checked === info.default ? null : event.currentTarget.checked)
        }
      />
    );
  const placeholder = isTuned && range ? `tuned, ${range.low} to ${range.high}` : String(info.default);
  const remark = typed === undefined || isTuned ? null : paramRemark(info, typed);
  return (
    <TextInput
      inputWrapperOrder={fieldOrder}
      label={name}
      description={remark ? `${about} ${remark}.` : about}
      placeholder={placeholder}
      inputMode={typeof info.default === 'number' ? 'decimal' : 'text'}
      autoComplete="off"
      value={typed === undefined ? '' : String(typed)}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
