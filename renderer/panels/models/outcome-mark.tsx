import { IconArrowsDiff, IconArrowUp, IconMinus } from '@tabler/icons-react';
import { seriesColor } from '../../ui/line-chart.tsx';
import type { Outcome } from './compare.ts';
import styles from './outcome.module.css';

const words = {
  a: { name: 'A better', icon: IconArrowUp, color: seriesColor(0) },
  b: { name: 'B better', icon: IconArrowUp, color: seriesColor(1) },
  differs: { name: 'Differs', icon: IconArrowsDiff, color: 'var(--mantine-color-text)' },
  none: { name: 'No evidence', icon: IconMinus, color: 'var(--mantine-color-dimmed)' },
} as const;

/** What a comparison comes to, as icon, words and colour. */
export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { name, icon: Icon, color } = words[outcome];
  return (
    <span className={styles.mark} style={{ color }}>
      <Icon size={14} aria-hidden />
      {name}
    </span>
  );
}
