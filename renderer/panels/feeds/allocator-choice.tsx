import { NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AllocatorParam, FeedConfig } from '../../../engine/contract/feed-config.ts';
import { useWorkbench } from '../../app/workbench.tsx';
import { ProblemNote } from '../../ui/states.tsx';
import { knobsOf, knobValue, otherParams, withAllocator, withKnob, withParam } from './config.ts';
import { Knob } from './knob.tsx';
import { allocatorName } from './words.ts';

interface Turned {
  config: FeedConfig;
  onChange: (config: FeedConfig) => void;
}

/** The allocator, and a knob for each of its parameters. */
export function AllocatorChoice({ config, onChange }: Turned) {
  const { queries } = useWorkbench();
  const { data, error } = useQuery(queries.feeds.allocators.queryOptions());
  const chosen = data?.find(({ id }) => id === config.allocator);
  const ids = data ? data.map(({ id }) => id) : [config.allocator];
  return (
    <>
      {error && <ProblemNote error={error} />}
      <Select
        label="Allocator"
        description={chosen?.about ?? ' '}
        allowDeselect={false}
        data={ids.map((id) => ({ value: id, label: allocatorName(id) }))}
        value={config.allocator}
        onChange={(id) => id && onChange(withAllocator(config, id))}
      />
      {knobsOf(config.allocator).map((knob) => (
        <Knob
          key={`${config.allocator} ${knob.param}`}
          name={knob.name}
          about={knob.about}
          low={knob.low}
          high={knob.high}
          step={knob.step}
          value={knobValue(config, knob)}
          write={(value) => (knob.step < 1 ? value.toFixed(2) : String(value))}
          onChange={(value) => onChange(withKnob(config, knob, value))}
        />
      ))}
      {otherParams(config.allocator, chosen?.params ?? []).map((param) => (
        <Param key={`${config.allocator} ${param.name}`} param={param} config={config} onChange={onChange} />
      ))}
    </>
  );
}

/** A parameter as its kind asks for: one of some words, yes or no, or a number within its bounds. */
function Param({ param, config, onChange }: Turned & { param: AllocatorParam }) {
  const { name, about, choices, bounds } = param;
  const value = config.allocatorParams[name] ?? param.default;
  const set = (next: number | string | boolean | null) => onChange(withParam(config, name, next));
  const label = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  if (choices)
    return (
      <Select
        label={label}
        description={about}
        allowDeselect={false}
        data={choices}
        value={String(value)}
        onChange={set}
      />
    );
  if (typeof value === 'boolean')
    return (
      <Switch
        size="xs"
        label={label}
        description={about}
        checked={value}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    );
  return (
    <NumberInput
      label={label}
      description={about}
      placeholder={String(param.default)}
      min={bounds?.least ?? 0}
      max={bounds?.most ?? 1}
      allowDecimal={bounds?.whole !== true}
      allowNegative={false}
      clampBehavior="blur"
      value={value}
      onChange={(next) => {
        const isWithin =
          typeof next === 'number' &&
          next <= (bounds?.most ?? 1) &&
          next >= (bounds?.least ?? 0) &&
          !(bounds?.above && next === 0);
        if (next === '' || isWithin) set(next === '' ? null : next);
      }}
    />
  );
}
