import { Slider, Tooltip } from '@mantine/core';
import styles from './subject.module.css';

/** A number from low to high as a slider: its name, what it means, and where it stands. */
export function Knob({
  name,
  about,
  value,
  low = 0,
  high = 1,
  step = 0.05,
  write = (shown) => shown.toFixed(2),
  absent = null,
  onChange,
}: {
  name: string;
  about: string;
  value: number;
  low?: number;
  high?: number;
  step?: number;
  write?: (value: number) => string;
  /** Why it turns nothing here; null where it does. */
  absent?: string | null;
  onChange: (value: number) => void;
}) {
  return (
    <div className={styles.knob}>
      <Tooltip label={about} position="right">
        <span className={styles.knobName}>{name}</span>
      </Tooltip>
      <output className={styles.knobValue}>{write(value)}</output>
      <Slider
        className={styles.slider}
        size={4}
        thumbSize={14}
        label={null}
        min={low}
        max={high}
        step={step}
        disabled={absent !== null}
        value={Math.min(high, Math.max(low, value))}
        thumbLabel={`${name}: ${about}`}
        onChange={onChange}
      />
      {absent !== null && <span className={styles.knobAbsent}>{absent}</span>}
    </div>
  );
}
