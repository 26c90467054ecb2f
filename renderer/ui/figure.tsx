import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './figure.module.css';

/** What stands behind a number: what it means, on how many it was measured, and where it comes from. */
export interface Definition {
  means: string;
  n?: string;
  source?: string;
}

/** A number that can be asked: hovering or focusing it tells what it means, its n and its source. */
export function Figure({ children, means, n, source, id }: Definition & { children: ReactNode; id?: string }) {
  return (
    <Tooltip
      events={{ hover: true, focus: true, touch: true }}
      label={
        <span className={styles.definition}>
          <span>{means}</span>
          {n && <span>n = {n}</span>}
          {source && <span>{source}</span>}
        </span>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the definition must be reachable without a mouse */}
      <span id={id} className={styles.figure} tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  );
}
